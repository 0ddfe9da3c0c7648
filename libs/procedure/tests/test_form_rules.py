# SPDX-License-Identifier: Apache-2.0
"""Rules that look at several answers: days by another date, sums, choices that an answer calls for, what is not asked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from motcua_procedure import Form
from motcua_procedure.days import Bound
from motcua_text import SourceError

TODAY = date(2026, 11, 23)
CHECKS = [
    {"value": value, "label": value, "label_en": value.upper()} for value in ("pass", "fail", "not_needed")
]
SIGNED = {"resultWhen": "pass not_needed", "fact": "true"}
OUTCOMES = [{"value": value, "label": value, "label_en": value.upper()} for value in ("grant", "refuse")]


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    properties = {"label_en": key.upper()} | more.pop("properties", {})
    label = "dateLabel" if kind == "datetime" else "label"
    return {"type": kind, "id": key, "key": key, label: key, "properties": properties, **more}


def day(key: str, **properties: str) -> dict[str, Any]:
    return field("datetime", key, subtype="date", properties=properties)


def form(*components: dict[str, Any]) -> Form:
    return Form.load(json.dumps({"type": "default", "components": list(components)}).encode(), "forms/x.form")


def wrong(made: Form, answers: dict[str, Any], **given: Any) -> dict[str, str]:
    return {key: text.vi for key, text in made.validate(answers, given=given, today=TODAY)[1].items()}


def decides(key: str = "c", kind: str = "radio", required: bool = True, **properties: str) -> dict[str, Any]:
    """A choice that says with which of its answers the result of the step is signed."""
    more = {} if kind == "number" else {"values": CHECKS}
    return field(kind, key, **more, validate={"required": required}, properties=SIGNED | properties)


SIGNED_WRONG = [
    ([decides(kind="number")], "is signed"),
    ([decides(kind="checklist")], "is signed"),
    ([decides(required=False)], "is signed"),
    ([decides(fact="false")], "is signed"),
    ([decides(resultWhen=" ")], "is signed"),
    ([field("checkbox", "b"), decides() | {"conditional": {"hide": "=b = true"}}], "is signed"),
    ([decides(resultWhen="pass sign")], 'does not offer "sign"'),
    ([decides(resultWhen="pass fail not_needed")], "With every answer"),
    ([decides(), decides("d")], "decides already"),
]


DAYS = form(
    field("datetime", "sent", subtype="date", readonly=True),
    day("noticed", notBefore="sent", notAfter="today"),
    day("pay_by", notBefore="today", notAfter="today+90d"),
    day("paid", notBefore="noticed"),
    day("late", notAfter="noticed+30d"),
)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"c": "pass"}, True),
        ({"c": "not_needed"}, True),
        ({"c": "fail"}, False),
        ({"c": "?"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("kind", ["radio", "select"])
def test_only_some_answers_are_signed(kind: str, answers: dict[str, str], asked: bool) -> None:
    made = form(field("textfield", "note"), decides(kind=kind))
    signing = made.signing()
    assert signing is not None and (signing.key, made.asks_result(answers)) == ("c", asked)
    assert form(field("textfield", "note")).asks_result(answers)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"noticed": "2026-11-20", "pay_by": "2027-02-21", "paid": "2026-11-20", "late": "2026-12-20"}, {}),
        ({"noticed": "2026-11-19"}, {"noticed": "Ngày này phải từ 20/11/2026 (là “sent”) đến 23/11/2026."}),
        ({"noticed": "2026-11-24"}, {"noticed": "Ngày này phải từ 20/11/2026 (là “sent”) đến 23/11/2026."}),
        ({"pay_by": "2026-11-22"}, {"pay_by": "Ngày này phải từ 23/11/2026 đến 21/02/2027."}),
        ({"pay_by": "2027-02-22"}, {"pay_by": "Ngày này phải từ 23/11/2026 đến 21/02/2027."}),
        (
            {"noticed": "2026-11-21", "paid": "2026-11-20"},
            {"paid": "Ngày này không được trước 21/11/2026 (là “noticed”)."},
        ),
        (
            {"noticed": "2026-11-21", "late": "2026-12-22"},
            {"late": "Ngày này không được sau 21/12/2026 (“noticed” +30 ngày)."},
        ),
        ({"paid": "2020-01-01"}, {}),
    ],
)
def test_a_day_is_measured_by_another_date_which_the_sentence_names(
    answers: dict[str, Any], said: dict[str, str]
) -> None:
    assert wrong(DAYS, answers, sent="2026-11-20") == said


def test_the_other_date_is_named_in_english_too() -> None:
    _, errors = DAYS.validate({"noticed": "2026-11-21", "paid": "2026-11-20"}, today=TODAY)
    assert errors["paid"].to("en") == "This date must not be before 21 November 2026 (which is “NOTICED”)."


@pytest.mark.parametrize("sent", [None, "hôm qua", 5, "0001-01-01"])
def test_a_date_that_is_not_there_or_no_date_bounds_nothing(sent: Any) -> None:
    assert wrong(DAYS, {"noticed": "2026-11-01"}, **({} if sent is None else {"sent": sent})) == {}


OVER = {"sumWith": "tax fee", "sumAtMost": "9", "sum_message": "Quá.", "sum_message_en": "Over."}
SUM = form(
    field("number", "tax"),
    field("number", "fee", decimalDigits=1, properties={"sumWith": "tax", "sumAtLeast": "1", "sumAtMost": "10"}),
    field("number", "toll", properties=OVER),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"tax": 0, "fee": 0}, {"fee": "“tax” + “fee” = 0; tổng phải từ 1 trở lên."}),
        ({"tax": 0, "fee": "0,9"}, {"fee": "“tax” + “fee” = 0.9; tổng phải từ 1 trở lên."}),
        ({"tax": 0, "fee": 1}, {}),
        ({"tax": 9, "fee": "1,1"}, {"fee": "“tax” + “fee” = 10.1; tổng không được quá 10."}),
        ({"tax": -1, "fee": 1}, {"fee": "“tax” + “fee” = 0; tổng phải từ 1 trở lên."}),
        ({"fee": 0}, {}),
        ({"tax": 5, "fee": 4, "toll": 1}, {"toll": "Quá."}),
        ({"tax": "x", "fee": 0}, {"tax": "Hãy nhập một số, ví dụ 1.250."}),
    ],
)
def test_a_sum_lies_within_its_bounds_where_every_number_is_there(
    answers: dict[str, Any], said: dict[str, str]
) -> None:
    assert wrong(SUM, answers) == said


MORE = form(
    field("number", "paid", readonly=True),
    field("number", "tax"),
    field("number", "fee", properties={"sumWith": "tax", "sumMoreThan": "paid"}),
)


@pytest.mark.parametrize(
    ("paid", "fee", "said"),
    [
        (5, 3, {}),
        (5, 2, {"fee": "“tax” + “fee” = 5; tổng phải lớn hơn “paid” (5)."}),
        (5, -9, {"fee": "“tax” + “fee” = -6; tổng phải lớn hơn “paid” (5)."}),
        (None, -9, {}),
    ],
)
def test_a_sum_exceeds_a_number_that_is_shown(paid: int | None, fee: int, said: dict[str, str]) -> None:
    assert wrong(MORE, {"tax": 3, "fee": fee}, **({} if paid is None else {"paid": paid})) == said


NO_MORE = form(
    field("radio", "way", values=OUTCOMES),
    field("number", "paid"),
    field("number", "tax"),
    field("number", "fee",
          properties={"sumWith": "tax", "sumNotMoreThan": "paid", "sumWhen": '=way = "grant"'}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("way", "paid", "fee", "said"),
    [
        ("grant", 5, 2, {}),
        ("grant", 5, 3, {"fee": "“tax” + “fee” = 6; tổng không được lớn hơn “paid” (5)."}),
        ("grant", None, 3, {}),
        ("refuse", 5, 3, {}),
        (None, 5, 3, {}),
    ],
)
def test_a_sum_does_not_exceed_another_answer_where_this_is_judged(
    way: str | None, paid: int | None, fee: int, said: dict[str, str]
) -> None:
    assert wrong(NO_MORE, {"way": way, "paid": paid, "tax": 3, "fee": fee}) == said


MUST = form(
    field(
        "radio",
        "check",
        values=CHECKS,
        properties={"mustBe": "pass not_needed", "mustBeWhen": '=way = "grant"'},
    ),
    field("radio", "way", values=OUTCOMES),
    field("number", "amount", conditional={"hide": '=way = "refuse"'}, properties={"whenHidden": "refuse"}),
)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"check": "pass", "way": "grant"}, {}),
        ({"check": "not_needed", "way": "grant"}, {}),
        ({"check": "fail", "way": "refuse"}, {}),
        ({"check": "fail"}, {}),
        ({"way": "grant"}, {}),
        (
            {"check": "fail", "way": "grant"},
            {"check": "Mục này phải là “pass” hoặc “not_needed” khi “way” là “grant”. Hãy xem lại một trong hai mục."},
        ),
        ({"way": "refuse", "amount": 0}, {}),
        ({"way": "refuse", "amount": ""}, {}),
        ({"way": "grant", "amount": 5}, {}),
        (
            {"way": "refuse", "amount": "5.000"},
            {"amount": "Đã điền mục này trong khi “way” là “refuse”. Hãy xóa nội dung, hoặc chọn lại."},
        ),
    ],
)  # fmt: skip
def test_an_answer_may_call_for_another_and_forbid_a_third(
    answers: dict[str, Any], said: dict[str, str]
) -> None:
    assert wrong(MUST, answers) == said
    if not said:
        assert MUST.validate(answers)[0].get("amount") in (None, answers.get("amount"))


def test_in_a_hidden_group_too() -> None:
    inside = field(
        "number", "amount", properties={"whenHidden": "refuse"}, conditional={"hide": '=way = "x"'}
    )
    group = {**field("group", "g"), "components": [inside], "conditional": {"hide": '=way != "grant"'}}
    made = form(field("radio", "way", values=OUTCOMES), {k: v for k, v in group.items() if k != "key"})
    assert set(wrong(made, {"way": "refuse", "amount": 1})) == {"amount"}
    assert wrong(made, {"way": "refuse"}) == {} == wrong(made, {"way": "grant", "amount": 1})


NEEDS = {"needsOneOf": "c", "needsOneBeing": "fail", "needsOneWhen": '=c = "x"'}


@pytest.mark.parametrize(
    ("components", "said"),
    [
        ([day("paid", notBefore="noticed")], 'no date above "paid"'),
        ([day("paid", notBefore="noticed"), day("noticed")], 'no date above "paid"'),
        ([field("number", "n"), day("paid", notBefore="n")], 'no date above "paid"'),
        ([day("paid", notBefore="paid+1d")], 'no date above "paid"'),
        ([day("paid", notBefore="today+")], '"today+" is no day'),
        ([day("paid", notBefore="today+3wd")], "is no day"),
        ([day("paid", notBefore="2026-01-31-6y")], "years move"),
        ([day("paid", notBefore="today+1d-6y")], "is no day"),
        ([day("paid", notAfter="2026-02-30")], "is no day"),
        ([day("paid", notAfter="")], "is no day"),
        ([field("number", "a", properties={"sumWith": "b", "sumAtLeast": "1"})], "no other number"),
        ([field("number", "a", properties={"sumWith": "a", "sumAtLeast": "1"})], "no other number"),
        ([field("number", "a", properties={"sumWith": "b"}), field("number", "b")], "adds a number"),
        ([field("number", "a", properties={"sumAtLeast": "1"})], "adds a number"),
        ([field("textfield", "a", properties={"sumWith": "a", "sumAtLeast": "1"})], "adds a number"),
        (
            [field("number", "a", properties={"sumWith": "b", "sumMoreThan": "c"}), field("number", "b"), field("number", "c")],
            'more than "c", no readonly number',
        ),
        ([field("number", "a", properties={"sumMoreThan": "b"}), field("number", "b", readonly=True)], "adds a number"),
        ([field("number", "a", properties={"sumNotMoreThan": "b"}), field("number", "b")], "adds a number"),
        (
            [field("number", "a", properties={"sumWith": "b", "sumNotMoreThan": "b"}), field("number", "b")],
            "no further number",
        ),
        (
            [
                field("number", "a", properties={"sumWith": "b", "sumAtLeast": "1", "sumWhen": '=c = "x"'}),
                field("number", "b"),
            ],
            "no other field",
        ),
        (
            [
                field("number", "a", properties={"sumWith": "b", "sumAtLeast": "1", "sumWhen": "b"}),
                field("number", "b"),
            ],
            "not a rule",
        ),
        ([field("number", "a", properties={"sumWith": "b", "sumAtLeast": "nan"}), field("number", "b")], "no number"),
        (
            [field("number", "a", properties={"sumWith": "b", "sumAtLeast": "2", "sumAtMost": "1"}), field("number", "b")],
            "wrong way round",
        ),
        ([field("radio", "c", values=CHECKS, properties={"mustBe": "pass"})], "which choice another"),
        ([field("number", "c", properties={"mustBe": "1", "mustBeWhen": '=c = "x"'})], "which choice another"),
        ([field("radio", "c", values=CHECKS, properties={"mustBe": "pass", "mustBeWhen": "wenn"})], "not a rule"),
        ([field("radio", "c", values=CHECKS, properties={"mustBe": "no", "mustBeWhen": '=d = "x"'})], "does not offer"),
        ([field("radio", "c", values=CHECKS, properties={"mustBe": "pass", "mustBeWhen": '=d = "x"'})], "no other field"),
        ([field("radio", "c", values=CHECKS, properties={"mustBe": "pass", "mustBeWhen": '=c = "x"'})], "no other field"),
        ([field("radio", "c", values=CHECKS, properties={"mustNotBe": "pass"})], "another answer forbids"),
        ([field("radio", "c", values=CHECKS, properties={"mustNotBe": "no", "mustNotBeWhen": '=d = "x"'})], "must not be"),
        ([field("radio", "c", values=CHECKS, properties={"mustNotBe": "pass", "mustNotBeWhen": "wenn"})], "not a rule"),
        ([field("radio", "c", values=CHECKS, properties={"needsOneOf": "d"})], "a choice needs"),
        (
            [field("radio", "c", values=CHECKS, properties=NEEDS)],
            "no other choice",
        ),
        (
            [
                field("radio", "c", values=CHECKS),
                field(
                    "radio", "w", values=OUTCOMES,
                    properties={"needsOneOf": "c", "needsOneBeing": "fail", "needsOneWhen": '=w = "x"', "needsOneUnless": "c"},
                ),
            ],
            "no checkbox",
        ),
        *SIGNED_WRONG,
        ([field("number", "n", properties={"whenHidden": "refuse"})], "not asked for"),
        ([field("number", "n", properties={"whenHidden": "keep"}, conditional={"hide": '=n = "x"'})], "not asked for"),
    ],
)  # fmt: skip
def test_rules_that_name_what_is_not_there_are_refused(components: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(SourceError) as refused:
        form(*components)
    assert any(said in problem.message for problem in refused.value.problems)


UNDER_SIX = form(day("born", notBefore="today-6y+1d", notAfter="today"))


@pytest.mark.parametrize(
    ("today", "last_too_old", "first_taken"),
    [
        ("2028-11-23", "2022-11-23", "2022-11-24"),  # two 29 February in between
        ("2026-11-23", "2020-11-23", "2020-11-24"),
        ("2030-02-28", "2024-02-28", "2024-02-29"),
        ("2030-03-01", "2024-03-01", "2024-03-02"),
        ("2024-02-29", "2018-02-28", "2018-03-01"),
    ],
)
def test_years_are_those_of_the_calendar(today: str, last_too_old: str, first_taken: str) -> None:
    at = date.fromisoformat(today)
    assert UNDER_SIX.validate({"born": last_too_old}, today=at)[1]
    assert not UNDER_SIX.validate({"born": first_taken}, today=at)[1]


def test_years_before_the_calendar_bound_nothing() -> None:
    assert Bound.parse("today-999y").day({}, date(26, 1, 1)) is None
    assert str(Bound.parse("today-6y+1d")) == "today-6y+1d" and str(Bound.parse("paid-7d")) == "paid-7d"
