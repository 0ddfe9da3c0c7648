# SPDX-License-Identifier: Apache-2.0
"""Fields that are a name, an identity number, a telephone number or an address: one rule wherever a form is answered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, lint_folder, load_folder, read_folder
from motcua_text import SourceError

ROOT = Path(__file__).parents[3]
LAND, COPY = "dat-dai/xoa-the-chap-va-chuyen-nhuong", "chung-thuc/ban-sao-tu-ban-chinh"
TODAY = date(2026, 11, 23)


def field(key: str, **properties: str) -> dict[str, Any]:
    return {
        "type": "textfield", "key": key, "label": key.upper(), "properties": {"label_en": key, **properties},
    }  # fmt: skip


def form(*components: dict[str, Any]) -> Form:
    content = json.dumps({"type": "default", "components": list(components)}, indent=1).encode()
    return Form.load(content, "forms/thu.form")


PEOPLE = form(
    field("who", kind="person_name"),
    field("bank", kind="party_name"),
    field("number", kind="identity_number"),
    field("old", kind="identity_number", accepts="old_card"),
    field("call", kind="phone"),
    field("mail", kind="email"),
    field("owner", kind="party_name", identifiedBy="owner_id"),
    field("owner_id", kind="identity_number", accepts="passport business_code"),
)


def wrong(**answers: Any) -> dict[str, str]:
    return {key: text.vi for key, text in PEOPLE.validate(answers, today=TODAY)[1].items()}


def test_good_answers_are_kept_as_names_and_numbers_are_written() -> None:
    answers = {
        "who": "  Y   Blơ ", "bank": "Ngân hàng TMCP Số 1", "number": "099 085 000 101", "old": "012 345 678",
        "call": "(0200) 000-1234", "mail": "ten@noi.vn", "owner": "Công ty 3A", "owner_id": "0109999999-001",
    }  # fmt: skip
    clean, errors = PEOPLE.validate(answers, today=TODAY)
    assert errors == {}
    assert clean == {
        **answers, "who": "Y Blơ", "number": "099085000101", "old": "012345678", "call": "02000001234",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("who", "Lý \U0001f642 Mua", "không thể hiện được: “\U0001f642”"),
        ("who", "12345", "hãy bỏ ký tự “1”"),
        ("who", "An\u202eBình", "U+202E"),
        ("bank", "12345", "chữ cái"),
        ("bank", "Ngân hàng \U0001f3e6", "không thể hiện được"),
        ("number", "000000000000", "một chữ số"),
        ("number", "999999999999", "một chữ số"),
        ("number", "111111111111", "một chữ số"),
        ("number", "099227000101", "năm sinh 2027"),
        ("number", "012345678", "12 chữ số"),
        ("number", "C1234567", "12 chữ số"),
        ("number", 99085000101, "không đúng kiểu"),
        ("number", 990850001010.0, "không đúng kiểu"),
        ("old", "12345678", "CMND (9 chữ số)"),
        ("call", "00000000", "bắt đầu bằng 0"),
        ("call", 912345678, "không đúng kiểu"),
        ("mail", "ten@", "thư điện tử"),
        ("owner_id", "000000", "mã số doanh nghiệp"),
    ],
)
def test_what_is_no_name_and_no_number(key: str, typed: Any, sentence: str) -> None:
    found = wrong(**{key: typed})
    assert list(found) == [key]
    assert sentence in found[key]


@pytest.mark.parametrize(
    ("owner", "number", "keys"),
    [("Công ty 3A", "099085000101", ["owner"]), ("Công ty 3A", "C1234567", ["owner"]), ("Công ty 3A", "0109999999", []),
     ("H'Hen Niê", "099085000101", []), ("Công ty 3A", "", []), ("Công ty 3A", "999999999999", ["owner_id"])],
)  # fmt: skip
def test_a_party_is_a_person_by_its_number(owner: str, number: str, keys: list[str]) -> None:
    assert list(wrong(owner=owner, owner_id=number)) == keys


def test_a_year_of_birth_is_never_judged_without_a_day() -> None:
    with pytest.raises(ValueError, match="today"):
        PEOPLE.validate({"number": "099085000101"})


def test_an_input_knows_its_keyboard_and_cuts_nothing_off() -> None:
    views = {view.key: view for view in PEOPLE.fields()}
    assert [views[key].inputmode for key in ("who", "number", "owner_id", "call", "mail")] == [
        "text", "numeric", "text", "tel", "email",
    ]  # fmt: skip
    apart = "e\u0302\u0323" * 250
    assert views["who"].longest == len(apart) and wrong(who=apart) == {}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (field("x", kind="nickname"), 'no kind of field "nickname"'),
        ({**field("x", kind="person_name"), "type": "textarea"}, "for a textarea"),
        (field("x", accepts="passport"), "no kind of field"),
        (field("x", kind="identity_number", accepts="driving_licence"), "no numbers that this may be"),
        (field("x", kind="identity_number", accepts=""), "no numbers that this may be"),
        (field("x", kind="phone", accepts="passport"), "no numbers that this may be"),
        (field("x", kind="person_name", identifiedBy="first"), "Only a party_name"),
        (field("x", kind="party_name", identifiedBy="y"), "no identity_number of this form"),
        (
            {**field("x", min_message="Ít quá."), "type": "number", "validate": {"min": 1}},
            "in both languages",
        ),
        (
            {**field("x", min_message="Ít quá.", min_message_en="Too little."), "type": "number"},
            "below its min",
        ),
    ],
)
def test_a_kind_that_does_not_exist_is_refused_by_line(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as refused:
        form(field("first"), entry)
    (problem,) = refused.value.problems
    assert said in problem.message
    assert problem.line > 10, "not the first field's"


def test_lint_says_where_a_kind_is_wrong() -> None:
    files = dict(read_folder(ROOT / "workflows" / COPY))
    files["forms/yeu-cau.form"] = files["forms/yeu-cau.form"].replace(b'"kind": "phone"', b'"kind": "fone"')
    lines = files["forms/yeu-cau.form"].decode().splitlines()
    (report,) = [one for one in lint_folder(files) if one.file == "forms/yeu-cau.form"]
    (finding,) = report.findings
    assert (finding.code, lines[finding.line - 1].strip()) == ("form-subset", '"kind": "fone"')
    assert "phone" in finding.hint


_BAD: dict[str, Any] = {
    "applicant_name": "Lý \U0001f642 Mua", "applicant_id": "000000000000", "applicant_phone": "00000000",
    "applicant_email": "ten", "transferor_name": "12345", "transferor_id": "111111111111", "mortgagee_name": "12345",
    "transferee_name": "12345", "transferee_id": "999999999999", "issued_by": "12345", "price": 999_999,
}  # fmt: skip


@pytest.mark.parametrize("key", [LAND, COPY])
def test_every_name_and_number_of_the_procedures_has_its_kind(key: str) -> None:
    package = load_folder(ROOT / "workflows" / key)
    start = package.forms[package.procedure.start_form]
    asked = {one.key for one in start.inputs()} & set(_BAD)
    choices = {"filer": "proxy", "transfer_kind": "sale"} if key == LAND else {}
    sources = dict.fromkeys(start.option_sources(), ())
    _, errors = start.validate({**{one: _BAD[one] for one in asked}, **choices}, sources, today=TODAY)
    assert {one for one in asked if errors.get(one) is None or "Hãy điền" in errors[one].vi} == set()


def test_a_price_in_millions_is_told_so() -> None:
    start = load_folder(ROOT / "workflows" / LAND).forms["nop-ho-so"]
    sources = dict.fromkeys(start.option_sources(), ())
    for typed, good in ((850, False), (999_999, False), (1_000_000, True)):
        sentence = start.validate({"transfer_kind": "sale", "price": typed}, sources, today=TODAY)[1].get(
            "price"
        )
        assert (sentence is None) == good
        assert sentence is None or "không ghi theo triệu đồng" in sentence.vi
