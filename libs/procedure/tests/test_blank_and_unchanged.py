# SPDX-License-Identifier: Apache-2.0
"""What is no answer although something was sent: blanks, dots for words, a correction that corrects nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, ProcedurePackage, read_folder
from motcua_text import SourceError

LAND = Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
TODAY = date(2026, 12, 4)
BLANKS = ["", " ", "\n", " \r\n\t ", "\u00a0", "\u200b", "\u2800\n\u3164"]
WAYS = [{"value": value, "label": value, "label_en": value.upper()} for value in ("keep", "correct")]


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    properties = {"label_en": key.upper()} | more.pop("properties", {})
    return {"type": kind, "id": key, "key": key, "label": key, "properties": properties, **more}


def form(*components: dict[str, Any]) -> Form:
    return Form.load(json.dumps({"type": "default", "components": list(components)}).encode(), "forms/x.form")


def hidden(kind: str, key: str, **more: Any) -> dict[str, Any]:
    rule = {"conditional": {"hide": '=way != "correct"'}, "properties": {"whenHidden": "refuse"}}
    return field(kind, key, **rule, **more)


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return dict(ProcedurePackage.from_files(read_folder(LAND)).forms)


KINDS = ("textfield", "textarea", "number", "checkbox", "radio", "checklist")


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_is_no_answer(kind: str, blank: str) -> None:
    values = {"values": WAYS} if kind in ("radio", "checklist") else {}
    sent = [blank] if kind == "checklist" else blank
    optional = form(field(kind, "x", **values)).validate({"x": sent})
    assert optional[1] == {} and not optional[0].get("x")
    assert "x" in form(field(kind, "x", validate={"required": True}, **values)).validate({"x": sent})[1]
    guarded = form(field("radio", "way", values=WAYS), hidden(kind, "x", **values))
    assert guarded.validate({"way": "keep", "x": sent})[1] == {}


@pytest.mark.parametrize("sent", ["0", "không", "\x01", ["a"], 5, True])
def test_what_is_seen_is_an_answer_where_none_is_asked(sent: Any) -> None:
    guarded = form(field("radio", "way", values=WAYS), hidden("textarea", "x"))
    assert "x" in guarded.validate({"way": "keep", "x": sent})[1]


@pytest.mark.parametrize("kind", ["textfield", "textarea"])
def test_dots_are_no_words(kind: str) -> None:
    made = form(field(kind, "x", validate={"minLength": 10}))
    for dots in ("..........", "- - - - - - - -", "a.b.c.d....", "…………………………"):
        assert made.validate({"x": dots})[1]["x"].vi == (
            "Hãy ghi rõ bằng chữ: ít nhất 5 chữ cái hoặc chữ số."
        ), dots
    for words in ("Theo thông báo 35.", "Bản mờ ....", "Mục 3, 4, 5, 6"):
        assert made.validate({"x": words})[1] == {}, words
    assert "10" in made.validate({"x": "Bản mờ"})[1]["x"].vi, "too short is said as such"
    assert form(field(kind, "x", validate={"minLength": 3})).validate({"x": "Q.1"})[1] != {}
    assert form(field(kind, "x", validate={"minLength": 3})).validate({"x": "Q.10"})[1] == {}
    assert form(field(kind, "x")).validate({"x": "..."})[1] == {}, "nothing is asked of it"


CORRECTING = {"mustChange": "sum note", "mustChangeWhen": '=way = "correct"'}


def correcting() -> Form:
    return form(
        field("radio", "way", values=WAYS, properties=CORRECTING),
        hidden("number", "sum", validate={"required": True}),
        hidden("textfield", "note"),
    )


@pytest.mark.parametrize(
    ("sent", "unchanged"),
    [
        ({"sum": 5, "note": "a"}, True),
        ({"sum": "5", "note": " a "}, True),
        ({"sum": 6, "note": "a"}, False),
        ({"sum": 5, "note": "b"}, False),
        ({"sum": 5}, False),
    ],
)
def test_a_choice_that_says_that_something_changes(sent: dict[str, Any], unchanged: bool) -> None:
    _, wrong = correcting().validate({"way": "correct"} | sent, given={"sum": 5, "note": "a"})
    assert set(wrong) == ({"way"} if unchanged else set())
    if unchanged:
        assert wrong["way"].vi == (
            "“way” là “correct”, nhưng chưa sửa nội dung nào: “sum”, “note”. Hãy sửa nội dung cần sửa, hoặc chọn lại."
        )
        assert "“SUM”, “NOTE”" in wrong["way"].to("en")


def test_what_says_that_nothing_changes_changes_nothing() -> None:
    assert correcting().validate({"way": "keep"}, given={"sum": 5, "note": "a"})[1] == {}


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"mustChange": "sum"}, "which other answers"),
        ({"mustChange": "sum", "mustChangeWhen": "wenn"}, "not a rule"),
        ({"mustChange": "gone", "mustChangeWhen": '=way = "keep"'}, "starts with"),
        ({"mustChange": "sum", "mustChangeWhen": '=gone = "keep"'}, "names no field"),
    ],
)
def test_a_rule_of_change_that_cannot_be(properties: dict[str, str], said: str) -> None:
    with pytest.raises(SourceError) as refused:
        form(field("radio", "way", values=WAYS, properties=properties), field("number", "sum"))
    assert any(said in problem.message for problem in refused.value.problems)


BEFORE: dict[str, dict[str, Any]] = {
    "payable": {
        "tax_notice_no": "34/TB-CCT", "tax_notice_date": "2026-11-27", "income_tax": 17_000_000,
        "registration_fee": 4_250_000, "payment_ref": "CT-001", "paid_on": "2026-12-01", "amount_paid": 21_250_000,
    },
    "recorded": {
        "tax_notice_no": "34/TB-CCT", "tax_notice_date": "2026-11-27", "income_tax": 17_000_000,
        "registration_fee": 4_250_000, "debt_until": "2028-01-01",
    },
    "exempt": {
        "tax_notice_no": "34/TB-CCT", "tax_notice_date": "2026-11-27", "exempt_ground": "Giữa cha mẹ và con.",
    },
}  # fmt: skip
ANSWER = {"tax_check": "corrected", "tax_answer": "Đã kiểm tra lại trên hệ thống."}


@pytest.mark.parametrize("obligation", list(BEFORE))
def test_a_corrected_notice_differs_from_the_one_before(forms: dict[str, Form], obligation: str) -> None:
    before = BEFORE[obligation]
    asked, given = forms["tra-loi-doi-chieu"], before | {"obligation": obligation}
    _, wrong = asked.validate(ANSWER | before, given=given, today=TODAY)
    assert set(wrong) == {"tax_check"}
    assert "“Đính chính”" in wrong["tax_check"].vi and "chưa sửa nội dung nào" in wrong["tax_check"].vi
    changed = {"tax_notice_no": "35/TB-CCT"}
    assert asked.validate(ANSWER | before | changed, given=given, today=TODAY)[1] == {}
    stands = ANSWER | {"tax_check": "confirmed"}
    assert asked.validate(stands, given=given, today=TODAY)[1] == {}
    if "debt_until" in before:
        cleared = {key: value for key, value in before.items() if key != "debt_until"}
        assert asked.validate(ANSWER | cleared, given=given, today=TODAY)[1] == {}


RECEIPTS = (
    ("xac-nhan-nop-tien", "payment_ref"),
    ("xac-nhan-nop-them", "further_ref"),
    ("tra-loi-doi-chieu", "payment_ref"),
)


@pytest.mark.parametrize(("name", "key"), RECEIPTS)
@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("CT-1", True), ("CT-1, CT-9", True), ("CT-1;CT-9; 0012/BL", True), ("CT-001 / CT-002", True),
        ("CT-1,", False), (", CT-1", False), ("CT-1, , CT-9", False), ("CT-1, không số", False), ("<b>1</b>", False),
    ],
)  # fmt: skip
def test_several_receipts_are_one_list(
    forms: dict[str, Form], name: str, key: str, sent: str, taken: bool
) -> None:
    answers = {key: sent, "tax_check": "corrected"}
    given = {"obligation": "payable", "tax_notice_date": "2026-11-27"}
    if name != "tra-loi-doi-chieu":
        del answers["tax_check"]
    clean, wrong = forms[name].validate(answers, given=given, today=TODAY)
    assert (key not in wrong, clean.get(key)) == (taken, sent if taken else None)
    if not taken:
        assert "CT-001, CT-002" in wrong[key].vi
