# SPDX-License-Identifier: Apache-2.0
"""Names, identity numbers, telephone numbers and addresses of people: who passes and what does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_text import (
    Unfit,
    business_code,
    clean_line,
    email,
    identity_number,
    is_paper_number,
    party_name,
    person_name,
    phone,
)
from motcua_text.numbers import BUSINESS_CODE, OLD_CARD, OTHER_NUMBERS, PASSPORT

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn An", "Y Blơ", "H'Hen Niê", "H’Hen Niê", "K' Tèo", "K‘ Tèo", "Ya", "Công Tằng Tôn Nữ Nguyễn Phúc Thị Bạch Tuyết",
     "Y Moan Êñuôl", "Anne-Marie Lê", "J. R. Nguyễn", "O'Neil", "Ng\u0323uyên",
     "Giàng A Pháo", "Thạch Sa Mư", "Jose\u0301", "Đ. T. Hoa", "Ưng", "N'Trang Lơng", "x" * 200],
)  # fmt: skip
def test_names_of_people_are_taken(name: str) -> None:
    assert person_name(name) == name
    assert party_name(name) == name


@pytest.mark.parametrize(
    ("name", "char"),
    [("Lý \U0001f642 Mua", "\U0001f642"), ("12345", "1"), ("An 2", "2"), ("An <b>", "<"), ("An/Bình", "/"), ("A_n", "_"),
     ("An\u200b", "\u200b"), ("An\u202eB", "\u202e"), ("An\x00", "\x00"), ("\u3164", "\u3164"), ("An\ufe0f", "\ufe0f"),
     ("\U0001d400n", "\U0001d400"), ("An \u0301", "\u0301"), ("١٢", "١"), ("An, Bình", ","), ("An & Bình", "&")],
)  # fmt: skip
def test_a_name_with_anything_else_is_refused_with_the_character(name: str, char: str) -> None:
    with pytest.raises(Unfit) as refused:
        person_name(name)
    assert f"hãy bỏ ký tự “{char}”" in refused.value.sentence.vi
    assert f"please take out “{char}”" in refused.value.sentence.en


@pytest.mark.parametrize("name", ["ꪼꪒ ꪵꪠꪙ", "ꨌꩌ", "សុខ", "王小明", "محمد", "Nguyễn Аn", "Lò 李"])
def test_names_are_in_latin_letters(name: str) -> None:
    odd = next(char for char in name if char.isalpha() and ord(char) > 0x2AF and char != "ễ")
    for rule in (person_name, party_name):
        with pytest.raises(Unfit) as refused:
            rule(name)
        assert f"“{odd}”" in refused.value.sentence.vi and "phiên âm La-tinh" in refused.value.sentence.vi
        assert f"“{odd}”" in refused.value.sentence.en and "passport" in refused.value.sentence.en


@pytest.mark.parametrize("name", [".", "- -", "'", "..."])
def test_a_name_has_a_letter(name: str) -> None:
    with pytest.raises(Unfit, match="in letters"):
        person_name(name)
    with pytest.raises(Unfit, match="has letters"):
        party_name(name)


@pytest.mark.parametrize(
    "name",
    ["Ngân hàng TMCP Minh Họa – Chi nhánh 2", "Công ty TNHH “3M” (Việt Nam)", "A & B", "H+", "Quỹ số 5/2"],
)
def test_an_organisation_may_have_digits_and_signs(name: str) -> None:
    assert party_name(name) == name


@pytest.mark.parametrize("name", ["Ngân hàng \U0001f3e0", "12345", "An <b>", "A\u202eB", "\uffa0", "☎ 113"])
def test_no_organisation_has_these(name: str) -> None:
    with pytest.raises(Unfit):
        party_name(name)


@pytest.mark.parametrize(
    "number",
    ["099085000101", "099190000102", "001080000001", "001 080 000 001", "001.080.000001", "001226000001", "079326123456",
     "099206222222", "099006000001"],
)  # fmt: skip
def test_personal_numbers_are_taken_and_written_without_spaces(number: str) -> None:
    assert identity_number(number, TODAY) == number.replace(" ", "").replace(".", "")


@pytest.mark.parametrize(
    ("number", "why"),
    [("000000000000", "repeats"), ("111111111111", "repeats"), ("999999999999", "repeats"), ("001111111111", "repeats"),
     ("079333333333", "repeats"), ("099227000001", "2027"), ("099199000001", None), ("099499000001", "2199"),
     ("012345678901", "2045"), ("123456789012", "2156"), ("000000000001", "1900"), ("001005000001", "1905"),
     ("12345678901", "12 digits"), ("1234567890123", "12 digits"), ("09908500010A", "12 digits"), ("", "12 digits"),
     ("123456789", "12 digits"), ("C1234567", "12 digits"), ("0109999999", "12 digits"), ("٠٩٩٠٨٥٠٠٠١٠١", "digits 0–9")],
)  # fmt: skip
def test_what_is_nobodys_number(number: str, why: str | None) -> None:
    if why is None:
        assert identity_number(number, TODAY) == number, "born 1999"
        return
    with pytest.raises(Unfit, match=why):
        identity_number(number, TODAY)


@pytest.mark.parametrize(
    ("number", "also", "kept"),
    [("123 456 789", {OLD_CARD}, "123456789"), ("b1234567", {PASSPORT}, "B1234567"), ("C01X00T47", {PASSPORT}, "C01X00T47"),
     ("533401372", {PASSPORT}, "533401372"), ("0109999999", {BUSINESS_CODE}, "0109999999"),
     ("0109999999-001", {BUSINESS_CODE}, "0109999999-001"), ("099085000101", set(OTHER_NUMBERS), "099085000101")],
)  # fmt: skip
def test_other_numbers_where_they_are_said_to_do(number: str, also: set[str], kept: str) -> None:
    assert identity_number(number, TODAY, also) == kept


@pytest.mark.parametrize(
    "number",
    [
        "000000000",
        "0000000000",
        "0000000000-000",
        "111111111111",
        "KHONGBIET",
        "ABC",
        "12345",
        "0109999999-01",
        "999999999999",
    ],
)
def test_what_is_no_number_of_any_kind(number: str) -> None:
    with pytest.raises(Unfit):
        identity_number(number, TODAY, set(OTHER_NUMBERS))


def test_a_refusal_names_the_kinds_that_would_do() -> None:
    with pytest.raises(Unfit) as refused:
        identity_number("x", TODAY, {PASSPORT})
    assert "hộ chiếu" in refused.value.sentence.vi and "CMND" not in refused.value.sentence.vi


def test_a_business_code_is_told_from_the_number_of_a_person() -> None:
    assert business_code("0109 999 999-001") == "0109999999-001"
    assert business_code("099085000101") == business_code("") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0912 345 678", "0912345678"), ("0200 000 1234", "02000001234"), ("(0203) 3.000-111", "02033000111"),
     ("+84 912 345 678", "+84912345678"), ("0999999999", "0999999999"),
     ("+1 (408) 555-0100", "+14085550100"), ("+44 20 7946 0958", "+442079460958"), ("+6.857.1234", "+68571234"),
     ("+49 1512 3456789 01", "+491512345678901")],
)  # fmt: skip
def test_telephone_numbers(typed: str, kept: str) -> None:
    assert phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["00000000", "0000000000", "12", "912345678", "091234567", "091234567890", "+840912345678", "+84123456", "+1408555",
              "+4915123456789012", "+0123456789", "+00000000", "+10000000000", "+99999999", "0014085550100", "14085550100",
              "++14085550100",
              "09l2345678", "0912345678 hoặc 0912345679"]
)  # fmt: skip
def test_what_is_no_telephone_number(typed: str) -> None:
    with pytest.raises(Unfit):
        phone(typed)


@pytest.mark.parametrize(
    ("typed", "good"),
    [("ten@noi.vn", True), ("ten@noi", False), ("a b@c.vn", False), ("x" * 250 + "@c.vn", False)],
)
def test_addresses(typed: str, good: bool) -> None:
    if good:
        assert email(typed) == typed
    else:
        with pytest.raises(Unfit):
            email(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_a_rule(text: str) -> None:
    """Each takes or refuses, and what it takes it takes again unchanged."""
    for rule in (
        person_name,
        party_name,
        phone,
        email,
        lambda number: identity_number(number, TODAY, set(OTHER_NUMBERS)),
    ):
        try:
            kept = rule(text)
        except Unfit as refused:
            assert refused.sentence.vi and refused.sentence.en
        else:
            assert rule(kept) == kept


def test_letters_are_composed_before_they_are_judged() -> None:
    assert person_name(clean_line("Nguye\u0302\u0303n")) == "Nguyễn"


@pytest.mark.parametrize("number", ["15/XN", "H99.101-261123-0001/MẪU", "Số 7 (2026), bản 2:1_a"])
def test_numbers_of_papers_are_taken(number: str) -> None:
    assert is_paper_number(number)


@pytest.mark.parametrize("number", ["", "XN", "15*", "1\n2", "١٥", "<1>"])
def test_a_number_of_a_paper_has_a_digit_and_signs_of_numbers_only(number: str) -> None:
    assert not is_paper_number(number)
