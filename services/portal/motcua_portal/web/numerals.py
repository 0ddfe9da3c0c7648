# SPDX-License-Identifier: Apache-2.0
"""Numbers as a page of one language takes and shows them: 1.120,5 on Vietnamese pages, 1,120.5 on English ones.

The two styles give the same marks opposite meanings, so a number that fits the page's style badly is refused, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from motcua_procedure import Text, unread_text

_MARKS: Final = {"vi": (".", ","), "en": (",", ".")}
_LONGEST: Final = 40


def read(text: str, language: str) -> int | float | None:
    """The number that was typed on a page of that language; None when it is none, or could be read two ways: 120,500 on a
    Vietnamese page and 120.500 on an English one are a hundred and twenty there, a hundred and twenty thousand elsewhere.
    """
    thousands, point = _MARKS[language]
    typed = " ".join(text.split())
    if len(typed) > _LONGEST or not _fits(typed, thousands, point):
        return None
    plain = typed.replace(" ", "").replace(thousands, "").replace(point, ".")
    exact = Decimal(plain)
    number = int(exact) if exact == exact.to_integral_value() else float(plain)
    return number if isinstance(number, int) or Decimal(repr(number)) == exact else None


def shown(value: Any, language: str) -> str:
    """A number as the page's input shows it, without marks between thousands; what could not be read as it was typed. Other
    systems may send a number as text, which is Vietnamese wherever it is taken."""
    if (typed := unread_text(value)) is not None:
        return typed
    if isinstance(value, str):
        sent = read(value, "vi")
        if sent is None:
            return value
        value = sent
    if not isinstance(value, float) or value.is_integer():
        return str(int(value))
    text = f"{value:.6f}".rstrip("0")
    # Three digits after the mark would read as thousands.
    text = f"{text}0" if len(text.partition(".")[2]) == 3 else text
    return text.replace(".", _MARKS[language][1])


def grouped(text: str, language: str) -> str:
    """1250000,5 as 1.250.000,5 and 1250000.5 as 1,250,000.5; anything that is no plain number stays as typed."""
    thousands, point = _MARKS[language]
    whole, mark, rest = text.partition(point)
    if not (whole.isascii() and whole.isdigit() and len(whole) < 16):
        return text
    return f"{int(whole):,}".replace(",", thousands) + mark + rest


STYLE: Final = Text(
    "Hãy ghi số theo kiểu Việt Nam, ví dụ 1.120,5: dấu chấm giữa các hàng nghìn, dấu phẩy trước phần thập phân. "
    "Ba chữ số sau một dấu phẩy có thể hiểu hai cách: hãy ghi 120.500 hoặc 120,5.",
    "Write the number the English way, for example 1,120.5: commas between thousands, a point before decimals. "
    "Three digits after one point can be read two ways: write 120,500 or 120.5.",
)
"""Said of a number that was refused here, by the language of the page."""


def _fits(typed: str, thousands: str, point: str) -> bool:
    mark, dot = re.escape(thousands), re.escape(point)
    whole = rf"[0-9]+|[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+"
    ambiguous = re.fullmatch(rf"-?[1-9][0-9]{{0,2}}{dot}[0-9]{{3}}", typed)
    return not ambiguous and re.fullmatch(rf"-?(?:{whole})(?:{dot}[0-9]{{1,6}})?", typed) is not None
