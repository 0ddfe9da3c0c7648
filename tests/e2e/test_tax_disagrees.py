# SPDX-License-Identifier: Apache-2.0
"""The payment and the tax notice do not agree: the land office asks, tax answers, the citizen hears of every new sum."""

from __future__ import annotations

from typing import Any

from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua.notification.v1 import notification_pb2 as mail
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua_cli.actors import LAND_STEPS, new_id
from motcua_rpc import Conflict, InvalidInput
from motcua_rpc.structs import to_dict, to_struct
from pytest import raises
from support.province import COMMUNE, Province
from support.waiting import eventually

DIFFERS = {"documents": "mismatch", "mismatch_reason": "Chứng từ ghi 21.250.000 đồng, giá đất đã thay đổi."}
ANSWER = "Đã đối chiếu với dữ liệu của cơ quan thuế."
MORE: dict[str, Any] = {
    "tax_check": "more_due",
    "tax_answer": ANSWER,
    "more_notice_no": "36/TB-CCT",
    "more_notice_date": "today",
    "more_income_tax": 17_500_000,
    "more_registration_fee": 4_250_000,
    "pay_by": "today+30d",
    "pay_at": "Kho bạc Nhà nước",
}
REST = {"further_ref": "CT-002", "further_on": "today", "further_amount": 500_000}


def paid(province: Province) -> str:
    """A dossier whose taxes are paid as the first notice says; its id."""
    dossier_id = str(province.citizen().submit_land(COMMUNE).dossier_id)
    province.clerk.accept(dossier_id)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    province.pay_taxes(dossier_id)
    return dossier_id


def finish(province: Province, dossier_id: str) -> pb.Dossier:
    """From documents that agree to both results in the citizen's hand."""
    province.sign_transfer(dossier_id)
    province.clerk.return_results(dossier_id)
    return see(province, dossier_id, pb.DOSSIER_STATUS_RETURNED)


def see(province: Province, dossier_id: str, status: int) -> pb.Dossier:
    return eventually(lambda: province.citizen().dossier(dossier_id), lambda d: d.status == status)


def notices(province: Province, dossier_id: str, count: int) -> list[pb.Notice]:
    seen = eventually(lambda: province.citizen().dossier(dossier_id), lambda d: len(d.notices) >= count)
    return list(seen.notices)


def said(notice: pb.Notice) -> dict[str, str]:
    return {line.label.vi: line.value.vi for line in notice.lines}


def told(province: Province, code: str, subject: str) -> str:
    """The text of the mail to the applicant with these words in its subject."""
    box = NotificationServiceStub(province.system.person_channel(province.system.users_with("operator")[0]))

    def found() -> list[mail.Mail]:
        mails = box.ListMail(mail.ListMailRequest(page_size=200)).mails
        return [one for one in mails if code in one.subject and subject in one.subject]

    [one] = eventually(found, bool)
    return str(box.GetMail(mail.GetMailRequest(mail_id=one.mail_id)).mail.text)


def test_more_is_due_the_citizen_is_told_again_pays_and_gets_both_results(province: Province) -> None:
    """The whole loop: question, further notice, further payment, documents that agree, certificate."""
    dossier_id = paid(province)
    province.land_officer.do(dossier_id, "check_obligation", DIFFERS)
    province.tax_officer.do(dossier_id, "confirm_documents", MORE)
    first, second = notices(province, dossier_id, 2)
    waiting = see(province, dossier_id, pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION)

    assert (first.name, first.open, first.superseded_by) == ("payment_notice", False, second.title)
    assert first.superseded_at == second.at
    assert (second.name, second.open, second.HasField("superseded_at")) == (
        "further_payment_notice",
        True,
        False,
    )
    lines = said(second)
    assert lines["Số thông báo"] == "36/TB-CCT" and lines["Thay thông báo số"] == "34/TB-CCT"
    assert lines["Còn phải nộp"] == "500.000 đồng" and lines["Đã nộp"] == "21.250.000 đồng"
    assert lines["Tổng số theo thông báo mới"] == "21.750.000 đồng" and "Nộp chậm nhất" in lines
    text = told(province, waiting.code, second.title.vi)
    for label, value in lines.items():
        assert f"- {label}: {value}" in text, label

    with raises(InvalidInput) as twice:
        province.tax_officer.do(dossier_id, "confirm_further", REST | {"further_ref": "ct-001"})
    assert [one.field for one in twice.value.field_errors] == ["answers.further_ref"]
    province.tax_officer.do(dossier_id, "confirm_further", REST)
    check = province.land_officer.wait_for(dossier_id, "check_obligation")
    shown = province.land_officer.inbox.GetTask(work.GetTaskRequest(task_id=check.task_id))
    given = to_dict(shown.task.given)
    assert (given["amount_due"], given["amount_paid"]) == (21_750_000, 21_750_000)
    assert (given["tax_notice_no"], given["payment_ref"]) == ("36/TB-CCT", "CT-001 / CT-002")
    still_open = lambda d: [one.name for one in d.notices if one.open]  # noqa: E731
    seen = eventually(lambda: province.citizen().dossier(dossier_id), lambda d: not still_open(d))
    assert still_open(seen) == []
    done = finish(province, dossier_id)
    assert [part.status for part in done.parts] == [pb.PART_STATUS_GRANTED] * 2
    assert [one.policy for one in done.clock if one.ground in ("tax", "payment")] == ["EXCLUDE"] * 4


def test_an_answer_that_stands_and_one_that_corrects(province: Province) -> None:
    """Walked twice: what stands is told to nobody; a corrected notice takes the place of the first and asks for nothing."""
    dossier_id = paid(province)
    province.land_officer.do(dossier_id, "check_obligation", DIFFERS)
    province.tax_officer.do(dossier_id, "confirm_documents", {"tax_check": "confirmed", "tax_answer": ANSWER})
    province.land_officer.do(dossier_id, "check_obligation", DIFFERS)
    assert [one.name for one in notices(province, dossier_id, 1)] == ["payment_notice"]
    corrected = LAND_STEPS["confirm_payment"] | {
        "tax_check": "corrected",
        "tax_answer": ANSWER,
        "tax_notice_no": "35/TB-CCT",
        "tax_notice_date": "today",
        "income_tax": 17_000_000,
        "registration_fee": 4_200_000,
    }
    higher = {"income_tax": 30_000_000, "tax_notice_no": "34/TB-CCT"}
    with raises(InvalidInput) as refused:
        province.tax_officer.do(dossier_id, "confirm_documents", corrected | higher)
    wrong = {one.field: one.message_vi for one in refused.value.field_errors}
    assert set(wrong) == {"answers.income_tax", "answers.tax_notice_no"}
    assert "Phải nộp thêm" in wrong["answers.income_tax"] and "số mới" in wrong["answers.tax_notice_no"]
    province.tax_officer.do(dossier_id, "confirm_documents", corrected)
    first, second = notices(province, dossier_id, 2)

    assert first.superseded_by == second.title and second.informs and not second.open
    assert said(second)["Tổng số theo thông báo"] == "21.200.000 đồng"
    assert finish(province, dossier_id).status == pb.DOSSIER_STATUS_RETURNED


def test_more_is_due_only_where_the_new_sum_exceeds_what_is_paid(province: Province) -> None:
    dossier_id = paid(province)
    province.land_officer.do(dossier_id, "check_obligation", DIFFERS)
    with raises(InvalidInput) as refused:
        province.tax_officer.do(dossier_id, "confirm_documents", MORE | {"more_income_tax": 17_000_000})

    assert [one.field for one in refused.value.field_errors] == ["answers.more_registration_fee"]
    assert "lớn hơn “Đã nộp (đồng)” (21.250.000)" in refused.value.field_errors[0].message_vi
    assert len(notices(province, dossier_id, 1)) == 1


def test_withdrawn_while_the_rest_is_not_paid(province: Province) -> None:
    """Tax stops waiting; form 05 and the page name the notice that holds, not the one it took the place of."""
    dossier_id = paid(province)
    province.land_officer.do(dossier_id, "check_obligation", DIFFERS)
    province.tax_officer.do(dossier_id, "confirm_documents", MORE)
    task = province.tax_officer.wait_for(dossier_id, "confirm_further")
    province.tax_officer.claim(task)
    notices(province, dossier_id, 2)
    payments = lambda: sum(one.ground == "payment" for one in province.citizen().dossier(dossier_id).clock)  # noqa: E731
    assert eventually(payments, lambda count: count == 2) == 2
    province.citizen().intake.WithdrawDossier(
        pb.WithdrawDossierRequest(request_id=new_id(), dossier_id=dossier_id, reason="Không bán nữa.")
    )
    stopped = eventually(
        lambda: province.citizen().dossier(dossier_id),
        lambda d: d.parts[1].status == pb.PART_STATUS_WITHDRAWN,
    )
    assert eventually(lambda: province.tax_officer.tasks(dossier_id), lambda tasks: not tasks) == []
    assert [bool(one.if_stopped.vi) for one in stopped.notices] == [False, True]

    def refused() -> Conflict:
        with raises(Conflict) as gone:
            province.tax_officer.complete(task, step=work.StepAction())
        return gone.value

    gone = eventually(refused, lambda error: error.details["cause"] == "withdrawn")
    assert gone.code == "TASK_CLOSED" and "hồ sơ đã được rút" in gone.message_vi


def test_who_fills_in_a_step_of_a_withdrawn_dossier_reads_that_it_was_withdrawn(province: Province) -> None:
    dossier_id = str(province.citizen().submit_land(COMMUNE).dossier_id)
    province.clerk.accept(dossier_id)
    task = province.land_officer.wait_for(dossier_id, "appraise_release")
    province.land_officer.claim(task)
    province.citizen().intake.WithdrawDossier(
        pb.WithdrawDossierRequest(request_id=new_id(), dossier_id=dossier_id, reason="Không bán nữa.")
    )
    assert eventually(lambda: province.land_officer.tasks(dossier_id), lambda tasks: not tasks) == []
    answers = to_struct(LAND_STEPS["appraise_release"])

    def refused() -> Conflict:
        with raises(Conflict) as gone:
            province.land_officer.complete(task, step=work.StepAction(answers=answers))
        return gone.value

    gone = eventually(refused, lambda error: error.details["cause"] == "withdrawn")
    assert (gone.code, gone.details["cause"]) == ("TASK_CLOSED", "withdrawn")
    assert "hồ sơ đã được rút" in gone.message_vi and "withdrawn" in gone.message_en
