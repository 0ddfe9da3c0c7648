# SPDX-License-Identifier: Apache-2.0
"""A supplement before acceptance that nobody answers ends with its last day, and the window decides on what there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from intake_harness import House, answer, ask, printed, refuse, refused, request_id, withdraw
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.app import deadlines
from motcua_intake.entrypoints.deadlines import DeadlineWorker
from motcua_rpc import Conflict
from motcua_rpc.structs import to_dict
from motcua_storage import count_statements

LAST_DAY = "2026-12-23"
"""Thirty days from 23 November 2026."""


def worker(house: House) -> DeadlineWorker:
    return next(one for one in house.service.background if isinstance(one, DeadlineWorker))


def work(house: House) -> int:
    """How many dossiers were given back to the window."""
    found, one = 0, worker(house)
    while one.end_one():
        found += 1
    return found


@prepared
def overdue(house: House) -> pb.Dossier:
    """A dossier whose last day has passed."""
    dossier = ask(house, house.submit(), "GCN")
    house.at("2026-12-24 00:00")
    assert work(house) == 1
    return house.get(dossier)


@pytest.mark.parametrize(
    ("now", "ended"),
    [
        (f"{LAST_DAY} 16:59", 0),
        # The office is closed; the day is not over (Civil Code 2015, art. 148.6).
        (f"{LAST_DAY} 17:30", 0),
        (f"{LAST_DAY} 23:59", 0),
        ("2026-12-24 00:00", 1),
        # The machine was off for three weeks.
        ("2027-01-14 10:00", 1),
    ],
)
def test_a_last_day_ends_at_midnight(house: House, now: str, ended: int) -> None:
    dossier = ask(house, house.submit(), "GCN")
    # 24:00 in Vietnam: what is said, when it ends and what the form prints are one moment.
    assert dossier.supplements[0].answer_by.ToJsonString() == f"{LAST_DAY}T17:00:00Z"
    text = printed(house, dossier, "02")
    assert "24 giờ 00 phút, thứ Tư, ngày 23 tháng 12 năm 2026 (tại quầy: trong giờ làm việc)" in text
    house.at(now)
    assert work(house) == ended
    expected = pb.DOSSIER_STATUS_SUBMITTED if ended else pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    assert house.get(dossier).status == expected


def test_the_window_gets_it_back_with_its_own_limit_and_everybody_is_told(house: House) -> None:
    dossier = overdue(house)
    assert dossier.answer_due_at.ToJsonString() == "2026-12-24T10:00:00Z", "8 working hours from 07:00"
    assert dossier.supplements[0].HasField("closed_at")
    assert not dossier.supplements[0].HasField("answered_at")
    assert "Hết hạn bổ sung lần 1 (ngày 23/12/2026), chưa nhận được giấy tờ" in dossier.history[-1].text.vi
    assert "23 December 2026" in dossier.history[-1].text.en
    (event,) = house.events("dossier.supplement_closed")
    assert (event.data["round"], event.data["stage"], event.data["overdue"]) == (1, "before_acceptance", True)
    assert event.data["answerDueAt"] == "2026-12-24T10:00:00Z"
    offered = set(dossier.actions)
    assert {pb.ACTION_ACCEPT, pb.ACTION_REFUSE} <= offered
    assert pb.ACTION_REQUEST_SUPPLEMENT not in offered, "once, by law"


def test_it_ends_once_however_often_it_is_looked_at(house: House) -> None:
    dossier = overdue(house)
    assert work(house) == 0
    with house.database.begin() as connection:
        deadlines.lapse(connection, worker(house)._desk, dossier.dossier_id)
    assert len(house.events("dossier.supplement_closed")) == 1
    assert house.get(dossier).revision == dossier.revision


def test_a_crash_before_the_commit_leaves_it_to_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row and event are one transaction: cut off in between, there is neither."""
    dossier = ask(house, house.submit(), "GCN")
    house.at("2026-12-24 00:00")
    desk = worker(house)._desk

    class Killed(BaseException):
        pass

    with pytest.raises(Killed), house.database.begin() as connection:
        deadlines.lapse(connection, desk, dossier.dossier_id)
        raise Killed
    assert house.events("dossier.supplement_closed") == []
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    assert work(house) == 1


def test_a_dossier_that_cannot_be_ended_holds_up_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = (ask(house, house.submit(), "GCN") for _ in range(2))
    house.at("2026-12-24 00:00")
    real = deadlines.lapse

    def lapse(connection: Any, desk: Any, dossier_id: str) -> None:
        if dossier_id == broken.dossier_id:
            raise RuntimeError("damaged")
        real(connection, desk, dossier_id)

    monkeypatch.setattr(deadlines, "lapse", lapse)
    monkeypatch.setattr(worker(house), "_put_off", {})
    work(house)
    assert house.get(whole).status == pb.DOSSIER_STATUS_SUBMITTED
    assert house.get(broken).status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    monkeypatch.setattr(deadlines, "lapse", real)
    monkeypatch.setattr(worker(house), "_put_off", {})
    assert work(house) == 1


def test_papers_that_come_late_are_taken_until_the_window_has_decided(house: House) -> None:
    dossier = overdue(house)
    house.at("2026-12-24 09:00")
    assert pb.ACTION_ANSWER_SUPPLEMENT in house.get(dossier, "an").actions
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    done = answer(house, dossier)
    assert "sau hạn" in done.history[-1].text.vi
    assert done.supplements[0].HasField("answered_at")
    assert done.answer_due_at.ToJsonString() == "2026-12-25T02:00:00Z", "8 working hours from 09:00"
    assert [paper.round for paper in done.papers if paper.component == "GCN"] == [0, 1]
    assert work(house) == 0
    assert house.accept(done).status in (pb.DOSSIER_STATUS_ACCEPTED, pb.DOSSIER_STATUS_IN_PROGRESS)


@pytest.mark.parametrize("how", ["accept", "refuse"])
def test_papers_that_come_after_the_decision_are_refused_with_the_reason(house: House, how: str) -> None:
    dossier = overdue(house)
    decided = (
        house.accept(dossier) if how == "accept" else refuse(house, dossier, reason="Không bổ sung đúng hạn.")
    )
    for late in (
        lambda: house.attach("an", "GCN", dossier=dossier.dossier_id),
        lambda: answer(house, dossier),
    ):
        error = refused(Conflict, late)
        assert error.code == "SUPPLEMENT_OVER"
        assert "hồ sơ đã được quyết định" in error.message_vi
    assert pb.ACTION_ANSWER_SUPPLEMENT not in house.get(dossier, "an").actions
    if how == "refuse":
        assert "Không bổ sung đúng hạn." in printed(house, decided, "03", "an")


def test_what_was_never_sent_is_no_paper_of_the_dossier(house: House) -> None:
    """An upload that waited for the citizen's button is the citizen's until it is handed in."""
    consent = "VB-DONG-Y-CN"
    dossier = ask(house, house.submit(), consent)
    house.attach("an", consent, dossier=dossier.dossier_id)
    house.at("2026-12-24 00:00")
    work(house)
    accepted = house.accept(dossier)
    (started,) = house.workflow.started[dossier.dossier_id]
    assert consent not in to_dict(started.facts)["papers"]
    name = next(one.name.vi for one in accepted.components if one.code == consent)
    assert name not in printed(house, accepted, "01")


def test_a_withdrawal_after_the_last_day_ends_it_as_before(house: House) -> None:
    dossier = overdue(house)
    assert withdraw(house, dossier).status == pb.DOSSIER_STATUS_WITHDRAWN
    for late in (
        lambda: house.attach("an", "GCN", dossier=dossier.dossier_id),
        lambda: answer(house, dossier),
    ):
        error = refused(Conflict, late)
        assert error.code == "SUPPLEMENT_OVER"
        assert "đã được rút" in error.message_vi and "quyết định" not in error.message_vi
        assert "was withdrawn" in error.message_en


def test_what_was_answered_or_decided_in_time_is_left_alone(house: House) -> None:
    answered = ask(house, house.submit(), "GCN")
    house.attach("an", "GCN", dossier=answered.dossier_id)
    answer(house, answered)
    refuse(house, ask(house, house.submit(), "GCN"))
    withdraw(house, ask(house, house.submit(), "GCN"))
    house.at("2027-01-14 10:00")
    assert work(house) == 0


def test_the_worker_follows_the_business_clock_by_itself(house: House) -> None:
    """As `motcua clock advance 31d` moves it."""
    dossier = ask(house, house.submit(), "GCN")
    one = worker(house)
    one.start()
    try:
        house.clock.set(house.clock.now() + timedelta(days=31))
        one.wake()
        for _ in range(200):
            if house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED:
                break
            one._stopping.wait(0.05)
    finally:
        one.stop()
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED


def test_looking_costs_one_statement_and_ending_a_fixed_number(house: House) -> None:
    for _ in range(3):
        ask(house, house.submit(), "GCN")
    with count_statements() as idle:
        assert worker(house).end_one() is False
    assert idle.total == 1
    house.at("2026-12-24 00:00")
    with count_statements() as busy:
        assert work(house) == 3
    assert busy.total <= 1 + 3 * 15


def test_a_repeated_answer_is_the_first_one(house: House) -> None:
    dossier = overdue(house)
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    request = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    first = house.of("an").AnswerSupplement(request)
    assert house.of("an").AnswerSupplement(request) == first
    assert len(house.events("dossier.supplement_answered")) == 1
