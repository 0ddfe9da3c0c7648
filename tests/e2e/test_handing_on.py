# SPDX-License-Identifier: Apache-2.0
"""What one desk finds out reaches the next desk, the other agency and the citizen, across all services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua.notification.v1 import notification_pb2, notification_pb2_grpc
from motcua_calendar.text import written
from motcua_cli.actors import LAND_STEPS, Officer, land_step
from motcua_rpc import Conflict, MotcuaError
from motcua_rpc.structs import to_dict
from support.province import COMMUNE, Province
from support.waiting import eventually

SLIP = LAND_STEPS["prepare_slip"]


def _given(officer: Officer, dossier_id: str, element: str) -> dict[str, Any]:
    task = officer.wait_for(dossier_id, element)
    return to_dict(officer.inbox.GetTask(work.GetTaskRequest(task_id=task.task_id)).task.given)


def _accepted(province: Province) -> str:
    dossier_id = str(province.citizen().submit_land(COMMUNE).dossier_id)
    province.clerk.accept(dossier_id)
    return dossier_id


def _mails(province: Province, code: str) -> str:
    operator = province.system.users_with("operator")[0]
    stub = notification_pb2_grpc.NotificationServiceStub(province.system.person_channel(operator))
    listed = stub.ListMail(notification_pb2.ListMailRequest(page_size=200)).mails
    wanted = [one for one in listed if code in one.subject]
    return "\n".join(
        stub.GetMail(notification_pb2.GetMailRequest(mail_id=one.mail_id)).mail.text for one in wanted
    )


def test_the_slip_reaches_the_tax_office_and_its_answer_the_land_branch_and_the_citizen(
    province: Province,
) -> None:
    dossier_id = _accepted(province)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)

    slip = _given(province.tax_officer, dossier_id, "determine_obligation")
    assert {name: slip[name] for name in SLIP} == SLIP
    assert slip["exemption"] == "Không có." and slip["liaison_no"] >= 1 and len(slip["liaison_date"]) == 10
    today = province.tax_officer.today()
    tax, last = land_step(LAND_STEPS["determine_obligation"], today), today + timedelta(days=30)
    province.tax_officer.do(dossier_id, "determine_obligation", tax | {"taxable_area": 1, "slip_no": "giả"})

    citizen = province.citizen()
    seen = eventually(lambda: citizen.dossier(dossier_id), lambda d: bool(d.notices))
    [notice] = seen.notices
    told = {line.label.vi: line.value.vi for line in notice.lines}
    assert notice.open and told["Số thông báo"] == tax["tax_notice_no"]
    assert told["Tổng số tiền phải nộp"] == "21.250.000 đồng" and told["Nơi nộp"] == tax["pay_at"]
    assert told["Nộp chậm nhất"] == written(last, "vi") and told["Ngày thông báo"] == written(today, "vi")
    mail = eventually(lambda: _mails(province, seen.code), lambda text: "21.250.000 đồng" in text)
    assert "21.250.000 đồng" in mail and written(last, "en") in mail and tax["pay_at"] in mail

    pays = _given(province.tax_officer, dossier_id, "confirm_payment")
    assert pays["income_tax"] == tax["income_tax"] and pays["amount_due"] == 21_250_000
    wrong = LAND_STEPS["confirm_payment"] | {"amount_paid": 1}
    with pytest.raises(MotcuaError) as refused:
        province.tax_officer.do(dossier_id, "confirm_payment", wrong)
    assert "21.250.000" in refused.value.field_errors[0].message_vi
    early = LAND_STEPS["confirm_payment"] | {"paid_on": (today - timedelta(days=1)).isoformat()}
    with pytest.raises(MotcuaError) as refused:
        province.tax_officer.do(dossier_id, "confirm_payment", early)
    assert "(là “Ngày thông báo”)" in refused.value.field_errors[0].message_vi
    paid = land_step(LAND_STEPS["confirm_payment"], today)  # also when midnight comes in between
    province.tax_officer.do(dossier_id, "confirm_payment", paid)
    checks = _given(province.land_officer, dossier_id, "check_obligation")
    expected = {name: value for name, value in tax.items() if name != "pay_at"} | paid
    assert checks == expected | {"amount_due": 21_250_000}
    seen = eventually(lambda: citizen.dossier(dossier_id), lambda d: not d.notices[0].open)
    assert not seen.notices[0].open


def test_nothing_to_pay_is_no_way_on_and_who_is_exempt_is_told_so(province: Province) -> None:
    """Through all services: neither amounts of nothing nor an amount beside an exemption; then the exemption itself."""
    dossier_id = _accepted(province)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    tax, why = province.tax_officer, "Chuyển nhượng giữa cha mẹ và con."
    good = LAND_STEPS["determine_obligation"]
    for obligation in ("payable", "recorded"):
        nothing = good | {"obligation": obligation, "income_tax": 0, "registration_fee": 0}
        assert _refused(tax, dossier_id, nothing)["answers.registration_fee"].startswith(
            "Tổng phải nộp bằng 0"
        )
    exempt = {key: good[key] for key in ("tax_notice_no", "tax_notice_date")}
    exempt |= {"obligation": "exempt", "exempt_ground": why}
    assert "answers.income_tax" in _refused(tax, dossier_id, exempt | {"income_tax": 5})
    tax.do(dossier_id, "determine_obligation", exempt)

    citizen = province.citizen()
    [notice] = eventually(lambda: citizen.dossier(dossier_id), lambda d: bool(d.notices)).notices
    assert (notice.name, notice.open, notice.informs) == ("exempt_notice", False, True)
    assert {line.label.vi: line.value.vi for line in notice.lines}["Lý do và căn cứ miễn"] == why
    code = citizen.dossier(dossier_id).code
    mail = eventually(lambda: _mails(province, code), lambda text: why in text)
    assert "Không phải nộp thuế" in mail and "No tax or registration fee is due" in mail
    checks = _given(province.land_officer, dossier_id, "check_obligation")
    assert checks["exempt_ground"] == why and checks["amount_due"] == 0


def _refused(officer: Officer, dossier_id: str, answers: dict[str, Any]) -> dict[str, str]:
    """What the step says to these answers, by field."""
    with pytest.raises(MotcuaError) as refused:
        officer.do(dossier_id, "determine_obligation", answers)
    return {one.field: one.message_vi for one in refused.value.field_errors}


def test_a_supplement_that_never_came_is_appraised_without_it(apart: Province) -> None:
    dossier_id = _accepted(apart)
    apart.sign_release(dossier_id)
    reason = "Cần mảnh trích đo do ranh giới thửa đất thay đổi."
    ask = {
        "check_conditions": "fail",
        "appraisal": "supplement",
        "supplement_papers": ["TRICH-DO"],
        "supplement_reason": reason,
    }
    apart.land_officer.do(dossier_id, "appraise_transfer", ask)
    citizen = apart.citizen()
    asked = eventually(lambda: citizen.dossier(dossier_id), lambda d: bool(d.supplements) and bool(d.clock))
    assert pb.ACTION_ANSWER_SUPPLEMENT in asked.actions and asked.supplements[0].HasField("answer_by")
    citizen.attach("TRICH-DO", dossier_id=dossier_id)

    last = asked.supplements[0].answer_by.ToDatetime()
    days = (last - citizen.now().ToDatetime()).days + 2  # it lies behind the days off, which may be many
    moved = apart.system.command("clock", "advance", f"{days}d")
    assert moved.returncode == 0, moved.stderr
    given = _given(apart.land_officer, dossier_id, "reappraise_transfer")
    assert given["supplement_outcome"] == "lapsed" and given["supplement_papers"] == ["TRICH-DO"]
    over = eventually(
        lambda: citizen.dossier(dossier_id),
        lambda d: (
            d.supplements[0].HasField("closed_at")
            and d.status == pb.DOSSIER_STATUS_IN_PROGRESS
            and any("Hết hạn bổ sung" in line.text.vi for line in d.history)
        ),
    )
    assert over.supplements[0].HasField("closed_at")
    assert over.status == pb.DOSSIER_STATUS_IN_PROGRESS and pb.ACTION_ANSWER_SUPPLEMENT not in over.actions
    assert any("Hết hạn bổ sung" in line.text.vi for line in over.history)
    with pytest.raises(Conflict) as late:
        citizen.intake.AnswerSupplement(
            pb.AnswerSupplementRequest(request_id="muon", dossier_id=dossier_id, note="")
        )
    assert late.value.code == "SUPPLEMENT_OVER"
    mail = eventually(
        lambda: _mails(apart, over.code), lambda text: "Cơ quan giải quyết sẽ quyết định" in text
    )
    assert "Cơ quan giải quyết sẽ quyết định theo giấy tờ đang có" in mail
    refuse = {
        "check_conditions": "fail",
        "appraisal": "refuse",
        "transfer_reason": "Không có mảnh trích đo để thẩm định.",
    }
    apart.land_officer.do(dossier_id, "reappraise_transfer", refuse)
    apart.land_leader.do(dossier_id, "approve_refusal", {"refusal_decision": "approve"})
    ended = eventually(
        lambda: citizen.dossier(dossier_id), lambda d: d.parts[1].status == pb.PART_STATUS_REFUSED
    )
    assert ended.parts[1].status == pb.PART_STATUS_REFUSED
