# SPDX-License-Identifier: Apache-2.0
"""Rules and bounds of forms that no answer can ever meet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import read_folder
from motcua_workflow.beside import check_beside
from motcua_workflow.engine.check import Lang

COPIES = Path(__file__).parents[4] / "workflows/chung-thuc/ban-sao-tu-ban-chinh"
EN = {"label_en": "X"}


def field(kind: str, key: str, properties: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    label = {"dateLabel": "X", "subtype": "date"} if kind == "datetime" else {"label": "X"}
    return {"type": kind, "key": key, **label, "properties": EN | (properties or {}), **more}


def said(*fields: dict[str, Any]) -> list[tuple[str, str]]:
    data = json.dumps({"type": "default", "components": fields}).encode()
    found = check_beside({"forms/f.form": data}).get("forms/f.form", ())
    assert all(one.severity == "error" and one.line for one in found)
    return [(one.code, one.element) for one in found]


@pytest.mark.parametrize(
    ("one", "crossed"),
    [
        (field("number", "n", validate={"min": 1, "max": 1}), False),
        (field("number", "n", validate={"min": 2, "max": 1}), True),
        (field("number", "n", validate={"min": 2}), False),
        (field("textfield", "t", validate={"minLength": 9, "maxLength": 8}), True),
        (field("textfield", "t", validate={"minLength": 8, "maxLength": 9}), False),
        (field("textfield", "t", validate={"minLength": 300}), True),
        (field("datetime", "d", {"notBefore": "2026-02-01", "notAfter": "2026-01-31"}), True),
        (field("datetime", "d", {"notBefore": "2026-01-31", "notAfter": "2026-01-31"}), False),
        (field("datetime", "d", {"notBefore": "2026-01-31+2d", "notAfter": "2026-02-01"}), True),
        (field("datetime", "d", {"notBefore": "today+3d", "notAfter": "today"}), True),
        (field("datetime", "d", {"notBefore": "today-3d", "notAfter": "today"}), False),
        (field("datetime", "d", {"notBefore": "2026-01-31", "notAfter": "today"}), False),
        (field("datetime", "d", {"notBefore": "today-6y+1d", "notAfter": "today"}), False),
        (field("datetime", "d", {"notBefore": "today-6y", "notAfter": "today-2192d"}), False),
        (field("datetime", "d", {"notBefore": "today-6y", "notAfter": "today-7y"}), True),
        (field("datetime", "d", {"notBefore": "today+1y", "notAfter": "today+300d"}), True),
    ],
)
def test_bounds_the_wrong_way_round(one: dict[str, Any], crossed: bool) -> None:
    assert said(one) == ([("bounds", one["key"])] if crossed else [])


CHOICE = {"values": [{"value": "a", "label": "A", "label_en": "A"}]}


@pytest.mark.parametrize(
    ("above", "rule", "code"),
    [
        (field("radio", "f", **CHOICE), '=f = "a"', ""),
        (field("radio", "f", **CHOICE), '=f = "b"', "condition-value"),
        (field("select", "f", **CHOICE), '=f = "a" or f = "b"', "condition-value"),
        (field("select", "f", {"options": "communes"}), '=f = "anywhere"', ""),
        (field("select", "f", {"options": "components"}), '=f = "GCN"', ""),
        (field("radio", "f", **CHOICE), "=f = true", "condition-field"),
        (field("checklist", "f", **CHOICE), '=f = "a"', "condition-field"),
        (field("checkbox", "f"), "=f = true", ""),
        (field("checkbox", "f"), '=f = "true"', "condition-field"),
        (field("number", "f"), "=f = 3", ""),
        (field("number", "f"), '=f = "3"', "condition-field"),
        (field("textfield", "f"), '=f = "3"', ""),
        (field("number", "f", readonly=True), '=f = "3"', ""),
    ],
)
def test_a_rule_looks_for_what_the_field_can_be(above: dict[str, Any], rule: str, code: str) -> None:
    below = field("textfield", "g", conditional={"hide": rule})
    assert said(above, below) == ([(code, "g")] if code else [])


def test_a_choice_that_another_answer_calls_for_has_such_a_rule_too() -> None:
    called = field("radio", "g", {"mustBe": "a", "mustBeWhen": '=f = "b"'}, **CHOICE)
    assert said(field("radio", "f", **CHOICE), called) == [("condition-value", "g")]


def test_findings_are_told_in_vietnamese() -> None:
    data = json.dumps(
        {"type": "default", "components": [field("number", "n", validate={"min": 2, "max": 1})]}
    )
    (one,) = check_beside({"forms/f.form": data.encode()}, "vi")["forms/f.form"]
    assert "không nhận được câu trả lời nào" in one.message


def whole(**files: str) -> dict[str, tuple[str, ...]]:
    """Codes by path for our folder of copies with these files of its forms added."""
    folder = read_folder(COPIES) | {f"forms/{key}.form": text.encode() for key, text in files.items()}
    return {path: tuple(one.code for one in found) for path, found in check_beside(folder).items()}


def test_a_form_that_nothing_names_is_told_and_every_named_one_is_not() -> None:
    assert whole() == {}
    extra = json.dumps({"type": "default", "components": [field("textfield", "t")]})
    assert whole(extra=extra) == {"forms/extra.form": ("form-unused",)}
    without = {path: text for path, text in read_folder(COPIES).items() if path != "process.bpmn"}
    assert check_beside(without) == {}, "nothing is known of a drawing that is not there"


def test_doubled_ids_are_told_inside_groups_too() -> None:
    inside = field("textfield", "b", id="f1")
    group = {"type": "group", "id": "g", "label": "X", "properties": EN, "components": [inside]}
    assert said(field("textfield", "a", id="f1"), group) == [
        ("form-id-double", "components[1].components[0].id")
    ]
    assert (
        said(field("textfield", "a", id="f1"), field("textfield", "b", id="f2"), field("textfield", "c"))
        == []
    )


@pytest.mark.parametrize(
    ("label", "code"),
    [("王", "text-unprintable"), ("a\0b", "text-hidden"), ("a\u200bb", "text-hidden"), ("Số bản", "")],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_spoilt_texts_are_told_with_their_field(label: str, code: str, lang: Lang) -> None:
    content = json.dumps({"type": "default", "components": [{**field("textfield", "t"), "label": label}]})
    found = check_beside({"forms/f.form": content.encode()}, lang).get("forms/f.form", ())
    assert [(one.code, one.element) for one in found] == ([(code, "components[0].label")] if code else [])
    assert all("components[0].label" in one.message and "U+" in one.message and one.hint for one in found)
