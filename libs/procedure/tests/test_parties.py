# SPDX-License-Identifier: Apache-2.0
"""Parties of a form: who files is one of them without being asked twice, and nobody stands on two sides."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, load_folder
from motcua_text import SourceError

TODAY = date(2026, 11, 23)
LAND = Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
AN, BINH, HOA = "099085000101", "099190000102", "099190004321"
ROLES = [{"value": one, "label": one, "label_en": one.upper()} for one in ("seller", "other")]


def field(key: str, **properties: str) -> dict[str, Any]:
    hide = {"conditional": {"hide": '=role = "seller"'}} if "whenHidden" in properties else {}
    made = {"type": "textfield", "id": key, "key": key, "label": key, **hide}
    return {**made, "properties": {"label_en": key, **properties}}


def form(*components: dict[str, Any]) -> Form:
    return Form.load(json.dumps({"type": "default", "components": list(components)}).encode(), "forms/x.form")


ROLE = {
    "type": "radio",
    "id": "role",
    "key": "role",
    "label": "Vai",
    "values": ROLES,
    "properties": {"label_en": "Role"},
}
SALE = form(
    field("me"),
    ROLE,
    field("seller", whenHidden="copy me", mustDiffer="me"),
    field("buyer", mustDiffer="me seller"),
)


@pytest.mark.parametrize(
    ("answers", "clean", "wrong"),
    [
        ({"role": "seller", "me": "An", "buyer": "Hoa"}, "An", {}),
        ({"role": "seller", "me": "An", "seller": " An ", "buyer": "Hoa"}, "An", {}),
        ({"role": "seller", "me": "An", "seller": "Ai", "buyer": "Hoa"}, "An", {"seller": "“Vai” là “seller”"}),
        ({"role": "other", "me": "An", "seller": "Ai", "buyer": "Hoa"}, "Ai", {}),
        ({"role": "other", "me": "An", "seller": "An", "buyer": "Hoa"}, "An", {"seller": "Giống “me”"}),
        ({"role": "other", "me": "An", "seller": "Ai", "buyer": "Ai"}, "Ai", {"buyer": "Giống “seller”"}),
        ({"role": "seller", "me": "An", "buyer": "An"}, "An", {"buyer": "Giống “me”"}),
        ({"role": "other", "me": "An", "seller": "Ai", "buyer": "A I"}, "Ai", {"buyer": "Giống “seller”"}),
        ({"role": "seller", "buyer": "An"}, None, {}),
    ],
)  # fmt: skip
def test_a_hidden_text_is_the_one_that_it_copies(
    answers: dict[str, str], clean: str | None, wrong: dict[str, str]
) -> None:
    kept, errors = SALE.validate(answers, today=TODAY)
    assert kept.get("seller") == clean
    assert set(errors) == set(wrong) and all(said in errors[key].vi for key, said in wrong.items())


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (field("a", mustDiffer="b"), "no other text"),
        (field("a", mustDiffer="a"), "no other text"),
        (field("a", mustDiffer=""), "cannot be the same"),
        (field("a", mustDiffer="me", differ_message="Khác"), "cannot be the same"),
        (field("a", differEach="true"), "cannot be the same"),
        (field("a", mustDiffer="me", differEach="maybe"), "cannot be the same"),
        (field("a", whenHidden="copy nobody"), "no text above it"),
        (field("a", whenHidden="copy role"), "no text above it"),
        (field("a", whenHidden="copy"), "not asked for"),
        (field("a", whenHidden="refuse me"), "not asked for"),
    ],
)
def test_what_makes_no_sense_is_refused_when_the_form_is_read(made: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        form(field("me"), ROLE, made)


def land(**answers: str) -> tuple[dict[str, Any], set[str]]:
    start = load_folder(LAND).forms["nop-ho-so"]
    told = {
        "applicant_name": "Nguyễn Văn An",
        "applicant_id": AN,
        "applicant_address": "Thôn Đầu Suối",
        **answers,
    }
    clean, errors = start.validate(told, dict.fromkeys(start.option_sources(), ()), today=TODAY)
    parties = ("represents", "transferor_", "transferee_")
    return dict(clean), {key for key in errors if key.startswith(parties)}


def side(who: str, number: str) -> dict[str, str]:
    return {f"{who}_name": "Y Blơ", f"{who}_id": number, f"{who}_address": "Đồi Sim"}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"filer": "transferor", **side("transferee", BINH)}, set()),
        ({"filer": "transferor", **side("transferee", AN)}, {"transferee_id"}),
        ({"filer": "transferee", **side("transferor", BINH)}, set()),
        ({"filer": "transferee", **side("transferor", "099 085 000 101")}, {"transferor_id"}),
        ({"filer": "transferee"}, {"transferor_name", "transferor_id", "transferor_address"}),
        *(
            ({"filer": filer, "represents": "transferee", **side("transferor", seller), **side("transferee", buyer)}, wrong)
            for filer in ("proxy", "mortgagee")
            for seller, buyer, wrong in ((BINH, HOA, set()), (BINH, BINH, {"transferee_id"}), (AN, BINH, {"transferor_id"}),
                                         (BINH, AN, {"transferee_id"}))
        ),
        ({"filer": "mortgagee", **side("transferor", BINH), **side("transferee", HOA)}, {"represents"}),
    ],
)  # fmt: skip
def test_the_land_declaration_names_both_sides_and_nobody_twice(
    answers: dict[str, str], wrong: set[str]
) -> None:
    clean, errors = land(**answers)
    assert errors == wrong
    if not wrong:
        keys = [f"{who}_{key}" for who in ("transferor", "transferee") for key in ("name", "id", "address")]
        assert all(clean.get(key) for key in keys)


@pytest.mark.parametrize(
    ("filer", "needed"), [("transferor", False), ("transferee", False), ("proxy", True), ("mortgagee", True)]
)
def test_whoever_files_for_another_proves_it(filer: str, needed: bool) -> None:
    assert load_folder(LAND).procedure.component("VB-DAI-DIEN").required_for({"filer": filer}) is needed
