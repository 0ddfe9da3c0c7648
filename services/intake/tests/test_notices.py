# SPDX-License-Identifier: Apache-2.0
"""What the process tells the applicant, in the procedure's words, and a supplement that the process no longer waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from intake_harness import House, answer, printed, refused
from intake_prepared import prepared
from motcua.events.v1 import process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import Conflict
from motcua_rpc.structs import to_struct

RELEASE = "KQ.G15.000335"
PAY = {
    "tax_notice_no": "34/TB-CCT", "amount": 21_250_000, "income_tax": 17_000_000, "registration_fee": 4_250_000,
    "pay_by": "2026-12-27", "pay_at": "Cổng Dịch vụ công quốc gia", "taxpayer_salary": 5,
}  # fmt: skip


@prepared
def _paying(house: House) -> pb.Dossier:
    dossier = house.accepted()
    house.throw(dossier, "payment_notice", "m-1", agency="tax_office", **PAY)
    return dossier


def _lines(notice: pb.Notice) -> dict[str, str]:
    return {line.label.vi: line.value.vi for line in notice.lines}


def test_the_citizen_reads_what_to_pay_until_when_and_where(house: House) -> None:
    dossier = _paying(house)
    [notice] = house.get(dossier, "an").notices
    assert (notice.name, notice.title.vi, notice.open) == (
        "payment_notice", "Thông báo nộp tiền của cơ quan thuế", True
    )  # fmt: skip
    assert notice.todo.vi.startswith("Nộp tiền theo thông báo") and notice.todo.en.startswith("Pay as")
    assert _lines(notice) == {
        "Số thông báo": "34/TB-CCT", "Tổng số tiền phải nộp": "21.250.000 đồng",
        "Thuế thu nhập cá nhân": "17.000.000 đồng", "Lệ phí trước bạ": "4.250.000 đồng",
        "Nộp chậm nhất": "Chủ nhật 27/12/2026", "Nơi nộp": "Cổng Dịch vụ công quốc gia",
    }  # fmt: skip
    assert notice.lines[1].value.en == "VND 21,250,000"
    [told] = [line for line in house.get(dossier, "an").history if line.type == "message.payment_notice"]
    assert "Thuế" in told.text.vi and "Tổng số tiền phải nộp: 21.250.000 đồng" in told.text.vi
    assert "To be paid in all: VND 21,250,000" in told.text.en


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("debt_notice", {"tax_notice_no": "36/TB", "amount": 5, "debt_until": "2031-11-27"}, "5 đồng"),
        (
            "exempt_notice",
            {"tax_notice_no": "35/TB", "exempt_ground": "Giữa cha mẹ và con."},
            "Giữa cha mẹ và con.",
        ),
    ],
)
def test_a_debt_and_an_exemption_are_told_and_wait_for_nothing(
    house: House, name: str, facts: dict[str, Any], said: str
) -> None:
    dossier = house.accepted()
    house.throw(dossier, name, "m-1", agency="tax_office", tax_notice_date="2026-11-27", **facts)
    [notice] = house.get(dossier, "an").notices
    assert (notice.name, notice.open, notice.informs) == (name, False, True)
    told = _lines(notice)
    assert said in told.values() and told["Ngày thông báo"] == "thứ Sáu 27/11/2026"
    assert notice.todo.vi and notice.todo.en
    [line] = [one for one in house.get(dossier, "an").history if one.type == f"message.{name}"]
    for text in (line.text.vi, line.text.en):
        assert text.endswith(".") and ".." not in text and ".;" not in text
    house.throw(dossier, "payment_notice", "m-2", agency="tax_office", **PAY)
    assert not house.get(dossier, "an").notices[1].informs


FURTHER = {"tax_notice_no": "36/TB-CCT", "tax_notice_date": "2026-12-03", "earlier_notice_no": "34/TB-CCT", "amount": 21_750_000,
           "paid_so_far": 21_250_000, "more_due": 500_000, "pay_by": "2026-12-31"}  # fmt: skip


def test_a_further_notice_takes_the_place_of_the_earlier_one_and_waits_for_its_own_payment(
    house: House,
) -> None:
    dossier = _paying(house)
    house.stop_clock(dossier, "payment", "k")
    house.clock.advance(timedelta(days=1))
    house.stop_clock(dossier, "payment", "k", "close")
    house.clock.advance(timedelta(days=1))
    house.throw(dossier, "further_payment_notice", "m-2", agency="tax_office", **FURTHER)
    house.throw(dossier, "further_payment_notice", "m-2", agency="tax_office", **FURTHER)

    first, second = house.get(dossier, "an").notices
    assert (first.open, first.informs, first.superseded_at) == (False, False, second.at)
    assert first.superseded_by == second.title and second.title.vi == "Thông báo nộp thêm của cơ quan thuế"
    assert second.open and not second.HasField("superseded_at") and not second.HasField("superseded_by")
    assert _lines(second)["Còn phải nộp"] == "500.000 đồng"
    assert _lines(second)["Tổng số theo thông báo mới"] == "21.750.000 đồng"
    house.stop_clock(dossier, "payment", "k2")
    house.clock.advance(timedelta(days=1))
    house.stop_clock(dossier, "payment", "k2", "close")
    assert not any(one.open for one in house.get(dossier, "an").notices)


def test_an_open_notice_that_is_superseded_waits_no_more_and_a_stop_names_the_one_that_holds(
    house: House,
) -> None:
    dossier = _paying(house)
    house.throw(
        dossier, "corrected_notice", "m-2", agency="tax_office", tax_notice_no="35/TB", amount=21_200_000
    )
    first, second = house.get(dossier, "an").notices
    assert not first.open and first.HasField("superseded_at")
    assert not second.open and second.informs
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", by="ha")
    house.decide(dossier, "transfer", "withdrawn", "Rút.", by="an")
    first, second = house.get(dossier, "an").notices
    assert not first.if_stopped.vi and second.if_stopped.vi
    text = printed(house, house.get(dossier, "an"), "05")
    assert "35/TB" in text and "34/TB-CCT" not in text


def test_it_is_kept_once_and_is_nobody_elses_business(house: House) -> None:
    dossier = _paying(house)
    house.throw(dossier, "payment_notice", "m-1", agency="tax_office", **PAY)
    assert len(house.get(dossier, "an").notices) == 1
    seen = house.of(None).TrackDossier(pb.TrackDossierRequest(code=dossier.code))
    assert "21.250.000" not in str(seen)


@pytest.mark.parametrize("order", ["notice first", "clock first"])
def test_it_waits_until_the_payment_is_confirmed_in_whichever_order_the_news_come(
    house: House, order: str
) -> None:
    dossier = house.accepted()
    tell = [
        lambda: house.throw(dossier, "payment_notice", "m-1", agency="tax_office", **PAY),
        lambda: house.stop_clock(dossier, "payment", "k"),
    ]
    for one in tell if order == "notice first" else reversed(tell):
        one()
    assert house.get(dossier, "an").notices[0].open
    house.clock.advance(timedelta(days=1))
    house.stop_clock(dossier, "payment", "k", "close")
    assert not house.get(dossier, "an").notices[0].open


def test_a_message_that_the_procedure_has_no_words_for_is_mentioned_without_its_content(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "reminder", "m-2", secret="x123")
    seen = house.get(dossier, "an")
    assert not seen.notices and "x123" not in str(seen)
    assert [line.type for line in seen.history if line.type.startswith("message.")] == ["message.reminder"]


@prepared
def _asked(house: House, until: timedelta = timedelta(days=30)) -> tuple[pb.Dossier, Any]:
    """A supplement after appraisal; the process says until when it waits."""
    dossier = house.accepted()
    said = process_pb2.MessageThrown(
        process=process_pb2.ProcessHead(
            dossier_id=dossier.dossier_id, dossier_code=dossier.code, procedure_key=dossier.procedure_key,
            procedure_version=1,
        ),
        message_id="m-1", name="supplement_request", target_party="applicant", sender_agency="land_branch",
        payload=to_struct({"papers": ["TRICH-DO"], "reason": "Cần mảnh trích đo."}),
    )  # fmt: skip
    said.at.FromDatetime(house.clock.now())
    said.answer_by.FromDatetime(house.clock.now() + until)
    house.tell("message.thrown", said, dossier=dossier.dossier_id)
    house.stop_clock(dossier, "supplement", "k")
    return dossier, said.answer_by


def test_the_last_day_is_the_one_that_the_process_waits_for(house: House) -> None:
    dossier, until = _asked(house, timedelta(days=3))
    [asked] = house.get(dossier, "an").supplements
    assert asked.answer_by == until and not asked.HasField("closed_at")


def test_when_the_last_day_passes_the_round_is_over_and_the_citizen_is_told(house: House) -> None:
    dossier, _ = _asked(house)
    house.clock.advance(timedelta(days=31))
    house.stop_clock(dossier, "supplement", "k", "close")

    seen = house.get(dossier, "an")
    assert seen.supplements[0].HasField("closed_at") and seen.status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert pb.ACTION_ANSWER_SUPPLEMENT not in seen.actions
    [line] = [one for one in seen.history if one.type == "dossier.supplement_closed"]
    assert "Hết hạn bổ sung" in line.text.vi and "without papers" in line.text.en
    [event] = house.events("dossier.supplement_closed")
    assert event.data["overdue"] is True and event.data["stage"] == "after_appraisal"

    late = refused(Conflict, lambda: answer(house, dossier))
    assert late.code == "SUPPLEMENT_OVER" and "được giải quyết tiếp theo giấy tờ đã có" in late.message_vi
    paper = refused(Conflict, lambda: house.attach("an", "TRICH-DO", dossier=dossier.dossier_id))
    assert paper.code == "SUPPLEMENT_OVER"


def test_a_process_that_goes_another_way_ends_the_round_without_calling_it_overdue(house: House) -> None:
    dossier, _ = _asked(house)
    house.clock.advance(timedelta(days=2))
    house.stop_clock(dossier, "supplement", "k", "close")
    assert house.events("dossier.supplement_closed")[0].data.get("overdue", False) is False
    [line] = [one for one in house.get(dossier, "an").history if one.type == "dossier.supplement_closed"]
    assert "Hết hạn" not in line.text.vi


def test_an_answer_in_time_is_what_ends_the_waiting(house: House) -> None:
    dossier, _ = _asked(house)
    house.attach("an", "TRICH-DO", dossier=dossier.dossier_id)
    answer(house, dossier)
    house.stop_clock(dossier, "supplement", "k", "close")
    assert not house.events("dossier.supplement_closed")
    assert not house.get(dossier, "an").supplements[0].HasField("closed_at")


def test_what_a_notice_comes_to_when_work_stops_is_told_and_printed(house: House) -> None:
    """Money that another agency collects is not forgotten over a withdrawal (form 05: what becomes of money)."""
    dossier = _paying(house)
    [before] = house.get(dossier, "an").notices
    assert not before.if_stopped.vi
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", by="ha")
    house.decide(dossier, "transfer", "withdrawn", "Rút.", by="an")
    seen = house.get(dossier, "an")

    assert (
        "cơ quan thuế" in seen.notices[0].if_stopped.vi and "tax authority" in seen.notices[0].if_stopped.en
    )
    text = printed(house, seen, "05")
    for words in ("34/TB-CCT", "21.250.000 đồng", "không do Bộ phận Một cửa thu"):
        assert words in text, words
