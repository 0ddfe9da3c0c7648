# SPDX-License-Identifier: Apache-2.0
"""Forms: what our subset takes and refuses, and what the server makes of answers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_procedure import Form, Option, Text, messages, unread, unread_text
from motcua_text import SourceError

SOURCES = {"communes": [Option("suoi_trong", Text("Suối Trong", "Suoi Trong"))], "components": []}


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    entry = {"type": kind, "key": key, "label": key, "properties": {"label_en": key}}
    return {**entry, **more, "properties": {**entry["properties"], **more.get("properties", {})}}


def form(*components: dict[str, Any]) -> Form:
    content = json.dumps({"type": "default", "components": list(components)}, indent=1).encode()
    return Form.load(content, "forms/thu.form")


VALUES = [{"value": "a", "label": "A", "label_en": "A"}, {"value": "b", "label": "B", "label_en": "B"}]
ALL = form(
    field("textfield", "name", validate={"required": True, "minLength": 2, "maxLength": 10}),
    field("textfield", "code", validate={"pattern": "[0-9]{3}"}),
    field("textarea", "story", validate={"maxLength": 20}),
    field("number", "area", decimalDigits=1, validate={"min": 0.5, "max": 2000}),
    field("number", "count", validate={"min": 1}),
    field("checkbox", "sure"),
    field("radio", "kind", values=VALUES, properties={"fact": "true"}),
    field("checklist", "many", values=VALUES, properties={"fact": "true"}),
    field("select", "commune", properties={"options": "communes"}),
    field("datetime", "day", subtype="date"),
    field("textfield", "why", validate={"required": True}, conditional={"hide": '=kind != "b"'}),
)


def check(**answers: Any) -> tuple[dict[str, Any], dict[str, Text]]:
    return ALL.validate({"name": "Lan", **answers}, SOURCES)


def test_clean_answers_have_plain_kinds() -> None:
    clean, errors = check(
        name="  Nguye\u0302\u0303n ",
        story="a\r\nb",
        area="1.250,5",
        count="1 250",
        sure="on",
        kind="a",
        many=["b", "a", "b"],
        commune="suoi_trong",
        day="31/01/2026",
    )

    assert errors == {}
    assert clean == {
        "name": "Nguyễn",
        "story": "a\nb",
        "area": 1250.5,
        "count": 1250,
        "sure": True,
        "kind": "a",
        "many": ["a", "b"],
        "commune": "suoi_trong",
        "day": "2026-01-31",
    }


def test_only_marked_answers_become_facts() -> None:
    clean, _ = check(kind="a", many=["b"], code="123")

    assert ALL.facts(clean) == {"kind": "a", "many": ["b"]}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1250", 1250), ("1.250", 1250), ("1,250", 1250), ("1 250", 1250), ("1.250,0", 1250), (1250, 1250)],
)
def test_numbers_as_people_write_them(typed: object, number: float) -> None:
    assert check(area=typed)[0]["area"] == number


@pytest.mark.parametrize("typed", ["12,5", "12.5", 12.5])
def test_a_decimal_comma_or_point(typed: object) -> None:
    assert check(area=typed)[0]["area"] == 12.5


@pytest.mark.parametrize(
    ("sent", "number"),
    [(1e15, 10**15), (2**53 - 1, 2**53 - 1), (2.0**53 - 1, 2**53 - 1),
     ("1000000000000000", 10**15), (1.0, 1), (10**15, 10**15)],
)  # fmt: skip
def test_whole_numbers_are_exact_below_two_to_the_53(sent: object, number: int) -> None:
    taken = check(count=sent)[0]["count"]
    assert taken == number and isinstance(taken, int)


@pytest.mark.parametrize("text", ["120.500", "1120", "12abc", ""])
def test_what_a_page_could_not_read_is_no_number_whatever_it_looks_like(text: str) -> None:
    clean, errors = check(area=unread(text))
    assert "area" not in clean and errors["area"] == messages.NUMBER
    assert unread_text(unread(text)) == text
    assert "wrong kind" in check(name=unread(text))[1]["name"].en, "no other field takes it"


@pytest.mark.parametrize("answer", ["12", 12, None, [], {}, {"typed": 12}, {"typed": "1", "more": "2"}])
def test_nothing_else_is_a_text_that_was_not_read(answer: object) -> None:
    assert unread_text(answer) is None


@pytest.mark.parametrize("typed", ["2026-01-31", "31/1/2026", "31-01-2026", " 31.01.2026 "])
def test_dates_as_people_write_them(typed: str) -> None:
    assert check(day=typed)[0]["day"] == "2026-01-31"


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("name", "", "fill in"),
        ("name", "L", "at least 2"),
        ("name", "a" * 11, "At most 10 characters; there are 11"),
        ("name", "a\x00b", "U+0000"),
        ("name", ["a"], "wrong kind"),
        ("name", True, "wrong kind"),
        ("code", "12", "required form"),
        ("area", "abc", "number"),
        ("area", "1e9", "number"),
        ("area", "NaN", "number"),
        ("area", "0", "between 0.5 and 2,000"),
        ("area", "2.001", "between 0.5 and 2,000"),
        ("area", "1,25", "1 digits"),
        ("count", "1,5", "whole"),
        ("count", 1.5, "whole"),
        ("area", 12.125, "1 digits"),
        ("area", 1e15, "between 0.5 and 2,000"),
        ("count", 2**53, "between 1 and 9,007,199,254,740,991"),
        ("count", 1e300, "between 1 and 9,007,199,254,740,991"),
        ("count", "9" * 40, "between 1 and 9,007,199,254,740,991"),
        ("count", 0, "1 or more"),
        ("count", float("nan"), "number"),
        ("count", float("-inf"), "number"),
        ("kind", "c", "not in the list"),
        ("many", ["a", "c"], "not in the list"),
        ("many", {"a": 1}, "wrong kind"),
        ("commune", "hue", "not in the list"),
        ("sure", "maybe", "wrong kind"),
        ("day", "30/02/2026", "day/month/year"),
        ("day", "2026/01/31", "day/month/year"),
        ("day", "01/01/0001", "between 1800 and 2200"),
        ("nobody", "x", "no field “nobody”"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_in_both_languages(key: str, typed: Any, sentence: str) -> None:
    _, errors = check(**{key: typed})

    assert list(errors) == [key]
    assert sentence in errors[key].en
    assert errors[key].vi


def test_a_hidden_field_is_neither_asked_nor_kept() -> None:
    assert check(kind="a", why="x") == ({"name": "Lan", "sure": False, "kind": "a", "many": []}, {})
    assert list(check(kind="b")[1]) == ["why"]
    assert check(kind="b", why="x")[0]["why"] == "x"


def test_too_much_is_refused_as_a_whole() -> None:
    assert list(check(story="a" * 300_000)[1]) == [""]
    assert list(ALL.validate({f"k{i}": "" for i in range(500)}, SOURCES)[1]) == [""]


@given(st.dictionaries(st.sampled_from([f.key for f in ALL.inputs()]), st.text() | st.integers() | st.none()))
def test_no_input_breaks_the_form(answers: dict[str, Any]) -> None:
    clean, errors = ALL.validate(answers, SOURCES)

    assert not set(clean) & set(errors)
    json.dumps(clean)


def test_a_pattern_is_matched_in_linear_time() -> None:
    evil = form(field("textfield", "x", validate={"pattern": "(a+)+b", "maxLength": 20_000}))

    assert "x" in evil.validate({"x": "a" * 20_000})[1]


def test_views_are_plain_strings_in_one_language() -> None:
    views = {v.key: v for v in ALL.fields("en", SOURCES)}

    assert views["commune"].options == (("suoi_trong", "Suoi Trong"),)
    assert views["why"].hidden_when == ("kind", ("b",), True)
    assert views["area"].minimum == 0.5


def test_groups_and_texts_are_shown_but_take_no_answer() -> None:
    grouped = form(
        {"type": "text", "text": "Đọc", "properties": {"text_en": "Read"}},
        {
            "type": "group",
            "label": "Nhóm",
            "properties": {"label_en": "Group"},
            "components": [field("textfield", "x")],
        },
    )

    assert [(v.type, v.label, v.group) for v in grouped.fields("en")] == [
        ("text", "Read", ""),
        ("group", "Group", ""),
        ("textfield", "x", "Group"),
    ]
    assert [f.key for f in grouped.inputs()] == ["x"]


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        ({"type": "expression", "key": "x"}, "not in our subset"),
        (field("textfield", "X Y"), "not a field key"),
        (field("textfield", "x", increment=1), "not part of our form subset"),
        (field("textfield", "x", readonly="yes"), "wrong kind"),
        (field("textfield", "x", readonly=True, validate={"required": True}), "takes no answer"),
        (field("textfield", "x", disabled=True, properties={"fact": "true"}), "gives no fact"),
        (field("textfield", "x", validate={"pattern": "("}), "not a regular expression"),
        (field("textfield", "x", validate={"required": "yes"}), "wrong kind"),
        (field("textfield", "x", conditional={"hide": "=a or b"}), "not a rule"),
        (field("textfield", "x", conditional={"hide": '=later = "1"'}), "no field above"),
        (field("radio", "x"), "nothing to choose"),
        (field("radio", "x", properties={"options": "users"}), "no option source"),
        (field("radio", "x", values=[VALUES[0], VALUES[0]]), "same value twice"),
        (field("radio", "x", values=[{"value": "a", "label": "A"}]), "label_en"),
        (field("datetime", "x", subtype="time"), "subtype date"),
        ({"type": "textfield", "key": "x", "label": "X"}, "English text is missing"),
        ("text", "not in our subset"),
    ],
)
def test_a_form_outside_the_subset_is_refused_by_line(component: Any, sentence: str) -> None:
    with pytest.raises(SourceError) as caught:
        form(component)

    assert any(sentence in problem.message + problem.hint for problem in caught.value.problems)
    assert all(problem.line >= 3 for problem in caught.value.problems)


def test_a_key_may_stand_once() -> None:
    with pytest.raises(SourceError, match="twice"):
        form(field("textfield", "x"), field("number", "x"))


SLIP = form(
    field("number", "area", readonly=True, decimalDigits=1),
    field("radio", "use", disabled=True, values=VALUES),
    field("textfield", "because", validate={"required": True}, conditional={"hide": '=use != "b"'}),
    field("textfield", "notice", properties={"fact": "true"}),
    field("radio", "decision", values=VALUES, properties={"fact": "true", "prefill": "false"}),
)
KNOWN = {
    "area": 120.5,
    "use": "b",
    "notice": "7",
    "decision": "a",
    "secret": "not of this form",
    "because": None,
}


def test_a_form_is_given_what_it_names_and_nothing_else() -> None:
    assert SLIP.given(KNOWN) == {"area": 120.5, "use": "b", "notice": "7"}
    assert [view.readonly for view in SLIP.fields()] == [True, True, False, False, False]


def test_a_readonly_field_keeps_what_it_was_given() -> None:
    sent = {"area": 9000, "use": "a", "because": "Vì thế", "notice": "8"}
    clean, errors = SLIP.validate(sent, None, SLIP.given(KNOWN))

    assert clean == {"area": 120.5, "use": "b", "because": "Vì thế", "notice": "8"}
    assert errors == {}
    assert SLIP.facts(clean) == {"notice": "8"}, "what is only shown is no fact of this step"


def test_a_rule_reads_the_value_that_was_given_not_the_one_that_was_sent() -> None:
    assert set(SLIP.validate({"use": "a"}, None, SLIP.given(KNOWN))[1]) == {"because"}
    assert SLIP.validate({"use": "b", "area": 5}, None, {})[0] == {}, (
        "nothing given: nothing shown, nothing taken"
    )


def test_a_hidden_group_takes_no_answers_of_its_fields() -> None:
    inside = field("textfield", "inside", validate={"required": True})
    group = {**field("group", "more"), "components": [inside], "conditional": {"hide": '=kind != "b"'}}
    grouped = form(field("radio", "kind", values=VALUES), {k: v for k, v in group.items() if k != "key"})

    assert grouped.validate({"kind": "a", "inside": "x"}) == ({"kind": "a"}, {})
    assert set(grouped.validate({"kind": "b"})[1]) == {"inside"}


TODAY = date(2026, 11, 23)
PAYING = form(
    field("datetime", "pay_by", subtype="date", properties={"notBefore": "today"}),
    field("datetime", "paid_on", subtype="date", properties={"notBefore": "2026-07-01", "notAfter": "today"}),
    field("number", "due", readonly=True),
    field("number", "paid", properties={"equals": "due", "equalsUnless": "differs"}),
    field("checkbox", "differs"),
    field("textarea", "why", validate={"required": True}, conditional={"hide": "=differs != true"}),
    field("number", "made", properties={"result": "copies"}),
)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"pay_by": "2026-11-23", "paid_on": "2026-11-23"}, {}),
        ({"pay_by": "2026-11-22"}, {"pay_by": "Ngày này không được trước 23/11/2026."}),
        ({"paid_on": "24/11/2026"}, {"paid_on": "Ngày này phải từ 01/07/2026 đến 23/11/2026."}),
        ({"paid_on": "2026-06-30"}, {"paid_on": "Ngày này phải từ 01/07/2026 đến 23/11/2026."}),
        ({"pay_by": "01/01/3000"}, {"pay_by": "Năm phải từ 1800 đến 2200."}),
        ({"paid": "21.250.000"}, {}),
        ({"paid": 1}, {"paid": "Số này (1) khác “due” (21.250.000). Hãy sửa, hoặc đánh dấu “differs”."}),
        ({"paid": 1, "differs": True}, {"why": "Hãy điền mục này."}),
        ({"paid": 1, "differs": True, "why": "Nộp theo hai chứng từ."}, {}),
    ],
)
def test_days_are_measured_by_today_and_numbers_by_what_is_shown(
    answers: dict[str, Any], wrong: dict[str, str]
) -> None:
    _, errors = PAYING.validate(answers, given={"due": 21_250_000}, today=TODAY)
    assert {key: text.vi for key, text in errors.items()} == wrong


def test_days_relative_to_today_are_never_taken_without_one() -> None:
    with pytest.raises(ValueError, match="today"):
        PAYING.validate({"pay_by": "2026-11-23"})
    assert PAYING.result({"made": 2}) == {"copies": 2} and PAYING.result({}) == {}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (field("datetime", "day", subtype="date", properties={"notBefore": "tomorrow"}), "is no day"),
        (field("datetime", "day", subtype="date", properties={"notAfter": "2026-02-30"}), "is no day"),
        (field("number", "paid", properties={"notAfter": "today"}), "Only a date"),
        (field("number", "paid", properties={"equals": "due"}), "no readonly number"),
        (field("number", "paid", properties={"equalsUnless": "tick"}), "compares a number"),
        (field("textfield", "made", properties={"result": "copies"}), "takes no"),
        (field("number", "made", properties={"result": "pages"}), "need its copies"),
        (field("number", "made", properties={"result": "note"}), "takes no"),
        (field("number", "made", properties={"result": "weight"}), "takes no"),
    ],
)
def test_bounds_that_mean_nothing_are_refused(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as refused:
        form(entry)
    assert any(said in problem.message for problem in refused.value.problems)


def test_what_a_form_says_of_the_result() -> None:
    made = form(
        field("number", "made", properties={"result": "copies"}),
        field("number", "counted", properties={"result": "pages"}),
        field("textarea", "why", properties={"result": "note"}),
    )
    assert made.result({"made": 2, "counted": 3, "why": "Máy hỏng."}) == {
        "copies": 2,
        "pages": 3,
        "note": "Máy hỏng.",
    }
    with pytest.raises(SourceError, match="twice"):
        form(*(field("number", key, properties={"result": "copies"}) for key in ("made", "again")))


def test_what_was_asked_for_is_told_in_words() -> None:
    marked = {"receipt": "true"}
    asking = form(
        field("textfield", "paper", properties=marked),
        field("number", "copies", properties=marked),
        field("radio", "language", values=VALUES, properties=marked),
        field("datetime", "day", subtype="date", properties=marked),
        field("checkbox", "urgent", properties=marked),
        field("textfield", "secret"),
    )
    answers = {
        "paper": "Bằng tốt nghiệp", "copies": 1200, "language": VALUES[0]["value"], "day": "2026-11-23",
        "urgent": True, "secret": "nobody asked",
    }  # fmt: skip
    said = [value.vi for _, value in asking.asked(answers)]
    assert said == ["Bằng tốt nghiệp", "1.200", VALUES[0]["label"], "23/11/2026", "Có"]
    assert [value.vi for _, value in asking.asked({"copies": 1, "urgent": False})] == ["1"]
