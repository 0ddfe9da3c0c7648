# SPDX-License-Identifier: Apache-2.0
"""Amounts in Vietnamese words, as receipts and vouchers carry them beside the figures."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ("", "nghìn", "triệu")
MOST: Final = 10**15
"""Beyond it nobody pays at a window."""


def dong_in_words(amount: int) -> str:
    """``28000`` → ``Hai mươi tám nghìn đồng``.

    Raises:
        ValueError: negative, or 10¹⁵ đồng and more.
    """
    if not 0 <= amount < MOST:
        raise ValueError(f"No amount of money to write in words: {amount}")
    said = " ".join(_number(amount)) or "không"
    return f"{said[0].upper()}{said[1:]} đồng"


def _number(amount: int, *, full: bool = False) -> list[str]:
    """By groups of three digits; what is above a billion is said as a number of billions (tỷ)."""
    billions, rest = divmod(amount, 10**9)
    words = [*_number(billions), "tỷ"] if billions else []
    started = full or bool(billions)
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += [*_group(group, full=started), _GROUPS[power]]
            started = True
    return [one for one in words if one]


def _group(group: int, *, full: bool) -> list[str]:
    """Three digits; `full`: with the hundreds and tens that are nought, as after a higher group."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("linh")
    if tens == 1:
        words.append("mười")
    elif tens > 1:
        words += [_DIGITS[tens], "mươi"]
    return words + _ones(tens, ones)


def _ones(tens: int, ones: int) -> list[str]:
    if not ones:
        return []
    if ones == 1 and tens > 1:
        return ["mốt"]
    if ones == 5 and tens:
        return ["lăm"]
    return [_DIGITS[ones]]
