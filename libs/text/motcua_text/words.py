# SPDX-License-Identifier: Apache-2.0
"""Words that a dossier is found by, and what a person's search asks for: both without accents and case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from motcua_text.fold import fold

MOST_WORDS: Final = 8
"""Of a search; a longer one finds nothing more exactly."""
LONGEST: Final = 200
"""Characters of a search that are read."""
_WHOLE_BELOW: Final = {True: 4, False: 3}
"""Digits, letters: shorter words are looked for as whole words. “12” is a parcel, not a piece of every code."""
_PHONE: Final = re.compile(r"\+?[0-9][0-9 .\-]{6,18}[0-9]")
_PHONE_DIGITS: Final = 9


def search_words(said: Iterable[str]) -> str:
    """The folded words of all that is said, between spaces; a phone number as its digits."""
    found = dict.fromkeys(word for text in said for word in (*fold(text).split(), *_phone(text)))
    return f" {' '.join(found)} "


def search_patterns(query: str) -> list[str]:
    """One LIKE pattern for each word of a search, all of which must match; none: nothing was asked.

    >>> search_patterns("Nguyễn 12 0912 345 678")
    ['%nguyen%', '% 12 %', '%0912%', '% 345 %', '% 678 %']
    >>> search_patterns("0912 345 678")
    ['%0912345678%']
    """
    asked = query[:LONGEST]
    wanted = _phone(asked) or fold(asked).split()
    return [_pattern(word) for word in dict.fromkeys(wanted[:MOST_WORDS])]


def _pattern(word: str) -> str:
    plain = re.sub(r"([\\%_])", r"\\\1", word)
    whole = len(word) < _WHOLE_BELOW[word.isdigit()]
    return f"% {plain} %" if whole else f"%{plain}%"


def _phone(text: str) -> list[str]:
    """The digits of what is a phone number from end to end, as people in the country write it."""
    typed = text.strip()
    if not _PHONE.fullmatch(typed):
        return []
    digits = re.sub(r"\D", "", typed)
    if typed.startswith("+84"):
        digits = "0" + digits[2:]
    return [digits] if len(digits) >= _PHONE_DIGITS else []
