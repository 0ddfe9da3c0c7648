# SPDX-License-Identifier: Apache-2.0
"""The officers' forms of the land procedure: whatever one desk may enter, the next desk can go on with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, ProcedurePackage, read_folder

LAND = Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
TODAY = date(2026, 11, 27)
SENT = date(2026, 11, 25)


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return dict(ProcedurePackage.from_files(read_folder(LAND)).forms)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


OBLIGATIONS = (None, "", "payable", "exempt", "recorded", "free")
AMOUNTS = (None, "", 0, "0", 1, "17.000.000", -1, 0.5, 100_000_000_000, 100_000_000_001, 10**15)
REST = {
    "tax_notice_no": "34/TB-CCT", "tax_notice_date": day(0), "pay_by": day(30), "pay_at": "Kho bạc Nhà nước",
    "exempt_ground": "Chuyển nhượng giữa cha mẹ và con.",
}  # fmt: skip
ONLY = {"pay_by": "payable", "pay_at": "payable", "exempt_ground": "exempt"}


def rest(obligation: Any) -> dict[str, Any]:
    """What goes with an obligation; the rest would be refused."""
    return {key: value for key, value in REST.items() if ONLY.get(key, obligation) == obligation}


def combinations() -> Iterator[dict[str, Any]]:
    for obligation, tax, fee in product(OBLIGATIONS, AMOUNTS, AMOUNTS):
        answers = rest(obligation) | {"obligation": obligation, "income_tax": tax, "registration_fee": fee}
        yield {key: value for key, value in answers.items() if value is not None}


def test_no_combination_of_obligation_and_amounts_traps_the_next_officer(forms: dict[str, Form]) -> None:
    """Whatever passes leaves a payment that can be confirmed as it is, a debt of something, or an exemption from everything."""
    passed = {"payable": 0, "recorded": 0, "exempt": 0}
    for answers in combinations():
        clean, wrong = forms["xac-dinh-nghia-vu"].validate(
            answers, given={"liaison_date": SENT.isoformat()}, today=TODAY
        )
        if wrong:
            continue
        facts = forms["xac-dinh-nghia-vu"].facts(clean)
        due = facts.get("income_tax", 0) + facts.get("registration_fee", 0)  # as sum_due of the drawing
        passed[facts["obligation"]] += 1
        if facts["obligation"] == "exempt":
            assert due == 0 and facts["exempt_ground"] and answers.get("income_tax") in (None, "", 0, "0")
            continue
        assert due > 0, answers
        paid = {"payment_ref": "CT-001", "paid_on": day(0), "amount_paid": due}
        given = forms["xac-nhan-nop-tien"].given(facts | {"amount_due": due})
        assert forms["xac-nhan-nop-tien"].validate(paid, given=given, today=TODAY)[1] == {}, answers
    assert all(passed.values()), passed


@pytest.mark.parametrize("obligation", ["payable", "recorded"])
def test_nothing_to_pay_is_refused_with_what_to_do(forms: dict[str, Form], obligation: str) -> None:
    answers = rest(obligation) | {"obligation": obligation, "income_tax": 0, "registration_fee": 0}
    _, wrong = forms["xac-dinh-nghia-vu"].validate(answers, today=TODAY)
    assert list(wrong) == ["registration_fee"]
    assert (
        "hoặc chọn “Được miễn”" in wrong["registration_fee"].vi and "Exempt" in wrong["registration_fee"].en
    )


def test_an_amount_beside_an_exemption_is_refused_not_dropped(forms: dict[str, Form]) -> None:
    answers = rest("exempt") | {"obligation": "exempt", "income_tax": 17_000_000}
    _, wrong = forms["xac-dinh-nghia-vu"].validate(answers, today=TODAY)
    assert {key: text.vi for key, text in wrong.items()} == {
        "income_tax": "Đã điền mục này trong khi “Nghĩa vụ tài chính” là “Được miễn”. Hãy xóa nội dung, hoặc chọn lại."
    }


@pytest.mark.parametrize(
    ("form", "more", "wrong"),
    [
        ("xac-dinh-nghia-vu", {}, None),
        ("xac-dinh-nghia-vu", {"tax_notice_date": day(-2)}, None),
        ("xac-dinh-nghia-vu", {"tax_notice_date": day(-3)}, "“Ngày gửi”"),
        ("xac-dinh-nghia-vu", {"tax_notice_date": day(1)}, "27/11/2026"),
        ("xac-dinh-nghia-vu", {"pay_by": day(0)}, None),
        ("xac-dinh-nghia-vu", {"pay_by": day(-1)}, "27/11/2026"),
        ("xac-dinh-nghia-vu", {"pay_by": day(90)}, None),
        ("xac-dinh-nghia-vu", {"pay_by": day(91)}, "25/02/2027"),
        ("xac-dinh-nghia-vu", {"obligation": "recorded", "debt_until": day(3654)}, "27/11/2036"),
        ("xac-nhan-nop-tien", {}, None),
        ("xac-nhan-nop-tien", {"paid_on": day(-2)}, "26/11/2026 (là “Ngày thông báo”)"),
        ("xac-nhan-nop-tien", {"paid_on": day(1)}, "27/11/2026"),
    ],
)
def test_days_of_notice_and_payment_follow_each_other(
    forms: dict[str, Form], form: str, more: dict[str, Any], wrong: str | None
) -> None:
    own = {"payment_ref": "CT-001", "paid_on": day(-1), "amount_paid": 5}
    due = {"obligation": "payable", "income_tax": 1, "registration_fee": 4}
    fits = rest(more.get("obligation", "payable")) | due
    answers = (own if form == "xac-nhan-nop-tien" else fits) | more
    given = {"liaison_date": SENT.isoformat(), "tax_notice_date": day(-1), "amount_due": 5}
    _, found = forms[form].validate(answers, given=given, today=TODAY)
    if wrong is None:
        assert found == {}
    else:
        key = next(iter(key for key in more if key != "obligation"))
        assert list(found) == [key] and wrong in found[key].vi and found[key].en != found[key].vi


NUMBERS = (
    ("xac-dinh-nghia-vu", "tax_notice_no"), ("xac-nhan-nop-tien", "payment_ref"), ("lap-phieu-chuyen", "slip_no"),
    ("du-thao", "new_serial"),
)  # fmt: skip


@pytest.mark.parametrize(("form", "key"), NUMBERS)
@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "34/TB 😀", "34\x00", "34\u202e/TB", "TB", "<b>34</b>", "-" * 61]
)
def test_numbers_of_papers_are_numbers(forms: dict[str, Form], form: str, key: str, text: str) -> None:
    assert (
        key
        in forms[form].validate(
            {key: text, "paper": "new"} if form == "du-thao" else {key: text}, today=TODAY
        )[1]
    )
    fine = {key: " Số 34/TB-CCT (2) "} | ({"paper": "new"} if form == "du-thao" else {})
    assert key not in forms[form].validate(fine, today=TODAY)[1]


APPRAISALS = {
    "tham-dinh-xoa": ("release_proposal", "grant", "refuse"),
    "tham-dinh-chuyen-nhuong": ("appraisal", "eligible", "refuse"),
    "tham-dinh-lai": ("appraisal", "eligible", "refuse"),
}


@pytest.mark.parametrize("form", APPRAISALS)
def test_every_check_is_answered_and_goes_with_the_proposal(forms: dict[str, Form], form: str) -> None:
    proposal, grant, refuse = APPRAISALS[form]
    checks = [field.key for field in forms[form].inputs() if field.key.startswith("check_")]
    _, wrong = forms[form].validate({proposal: grant}, today=TODAY)
    assert len(checks) >= 3 and set(wrong) == set(checks)
    assert {text.vi for text in wrong.values()} == {"Hãy chọn một mục."}
    passed = dict.fromkeys(checks, "pass")
    assert forms[form].validate(passed | {proposal: grant}, today=TODAY)[1] == {}
    reason = {"release_reason" if form == "tham-dinh-xoa" else "transfer_reason": "Đất đang có tranh chấp."}
    for check in checks:
        failed = passed | {check: "fail"}
        assert list(forms[form].validate(failed | {proposal: grant}, today=TODAY)[1]) == [check]
        assert forms[form].validate(failed | reason | {proposal: refuse}, today=TODAY)[1] == {}
    assert forms[form].validate(passed | {proposal: refuse, next(iter(reason)): "x"}, today=TODAY)[1]


@pytest.mark.parametrize("form", APPRAISALS)
def test_a_refusal_needs_a_check_that_failed_or_another_ground(forms: dict[str, Form], form: str) -> None:
    proposal, _, refuse = APPRAISALS[form]
    checks = {field.key: "pass" for field in forms[form].inputs() if field.key.startswith("check_")}
    reason = {"release_reason" if form == "tham-dinh-xoa" else "transfer_reason": "Đất đang có tranh chấp."}
    answers = checks | reason | {proposal: refuse}
    _, wrong = forms[form].validate(answers, today=TODAY)
    assert (
        list(wrong) == [proposal]
        and "“Không đạt”" in wrong[proposal].vi
        and "“Not met”" in wrong[proposal].en
    )
    assert forms[form].validate(answers | {"other_ground": True}, today=TODAY)[1] == {}


@pytest.mark.parametrize(("filer", "refused"), [("transferor", True), ("proxy", True), ("mortgagee", False)])
def test_consent_is_not_needed_of_the_mortgagee_only(
    forms: dict[str, Form], filer: str, refused: bool
) -> None:
    answers = {
        "check_request": "pass", "check_certificate": "pass", "check_consent": "not_needed", "release_proposal": "grant",
    }  # fmt: skip
    _, wrong = forms["tham-dinh-xoa"].validate(answers, given={"filer": filer}, today=TODAY)
    assert list(wrong) == (["check_consent"] if refused else [])


def test_the_slip_is_of_the_parcel_and_area_of_the_dossier_unless_a_reason_says_why(
    forms: dict[str, Form],
) -> None:
    form, given = (
        forms["lap-phieu-chuyen"],
        {"land_commune": "suoi_trong", "parcel_no": "112", "map_no": "24", "area": 120.5},
    )
    slip = {
        "slip_no": "12/PC",
        "land_use": "residential",
        "taxable_area": 120.5,
        "land_price": 9_000_000,
    }
    sources = {"communes": ()}
    judge = lambda **more: set(form.validate(slip | more, sources, given, today=TODAY)[1])  # noqa: E731
    assert judge() == set()
    assert judge(taxable_area=100) == {"taxable_area"}
    assert judge(taxable_area=100, area_differs=True) == {"area_reason"}
    assert judge(parcel="Thửa 999, tờ 1") == {"parcel"}
    assert judge(parcel_differs=True) == {"parcel", "parcel_reason"}


def test_documents_that_do_not_agree_have_a_way_with_a_reason(forms: dict[str, Form]) -> None:
    form = forms["kiem-tra-chung-tu"]
    given = {"obligation": "payable", "mismatch_reason": "Số tiền khác nhau.", "documents": "mismatch"}
    judge = lambda **answers: set(form.validate(answers, given=given, today=TODAY)[1])  # noqa: E731
    assert judge() == {"documents"}
    assert judge(documents="match") == set()
    assert judge(documents="mismatch") == {"mismatch_reason"}
    assert judge(documents="mismatch", mismatch_reason="Số tiền khác nhau.") == set()
    assert judge(documents="match", mismatch_reason="Số tiền khác nhau.") == {"mismatch_reason"}


def test_no_typed_answer_is_dropped_without_a_word(forms: dict[str, Form]) -> None:
    typed = ("textfield", "textarea", "number", "date")
    for form in forms.values():
        lost = [
            f.key
            for f in form.inputs()
            if f.hidden and f.type in typed and not f.readonly and not f.refuse_hidden
        ]
        assert lost == [], form.key


def test_what_a_hidden_field_started_with_is_no_answer_to_it(forms: dict[str, Form]) -> None:
    checks = {"check_request": "pass", "check_certificate": "pass", "check_consent": "pass"}
    answers = checks | {"release_proposal": "grant", "release_reason": "Phiếu chưa ký tên."}
    judge = lambda given: set(forms["tham-dinh-xoa"].validate(answers, given=given, today=TODAY)[1])  # noqa: E731
    assert judge({"release_reason": "Phiếu chưa ký tên."}) == set()
    assert judge({"release_reason": "Lý do khác hẳn."}) == {"release_reason"} == judge({})
