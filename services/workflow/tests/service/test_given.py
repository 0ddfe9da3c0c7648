# SPDX-License-Identifier: Apache-2.0
"""What one desk finds out reaches the next one: the facts that a task's form names travel with the task, and no others."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_calendar.clock import LEGAL_ZONE
from motcua_rpc.structs import to_dict, to_struct
from workflow_harness import LAND, House, folder

SLIP = {
    "slip_no": "12/PC-VPDK", "land_use": "residential", "taxable_area": 120.5, "land_price": 9_000_000,
}  # fmt: skip
PARCEL = {"land_commune": "suoi_trong", "parcel": "Thửa 112, tờ bản đồ 24"}
NOTICE = {
    "obligation": "payable", "tax_notice_no": "34/TB", "income_tax": 17_000_000, "registration_fee": 4_250_000,
    "pay_by": "2026-12-27", "tax_notice_date": "2026-11-27",
}  # fmt: skip
DUE = {"amount_due": 21_250_000}
PAID = {"payment_ref": "CT-1", "paid_on": "2026-12-01", "amount_paid": 21_250_000}


@pytest.fixture
def land(house: House) -> House:
    house.publish(folder(LAND))
    return house


def _appraised(land: House) -> None:
    land.start_land()
    land.do("appraise_release", release_proposal="grant")
    land.do("approve_release", release_decision="approve")
    land.do("sign_release")


def _letter(land: House, name: str, number: int = 0, **forged: Any) -> pb.DeliverMessageResponse:
    """Hand the message over as liaison does."""
    thrown = next(data for kind, data in land.events() if kind == "message.thrown" and data["name"] == name)
    sent = Timestamp()
    sent.FromJsonString("2026-11-25T18:30:00Z")  # the 26th in Vietnam
    return land.stub("liaison").DeliverMessage(
        pb.DeliverMessageRequest(
            request_id=land.next_id(), message_id=land.next_id(), name=name, dossier_id="D1",
            target=thrown["target"], payload=to_struct(thrown["payload"] | forged), number=number, sent_at=sent,
        )
    )  # fmt: skip


def _at_the_tax_office(land: House, **forged: Any) -> pb.Task:
    _appraised(land)
    land.do("appraise_transfer", appraisal="eligible")
    land.do("prepare_slip", **SLIP)
    [task] = _letter(land, "tax_information_slip", 7, **forged).opened_tasks
    return task


def test_the_tax_office_reads_the_slip_as_it_was_typed_with_its_number_and_day(land: House) -> None:
    task = _at_the_tax_office(land, liaison_no=99, papers=["GCN"], release_proposal="grant")
    assert to_dict(task.given) == {
        **SLIP, **PARCEL, "exemption": "Không có.", "liaison_no": 7, "liaison_date": "2026-11-26",
    }  # fmt: skip


def test_the_answer_comes_back_with_numbers_amounts_and_days(land: House) -> None:
    _at_the_tax_office(land)
    [pays] = land.do("determine_obligation", **NOTICE, pay_at="Kho bạc").opened_tasks
    assert to_dict(pays.given) == {name: NOTICE[name] for name in NOTICE if name != "obligation"} | DUE
    told = [data for kind, data in land.events() if kind == "message.thrown"][-1]
    assert (told["targetParty"], told["payload"]) == (
        "applicant",
        {name: NOTICE[name] for name in NOTICE if name != "obligation"}
        | {"amount": 21_250_000, "pay_at": "Kho bạc"},
    )
    _letter(land, "tax_notice", 1)
    land.do("confirm_payment", **PAID)
    [checks] = _letter(land, "obligation_fulfilled", 2).opened_tasks
    assert to_dict(checks.given) == NOTICE | DUE | PAID


def test_who_is_exempt_is_told_why_and_the_land_branch_is_shown_no_amount_to_pay(land: House) -> None:
    _at_the_tax_office(land)
    why = {
        "tax_notice_no": "35/TB", "tax_notice_date": "2026-11-27", "exempt_ground": "Giữa cha mẹ và con.",
    }  # fmt: skip
    land.do("determine_obligation", obligation="exempt", **why)
    told = [data for kind, data in land.events() if kind == "message.thrown"][-1]
    assert (told["name"], told["targetParty"], told["payload"]) == ("exempt_notice", "applicant", why)
    [checks] = _letter(land, "tax_notice", 1).opened_tasks
    assert to_dict(checks.given) == {
        **why, "obligation": "exempt", "income_tax": 0, "registration_fee": 0, "amount_due": 0,
    }  # fmt: skip


def test_a_recorded_debt_is_told_to_the_applicant_and_nobody_waits_for_a_payment(land: House) -> None:
    _at_the_tax_office(land)
    debt = {"tax_notice_no": "36/TB", "income_tax": 17_000_000, "registration_fee": 4_250_000}
    debt |= {"tax_notice_date": "2026-11-27"}
    until = {"debt_until": "2031-11-27"}
    land.do("determine_obligation", obligation="recorded", **debt, **until)
    told = [data for kind, data in land.events() if kind == "message.thrown"][-1]
    assert (told["name"], told["targetParty"]) == ("debt_notice", "applicant")
    assert told["payload"] == debt | until | {"amount": 21_250_000}
    [checks] = _letter(land, "tax_notice", 1).opened_tasks
    assert to_dict(checks.given) == {"obligation": "recorded", **debt, **until, **DUE}
    clock = [(d["ground"], d["action"]) for kind, d in land.events() if kind == "process.clock_requested"]
    assert clock == [("tax", "open"), ("tax", "close")]


def test_a_repeated_call_and_the_event_give_the_same(land: House) -> None:
    task = _at_the_tax_office(land)
    again = land.complete(task.task_id, "same", **NOTICE, pay_at="Kho bạc")
    assert land.complete(task.task_id, "same", **NOTICE, pay_at="Kho bạc") == again
    opened = {
        d["taskId"]: d["given"] for kind, d in land.events() if kind == "task.opened" and d.get("given")
    }
    assert opened[task.task_id] == to_dict(task.given)
    assert opened[again.opened_tasks[0].task_id] == to_dict(again.opened_tasks[0].given)
    kept = land.rows("SELECT given FROM workflow.task WHERE id = :id", id=task.task_id)[0].given
    assert kept == to_dict(task.given)


def test_a_start_that_is_repeated_under_another_id_gives_the_same(land: House) -> None:
    first = land.start_land()
    assert land.start_land().opened_tasks == first.opened_tasks


def test_a_leader_decides_anew_each_time_and_an_officer_goes_on_from_the_last_draft(land: House) -> None:
    land.start_land()
    land.do("appraise_release", release_proposal="refuse", release_reason="Phiếu yêu cầu chưa ký.")
    [again] = land.do("approve_release", release_decision="send_back").opened_tasks
    assert to_dict(again.given) == {
        "filer": "transferor", "release_proposal": "refuse", "release_reason": "Phiếu yêu cầu chưa ký.",
    }  # fmt: skip
    [leader] = land.do("appraise_release", release_proposal="grant").opened_tasks
    assert "release_decision" not in to_dict(leader.given)


def _asked_to_supplement(land: House) -> str:
    _appraised(land)
    reason = "Cần mảnh trích đo."
    land.do(
        "appraise_transfer", appraisal="supplement", supplement_papers=["TRICH-DO"], supplement_reason=reason
    )
    asked = next(d for kind, d in land.events() if kind == "message.thrown")
    return str(asked["answerBy"])


def test_who_asks_for_papers_says_until_when_the_process_waits(land: House) -> None:
    told = _asked_to_supplement(land)
    fires = land.rows("SELECT due_at FROM workflow.timer WHERE element = 'supplement_overdue'")[0].due_at
    last = datetime.fromisoformat(told).astimezone(LEGAL_ZONE)
    assert last.time() == time(), (
        "who answers may do so until midnight (art. 148.6), whenever the office closes"
    )
    assert fires == last, "what is told and when it ends are one moment"


def test_after_the_last_day_the_officer_reads_that_nothing_came(land: House) -> None:
    _asked_to_supplement(land)
    assert not land.timers().fire_one()
    land.clock.advance(timedelta(days=33))
    assert land.timers().fire_one() and land.open() == ["reappraise_transfer"]
    opened = [data for kind, data in land.events() if kind == "task.opened"][-1]
    assert opened["given"]["supplement_outcome"] == "lapsed"
    assert opened["given"]["supplement_papers"] == ["TRICH-DO"]
    clock = [(d["ground"], d["action"]) for kind, d in land.events() if kind == "process.clock_requested"]
    assert clock == [("supplement", "open"), ("supplement", "close")]
    assert land.deliver("supplement_received", papers=["TRICH-DO"]).delivery == pb.DELIVERY_REFUSED


def test_papers_in_time_leave_nothing_of_the_last_day(land: House) -> None:
    _asked_to_supplement(land)
    [task] = land.deliver("supplement_received", papers=["TRICH-DO"]).opened_tasks
    assert task.element == "reappraise_transfer" and "supplement_outcome" not in to_dict(task.given)
    land.clock.advance(timedelta(days=33))
    assert not land.timers().fire_one()
