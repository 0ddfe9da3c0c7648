# SPDX-License-Identifier: Apache-2.0
"""What the tax office may answer in the land procedure: no notice that asks for more without saying so, none that carries the
number of another, no payment that is counted twice."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, ProcedurePackage, read_folder

LAND = Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
TODAY = date(2026, 12, 4)
ANSWER = "Đã kiểm tra lại trên hệ thống."
DEBT = {
    "obligation": "recorded", "earlier_notice_no": "34/TB-CCT", "earlier_amount": 21_250_000, "paid_so_far": 0,
    "tax_notice_no": "34/TB-CCT",
}  # fmt: skip
PAID = DEBT | {"obligation": "payable", "paid_so_far": 21_250_000, "amount_paid": 21_250_000}
CORRECTED = {
    "tax_check": "corrected", "tax_answer": ANSWER, "tax_notice_no": "35/TB-CCT", "tax_notice_date": "2026-12-04",
    "income_tax": 17_000_000, "registration_fee": 4_250_000, "payment_ref": "CT-001", "paid_on": "2026-12-04",
    "amount_paid": 21_250_000,
}  # fmt: skip
MORE = {
    "tax_check": "more_due", "tax_answer": ANSWER, "more_notice_no": "36/TB-CCT", "more_notice_date": "2026-12-04",
    "more_income_tax": 17_500_000, "more_registration_fee": 4_250_000, "pay_by": "2026-12-31", "pay_at": "Kho bạc",
}  # fmt: skip


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return dict(ProcedurePackage.from_files(read_folder(LAND)).forms)


def refused(form: Form, answers: dict[str, Any], given: dict[str, Any]) -> dict[str, str]:
    return {key: text.vi for key, text in form.validate(answers, given=given, today=TODAY)[1].items()}


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),
        ({"income_tax": 17_000_001}, False),
        ({"registration_fee": 9_000_000}, False),
        ({"income_tax": 17_000_001, "amount_paid": 21_250_001}, True),
        ({"amount_paid": 21_200_000}, False),
    ],
)
def test_a_correction_asks_for_no_more_than_is_paid(
    forms: dict[str, Form], changed: dict[str, Any], taken: bool
) -> None:
    said = refused(forms["tra-loi-doi-chieu"], CORRECTED | changed, PAID)
    assert set(said) == (set() if taken else {"income_tax"})
    assert taken or "Phải nộp thêm" in said["income_tax"]


def test_a_corrected_debt_is_not_measured_by_what_is_paid(forms: dict[str, Form]) -> None:
    answers = {
        key: CORRECTED[key] for key in CORRECTED if key not in ("payment_ref", "paid_on", "amount_paid")
    }
    assert refused(forms["tra-loi-doi-chieu"], answers | {"income_tax": 30_000_000}, DEBT) == {}


@pytest.mark.parametrize(("answers", "key"), [(CORRECTED, "tax_notice_no"), (MORE, "more_notice_no")])
@pytest.mark.parametrize("number", ["34/TB-CCT", "34/tb-cct", "34 / TB-CCT"])
def test_a_notice_that_takes_the_place_of_another_has_its_own_number(
    forms: dict[str, Form], answers: dict[str, Any], key: str, number: str
) -> None:
    said = refused(forms["tra-loi-doi-chieu"], answers | {key: number}, PAID)
    assert set(said) == {key} and "phải có số mới" in said[key]
    assert refused(forms["tra-loi-doi-chieu"], answers, PAID) == {}


def test_more_than_a_debt_is_more_than_its_notice_said(forms: dict[str, Form]) -> None:
    """A payment that was rightly less than its notice is measured by what was paid; a debt by its notice."""
    form, less = forms["tra-loi-doi-chieu"], MORE | {"more_income_tax": 500_000, "more_registration_fee": 0}
    said = refused(form, less, DEBT)
    assert (
        set(said) == {"more_income_tax"}
        and "lớn hơn “Tổng số theo thông báo đã gửi" in said["more_income_tax"]
    )
    assert set(refused(form, MORE | {"more_income_tax": 17_000_000}, DEBT)) == {"more_income_tax"}
    assert refused(form, MORE, DEBT) == {}
    assert refused(form, MORE | {"more_income_tax": 17_000_000}, PAID | {"paid_so_far": 21_200_000}) == {}


@pytest.mark.parametrize("sent", ["CT-001", "ct-001", "CT-002, CT-001", "CT-009", "CT-002 / 12/BL"])
def test_a_payment_is_not_counted_twice(forms: dict[str, Form], sent: str) -> None:
    given = {
        "payment_ref": "CT-001, CT-009 / 12/BL; 7 / BL",
        "more_due": 500_000,
        "tax_notice_date": "2026-12-04",
    }
    paid = {"further_ref": sent, "further_on": "2026-12-04", "further_amount": 500_000}
    said = refused(forms["xac-nhan-nop-them"], paid, given)
    assert set(said) == {"further_ref"} and "lần nộp trước" in said["further_ref"]
    fresh = paid | {"further_ref": "CT-002, 12/BM; 8 / BL"}
    assert refused(forms["xac-nhan-nop-them"], fresh, given) == {}
    nothing_before = {key: value for key, value in given.items() if key != "payment_ref"}
    assert refused(forms["xac-nhan-nop-them"], paid, nothing_before) == {}


def test_a_wait_is_named_by_what_is_waited_for() -> None:
    """Its name is read as where the dossier stands: "all paid" would say the opposite of what holds."""
    drawing = (LAND / "process.bpmn").read_text(encoding="utf-8")
    waits = re.findall(
        r'<bpmn:(?:intermediateCatchEvent|receiveTask) id="\w+" name="(.*?)" motcua:name_en="(.*?)"', drawing
    )
    assert len(waits) == 5
    assert all(name.startswith("Chờ ") and english.startswith("Wait for ") for name, english in waits)
