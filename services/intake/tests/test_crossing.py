# SPDX-License-Identifier: Apache-2.0
"""Withdrawals that cross each other, and a signature that a withdrawal overtakes."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
from intake_before import SINCE_0016
from intake_harness import House, refused, request_id, withdraw
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events import BROKER_MIGRATION
from motcua_intake.migration import MIGRATION
from motcua_rpc import Conflict
from motcua_storage import migrate

RELEASE = "KQ.G15.000335"
ASKED = "dossier.withdrawal_requested"


def test_the_number_of_a_signature_that_lost_to_a_withdrawal_is_free_and_the_loss_is_told(
    house: House,
) -> None:
    lost, other = house.accepted(), house.accepted()
    number = f"{uuid.uuid4()}/XN"
    paper = house.sign(lost, "release", RELEASE, number).file_id
    assert (
        refused(Conflict, lambda: house.sign(other, "release", RELEASE, number)).code == "RESULT_NUMBER_TAKEN"
    )
    for part in ("release", "transfer"):
        house.decide(lost, part, "withdrawn", "Rút")

    seen = house.get(lost, "son")
    assert not seen.results, "it never goes out"
    assert [line.type for line in seen.history if line.type.startswith("result.")] == [
        "result.attached", "result.voided"
    ]  # fmt: skip
    assert number in next(line.text.en for line in seen.history if line.type == "result.voided")
    assert "result.voided" not in [line.type for line in house.get(lost, "an").history]
    with house.database.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT number, file_id, voided_at IS NOT NULL, issued_at FROM intake.result WHERE dossier_id = %s",
            (lost.dossier_id,),
        ).one()
    assert tuple(kept) == (number, paper, True, None), "kept as it was signed"

    house.sign(other, "release", RELEASE, number)
    house.decide(other, "release", "granted")
    assert [one.number for one in house.get(other, "an").results] == [number]
    assert refused(Conflict, lambda: house.sign(lost, "release", RELEASE)).code == "DOSSIER_STATE", "too late"
    third = house.accepted()
    assert (
        refused(Conflict, lambda: house.sign(third, "release", RELEASE, number)).code == "RESULT_NUMBER_TAKEN"
    )


def test_a_granted_part_keeps_its_number_when_the_rest_is_withdrawn(house: House) -> None:
    dossier, other = house.accepted(), house.accepted()
    number = f"{uuid.uuid4()}/XN"
    house.sign(dossier, "release", RELEASE, number)
    house.decide(dossier, "release", "granted")
    house.decide(dossier, "transfer", "withdrawn", "Rút")
    assert [one.number for one in house.get(dossier, "an").results] == [number]
    assert (
        refused(Conflict, lambda: house.sign(other, "release", RELEASE, number)).code == "RESULT_NUMBER_TAKEN"
    )


def test_withdrawals_at_once_are_one_line_of_the_history_by_whoever_asked_first(house: House) -> None:
    dossier = house.accepted()
    first = withdraw(house, dossier)
    again = withdraw(house, dossier, "hung", "Người dân nhờ.")
    assert first.dossier_id == again.dossier_id
    with ThreadPoolExecutor(3) as pool:
        assert len(list(pool.map(lambda _: withdraw(house, dossier), range(3)))) == 3
    lines = [line for line in house.get(dossier).history if line.type == ASKED]
    assert [line.actor.user for line in lines] == ["an.congdan"]
    assert "Đổi ý." in lines[0].text.vi


def test_whoever_withdraws_what_is_withdrawn_is_told_so_and_a_repetition_is_answered_as_before(
    house: House,
) -> None:
    dossier = house.accepted()
    request = pb.WithdrawDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, reason="Đổi ý."
    )
    first = house.of("an").WithdrawDossier(request)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "withdrawn", "Rút")
    error = refused(Conflict, lambda: withdraw(house, dossier))
    assert (error.code, error.message_en) == ("ALREADY_WITHDRAWN", "The dossier is withdrawn already.")
    assert house.of("an").WithdrawDossier(request) == first


def test_what_ended_otherwise_is_too_late_to_withdraw(house: House) -> None:
    dossier = house.accepted()
    for part in ("release", "transfer"):
        house.decide(dossier, part, "refused", "Không đủ điều kiện.")
    assert refused(Conflict, lambda: withdraw(house, dossier)).code == "WITHDRAWAL_TOO_LATE"


BEFORE = (
    *SINCE_0016,
    "ALTER TABLE intake.part DROP COLUMN stood_at",
    "DROP INDEX intake.result_number",
    "ALTER TABLE intake.result DROP CONSTRAINT result_pkey",
    "ALTER TABLE intake.result DROP COLUMN id, DROP COLUMN holds_number, DROP COLUMN number_key, DROP COLUMN number_as_typed",
    "ALTER TABLE intake.result ADD CONSTRAINT result_pkey PRIMARY KEY (dossier_id, part, code)",
    "ALTER TABLE intake.result DROP COLUMN voided_at",
    "ALTER TABLE intake.result ADD CONSTRAINT result_number UNIQUE (unit, code, number)",
    "UPDATE platform.schema_state SET revision = '0011', fingerprint = '' WHERE schema = 'intake'",
    "UPDATE intake.schema_version SET version_num = '0011'",
)


def test_numbers_that_were_lost_before_an_upgrade_are_free_after_it(house: House) -> None:
    lost, live, other = house.accepted(), house.accepted(), house.accepted()
    gone, taken = f"{uuid.uuid4()}/XN", f"{uuid.uuid4()}/XN"
    house.sign(lost, "release", RELEASE, gone)
    house.sign(live, "release", RELEASE, taken)
    house.decide(lost, "release", "withdrawn", "Rút")
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        for statement in BEFORE:
            connection.execute(statement)
    assert "intake" in migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))
    house.sign(other, "release", RELEASE, gone)
    assert (
        refused(Conflict, lambda: house.sign(other, "release", RELEASE, taken)).code == "RESULT_NUMBER_TAKEN"
    )
