# SPDX-License-Identifier: Apache-2.0
"""Several papers attached to one part: the one that the completed step named is issued, whichever came last."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from intake_before import SINCE_0016
from intake_harness import House, refused
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events import BROKER_MIGRATION, Invalid
from motcua_intake.migration import MIGRATION
from motcua_rpc import Conflict
from motcua_storage import migrate

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"


def number() -> str:
    return f"{uuid.uuid4()}/XN"


def rows(house: House, dossier: pb.Dossier) -> dict[str, tuple[str, bool, bool]]:
    """By id: number, whether issued, whether voided."""
    query = "SELECT id, number, issued_at IS NOT NULL, voided_at IS NOT NULL FROM intake.result WHERE dossier_id = %s"
    with house.database.read() as connection:
        found = connection.exec_driver_sql(query, (dossier.dossier_id,)).all()
    return {row[0]: tuple(row)[1:] for row in found}


@pytest.mark.parametrize("winner", [0, 1])
def test_the_named_paper_is_issued_and_the_other_number_is_free(house: House, winner: int) -> None:
    dossier, other = house.accepted(), house.accepted()
    papers = [house.sign(dossier, "release", RELEASE, number()) for _ in range(2)]
    won, lost = papers[winner], papers[1 - winner]
    assert won.result_id and won.result_id != lost.result_id
    house.decide(dossier, "release", "granted", papers=[won.result_id])

    (shown,) = house.get(dossier, "an").results
    assert (shown.number, shown.file_id, shown.result_id) == (won.number, won.file_id, won.result_id)
    assert house.get(dossier, "son").results == house.get(dossier).results
    assert rows(house, dossier) == {
        won.result_id: (won.number, True, False),
        lost.result_id: (lost.number, False, True),
    }
    (line,) = [line for line in house.get(dossier, "son").history if line.type == "result.voided"]
    assert lost.number in line.text.vi and "một lần ký khác" in line.text.vi
    (issued,) = [line for line in house.get(dossier, "an").history if line.type == "result.issued"]
    assert won.number in issued.text.vi
    house.sign(other, "release", RELEASE, lost.number)
    assert (
        refused(Conflict, lambda: house.sign(other, "release", RELEASE, won.number)).code
        == "RESULT_NUMBER_TAKEN"
    )


@pytest.mark.parametrize("winner", [0, 1, 2])
def test_two_papers_with_one_number_are_two_papers(house: House, winner: int) -> None:
    """A form that was sent anew after a crash: its number is the dossier's own already."""
    dossier, other = house.accepted(), house.accepted()
    same = number()
    papers = [house.sign(dossier, "release", RELEASE, same) for _ in range(3)]
    taken = refused(Conflict, lambda: house.sign(other, "release", RELEASE, same))
    house.decide(dossier, "release", "granted", papers=[papers[winner].result_id])
    assert [one.file_id for one in house.get(dossier, "an").results] == [papers[winner].file_id]
    assert sum(voided for _, _, voided in rows(house, dossier).values()) == 2
    again = refused(Conflict, lambda: house.sign(other, "release", RELEASE, same))
    assert (taken.code, again.code) == ("RESULT_NUMBER_TAKEN", "RESULT_NUMBER_TAKEN")


def test_every_number_is_free_when_the_part_is_withdrawn(house: House) -> None:
    dossier, other = house.accepted(), house.accepted()
    same, lone = number(), number()
    for one in (same, same, lone):
        house.sign(dossier, "release", RELEASE, one)
    house.decide(dossier, "release", "withdrawn", "Rút")
    assert all(voided for _, _, voided in rows(house, dossier).values())
    for one in (same, lone):
        house.sign(other, "release", RELEASE, one)


def test_an_event_from_before_papers_had_ids_issues_the_latest(house: House) -> None:
    dossier = house.accepted()
    house.sign(dossier, "release", RELEASE)
    latest = house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted")
    assert [one.number for one in house.get(dossier, "an").results] == [latest.number]


BEFORE = (
    *SINCE_0016,
    "ALTER TABLE intake.part DROP COLUMN stood_at",
    "DROP INDEX intake.result_number",
    "ALTER TABLE intake.result DROP CONSTRAINT result_pkey",
    "ALTER TABLE intake.result DROP COLUMN id, DROP COLUMN holds_number, DROP COLUMN number_key, DROP COLUMN number_as_typed",
    "ALTER TABLE intake.result ADD CONSTRAINT result_pkey PRIMARY KEY (dossier_id, part, code)",
    "CREATE UNIQUE INDEX result_number ON intake.result (unit, code, number) WHERE voided_at IS NULL",
    "UPDATE platform.schema_state SET revision = '0012', fingerprint = '' WHERE schema = 'intake'",
    "UPDATE intake.schema_version SET version_num = '0012'",
)


UNFOLDED = (
    "DROP INDEX intake.result_number",
    "ALTER TABLE intake.result DROP COLUMN number_key, DROP COLUMN number_as_typed",
    "CREATE UNIQUE INDEX result_number ON intake.result (unit, code, number) WHERE voided_at IS NULL AND holds_number",
    *SINCE_0016,
    "ALTER TABLE intake.part DROP COLUMN stood_at",
    "UPDATE platform.schema_state SET revision = '0013', fingerprint = '' WHERE schema = 'intake'",
    "UPDATE intake.schema_version SET version_num = '0013'",
)


def test_spellings_of_one_number_from_before_the_upgrade_are_kept_and_none_is_added(house: House) -> None:
    first, second, third = (house.accepted() for _ in range(3))
    known = f"{number()}q"
    house.sign(first, "release", RELEASE, known)
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        for statement in UNFOLDED[:3]:
            connection.execute(statement)
        paper = house.sign(second, "release", RELEASE, number())
        change = "UPDATE intake.result SET number = %s WHERE id = %s"
        connection.execute(change, (known.upper(), paper.result_id))
        for statement in UNFOLDED[3:]:
            connection.execute(statement)
    assert "intake" in migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))
    house.decide(second, "release", "granted", papers=[paper.result_id])
    assert [one.number for one in house.get(second, "an").results] == [known.upper()]
    for spelling in (known, known.upper(), known.title()):
        again = refused(Conflict, lambda spelling=spelling: house.sign(third, "release", RELEASE, spelling))
        assert again.code == "RESULT_NUMBER_TAKEN"


def test_a_paper_from_before_the_upgrade_is_issued_after_it(house: House) -> None:
    alone, overtaken = house.accepted(), house.accepted()
    old = [house.sign(one, "release", RELEASE, number()) for one in (alone, overtaken)]
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute("DELETE FROM intake.result a USING intake.result b WHERE a.id < b.id "
                           "AND (a.dossier_id, a.part, a.code) = (b.dossier_id, b.part, b.code)")  # fmt: skip
        for statement in BEFORE:
            connection.execute(statement)
    assert "intake" in migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))
    house.decide(alone, "release", "granted")
    assert [one.number for one in house.get(alone, "an").results] == [old[0].number]
    new = house.sign(overtaken, "release", RELEASE)
    house.decide(overtaken, "release", "granted", papers=[new.result_id])
    assert [one.number for one in house.get(overtaken, "an").results] == [new.number]
    assert rows(house, overtaken)[""] == (old[1].number, False, True)


def test_a_named_paper_that_is_not_there_is_a_failure_and_nothing_else_goes_out(house: House) -> None:
    dossier, other = house.accepted(), house.accepted()
    mine = house.sign(dossier, "release", RELEASE)
    foreign = house.sign(other, "release", RELEASE)
    for wrong in ([foreign.result_id], ["khong-co"], [mine.result_id, "khong-co"]):
        with pytest.raises(Invalid, match="is not attached to it"):
            house.decide(dossier, "release", "granted", papers=wrong)
    assert not house.get(dossier, "an").results
    house.decide(dossier, "release", "granted", papers=[mine.result_id])
    house.decide(dossier, "release", "granted", papers=[mine.result_id])
    assert [one.number for one in house.get(dossier, "an").results] == [mine.number]


def test_the_papers_of_one_part_are_no_matter_of_the_other(house: House) -> None:
    dossier = house.accepted()
    kept = house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", papers=[kept.result_id])
    first = house.sign(dossier, "transfer", TRANSFER)
    house.sign(dossier, "transfer", TRANSFER)
    house.decide(dossier, "transfer", "granted", papers=[first.result_id])
    shown: list[Any] = [(one.part, one.number) for one in house.get(dossier, "an").results]
    assert sorted(shown) == [("release", kept.number), ("transfer", first.number)]
