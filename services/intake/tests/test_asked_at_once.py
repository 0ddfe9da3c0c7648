# SPDX-License-Identifier: Apache-2.0
"""Two agencies ask to complete the file at once: each request is answered for itself, and one that was answered asks no more."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from intake_before import SINCE_0029
from intake_harness import House, answer, fresh_pdf, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events import BROKER_MIGRATION
from motcua_intake.migration import MIGRATION
from motcua_rpc import Conflict
from motcua_storage import migrate

FIRST, SECOND = "VB-CHU-DAT", "TRICH-DO"
ASKED, GOING_ON = pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, pb.DOSSIER_STATUS_IN_PROGRESS


def ask(house: House, dossier: pb.Dossier, part: str, paper: str) -> None:
    payload = {"stage": "completion", "part": part, "components": [paper], "reason": f"Thiếu {paper}"}
    house.throw(dossier, "supplement_request", f"{dossier.dossier_id}-{part}", **payload)


@pytest.fixture
def asked(house: House) -> pb.Dossier:
    """An accepted dossier of which two agencies want one paper each."""
    dossier: pb.Dossier = house.accepted()
    ask(house, dossier, "release", FIRST)
    ask(house, dossier, "transfer", SECOND)
    return house.get(dossier, "an")


def attach(house: House, dossier: pb.Dossier, paper: str, **values: Any) -> pb.Paper:
    file_id = house.upload("an", fresh_pdf()).file_id
    request = pb.AttachPaperRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, component=paper, file_id=file_id, **values
    )
    return house.of("an").AttachPaper(request).paper


def hand_in(house: House, dossier: pb.Dossier, round: int) -> pb.Dossier:
    request = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id, round=round)
    return house.of("an").AnswerSupplement(request).dossier


def test_both_stand_there_with_their_parts(asked: pb.Dossier) -> None:
    assert [(one.round, one.part, one.stage) for one in asked.supplements] == [
        (1, "release", "completion"),
        (2, "transfer", "completion"),
    ]
    assert asked.status == ASKED


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_each_is_answered_for_itself_in_any_order(
    house: House, asked: pb.Dossier, order: tuple[int, int]
) -> None:
    papers = {1: FIRST, 2: SECOND}
    assert attach(house, asked, papers[order[0]]).round == order[0]
    after = hand_in(house, asked, order[0])
    assert after.status == ASKED, "the other agency still waits"
    assert [one.round for one in after.supplements if one.HasField("answered_at")] == [order[0]]
    attach(house, asked, papers[order[1]], round=order[1])
    after = hand_in(house, asked, order[1])
    assert after.status == GOING_ON
    assert pb.ACTION_ANSWER_SUPPLEMENT not in after.actions


def test_a_paper_may_be_taken_away_again_from_either(house: House, asked: pb.Dossier) -> None:
    for paper in (FIRST, SECOND):
        kept = attach(house, asked, paper)
        house.of("an").RemovePaper(pb.RemovePaperRequest(request_id=request_id(), paper_id=kept.paper_id))
    assert not [one for one in house.get(asked, "an").papers if one.round]


def test_a_paper_goes_to_no_request_that_did_not_ask_for_it(house: House, asked: pb.Dossier) -> None:
    assert refused(Conflict, lambda: attach(house, asked, FIRST, round=2)).code == "SUPPLEMENT_NOT_ASKED"
    assert refused(Conflict, lambda: attach(house, asked, FIRST, round=7)).code == "SUPPLEMENT_OVER"


def test_one_that_was_answered_takes_nothing_more(house: House, asked: pb.Dossier) -> None:
    attach(house, asked, FIRST)
    hand_in(house, asked, 1)
    error = refused(Conflict, lambda: hand_in(house, asked, 1))
    assert "lần 1" in error.message_vi and "request 1" in error.message_en.lower()


def test_who_names_none_answers_the_oldest(house: House, asked: pb.Dossier) -> None:
    attach(house, asked, FIRST)
    after = answer(house, asked)
    assert after.supplements[0].HasField("answered_at") and not after.supplements[1].HasField("answered_at")


def test_an_upgrade_sets_right_what_was_shown_as_waiting(house: House, asked: pb.Dossier) -> None:
    attach(house, asked, FIRST)
    hand_in(house, asked, 1)
    attach(house, asked, SECOND)
    hand_in(house, asked, 2)
    waiting = house.accepted()
    ask(house, waiting, "release", FIRST)
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE intake.dossier SET status = 'SUPPLEMENT_REQUESTED' WHERE id = %s", [asked.dossier_id]
        )
        for undo in SINCE_0029:
            connection.execute(undo)
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0028', fingerprint = '' WHERE schema = 'intake'"
        )
        connection.execute("UPDATE intake.schema_version SET version_num = '0028'")
    migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))
    assert house.get(asked, "an").status == GOING_ON
    assert house.get(waiting, "an").status == ASKED
