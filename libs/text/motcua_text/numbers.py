# SPDX-License-Identifier: Apache-2.0
"""Identity numbers, telephone numbers and e-mail addresses of people, numbers of papers. The one rule for forms and services.

Checks what the number itself says. Whether it was ever given to anybody, only the population database knows.
"""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date
from typing import Final

from motcua_text.bilingual import Text
from motcua_text.names import Unfit

OLD_CARD: Final = "old_card"
"""The 9 digits of an identity card (CMND) from before the personal number."""
PASSPORT: Final = "passport"
BUSINESS_CODE: Final = "business_code"
"""10 digits; of a dependent unit a hyphen and 3 digits more. Never that of a person."""
OTHER_NUMBERS: Final = (OLD_CARD, PASSPORT, BUSINESS_CODE)
OLDEST: Final = 120
"""Years of age beyond which nobody hands in a dossier, and a year of birth is a typing mistake."""

_PERSONAL = re.compile(r"[0-9]{12}")
_SHAPES: Final = {
    OLD_CARD: re.compile(r"[0-9]{9}"),
    # Mostly a letter or two and digits (ICAO Doc 9303); some states number in digits only.
    PASSPORT: re.compile(r"[A-Z](?=.*[0-9])[A-Z0-9]{5,14}|[0-9]{8,9}"),
    BUSINESS_CODE: re.compile(r"[0-9]{10}(-[0-9]{3})?"),
}
_WORDS: Final = {
    OLD_CARD: Text("số CMND (9 chữ số)", "an old card number (9 digits)"),
    PASSPORT: Text("số hộ chiếu", "a passport number"),
    BUSINESS_CODE: Text(
        "mã số doanh nghiệp (10 chữ số, đơn vị trực thuộc thêm gạch nối và 3 chữ số)",
        "a business code (10 digits; of a dependent unit a hyphen and 3 more)",
    ),
}
_TWELVE: Final = Text("Số định danh cá nhân có 12 chữ số.", "A personal number has 12 digits.")
_ONE_DIGIT: Final = Text(
    "Số này chỉ lặp lại một chữ số nên không phải của ai. Hãy nhập đúng số trên giấy tờ.",
    "This repeats one digit and is nobody's number. Please enter the number on the paper.",
)
LONGEST_PAPER_NUMBER: Final = 100
_DIGITS: Final = frozenset("0123456789")
_SIGNS: Final = frozenset(" /-._():,")
_PHONE = re.compile(r"(?:0|\+84)[1-9][0-9]{8,9}")
_ABROAD = re.compile(r"\+(?!84)[1-9][0-9]{7,14}")
_NOBODYS = re.compile(r"\+(?:[0-9]{1,3}0+|([0-9])\1+)")
"""A country code and zeros only, or one digit over and over."""
_MOST_NAMED: Final = 5
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MOST_EMAIL = 254


def foreign_digits(text: str) -> Text | None:
    """What to say of a number that is written with other digits than 0–9 (１, ٣, ²); None where it is not."""
    odd = [char for char in dict.fromkeys(text) if not char.isascii() and char.isdigit()]
    if not odd:
        return None
    named = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in odd[:_MOST_NAMED])
    return Text(
        f"Hãy ghi bằng chữ số 0–9; gõ lại chữ số {named}.",
        f"Please write it with the digits 0–9; type {named} again.",
    )


def identity_number(text: str, today: date, also: Set[str] = frozenset()) -> str:
    """A personal number (12 digits), or a number of the kinds in `also`; without spaces and dots, in capitals.

    The twelve digits: three for the place of registration, one for century and sex, two for the year of birth, six at random
    (Nghị định 137/2015/NĐ-CP, Điều 13). Codes of places are not looked up: their list changes.

    Raises:
        Unfit: it has other digits than 0–9, another shape, repeats one digit, or says a year of birth that cannot be.
    """
    _refuse_foreign_digits(text)
    code = business_code(text)
    number = code if code and BUSINESS_CODE in also else re.sub(r"[\s.-]", "", text).upper()
    if len(set(number.replace("-", ""))) == 1 and len(number) >= 8:
        raise Unfit(_ONE_DIGIT)
    if _PERSONAL.fullmatch(number):
        return _personal(number, today)
    if not any(_SHAPES[kind].fullmatch(number) for kind in also):
        raise Unfit(_wanted(also))
    return number


def _refuse_foreign_digits(text: str) -> None:
    if strange := foreign_digits(text):
        raise Unfit(strange)


def _personal(number: str, today: date) -> str:
    if len(set(number[3:])) == 1:
        raise Unfit(_ONE_DIGIT)
    born = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
    if not today.year - OLDEST <= born <= today.year:
        raise Unfit(
            Text(
                f"Số định danh không đúng: các chữ số thứ 4 đến thứ 6 ({number[3:6]}) cho năm sinh {born}. Hãy xem lại trên thẻ.",
                f"The personal number is wrong: digits 4 to 6 ({number[3:6]}) say a birth in {born}. Please look at the card.",
            )
        )
    return number


def business_code(text: str) -> str:
    """The business code that this is, without spaces; "" when it is none, and the number of a person at most."""
    code = re.sub(r"[\s.]", "", text)
    return code if _SHAPES[BUSINESS_CODE].fullmatch(code) else ""


def is_paper_number(text: str) -> bool:
    """Whether this, as cleaned by `clean_line`, can be the number of a document: letters, digits and the signs of numbers, with
    a digit in it."""
    return any(char in _DIGITS for char in text) and all(char.isalnum() or char in _SIGNS for char in text)


def _wanted(also: Set[str]) -> Text:
    words = [_WORDS[kind] for kind in OTHER_NUMBERS if kind in also]
    if not words:
        return _TWELVE
    vi = ", ".join(["số định danh cá nhân (12 chữ số)", *(word.vi for word in words)])
    en = ", ".join(["a personal number (12 digits)", *(word.en for word in words)])
    return Text(f"Hãy nhập một trong các số sau: {vi}.", f"Please enter one of these: {en}.")


def phone(text: str) -> str:
    """A telephone number without spaces, dots, hyphens and brackets: a Vietnamese one (0 or +84 and 9 or 10 digits), or one from
    abroad (+, country code and number, 8 to 15 digits together; ITU-T E.164).

    Raises:
        Unfit: it is none.
    """
    _refuse_foreign_digits(text)
    number = re.sub(r"[\s.()-]", "", text)
    if not _PHONE.fullmatch(number) and (not _ABROAD.fullmatch(number) or _NOBODYS.fullmatch(number)):
        raise Unfit(
            Text(
                "Số điện thoại có 10 hoặc 11 chữ số và bắt đầu bằng 0, ví dụ 0912 345 678, hoặc bằng +84 và bỏ số 0. Số ở nước "
                "ngoài bắt đầu bằng + và mã quốc gia, ví dụ +1 408 555 0100.",
                "A telephone number has 10 or 11 digits and begins with 0, as 0912 345 678, or with +84 without the 0. One from "
                "abroad begins with + and the country code, as +1 408 555 0100.",
            )
        )
    return number


def email(text: str) -> str:
    """An address as name@place.vn, as cleaned by `clean_line`.

    Raises:
        Unfit: it is none.
    """
    if len(text) > _MOST_EMAIL or not _EMAIL.fullmatch(text):
        raise Unfit(
            Text(
                "Hãy nhập địa chỉ thư điện tử, ví dụ ten@noi.vn.",
                "Please enter an e-mail address, for example name@place.vn.",
            )
        )
    return text
