# SPDX-License-Identifier: Apache-2.0
"""Words that a dossier is found by, and what a person's search asks for: both without accents and case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from motcua_text.fold import fold

MOST_WORDS: Final = 8
"""Of a search; a longer one finds nothing more exactly."""
LONGEST: Final = 200
"""Characters of a search that are read."""
_WHOLE_BELOW: Final = {True: 4, False: 3}
"""Digits, letters: shorter words are looked for as whole words. “12” is a parcel, not a piece of every code."""
_MARKS: Final = re.compile(r"[\W_]+")
_BESIDE: Final = ",;:.!?()[]\"'“”‘’«»…–-"
_PHONE: Final = re.compile(r"(\+?84|0)[0-9 .()\-]{6,18}[0-9]")
"""A number as people in the country write it; other digits with marks between them are a code or a date."""
_PHONE_DIGITS: Final = 9


def search_words(said: Iterable[str]) -> str:
    """The folded words of all that is said, between spaces and without marks, so that a piece is found however its marks are
    typed: a code as one word, a name with a mark in it (O'Hara) whole and in its pieces, a phone number as its digits.

    >>> search_words(["H99.101-261127-0003", "Đặng O'Hara"])
    ' h991012611270003 dang ohara o hara '
    """
    found = dict.fromkeys(word for text in said for word in (*_words(text), *phone_digits(text)))
    return f" {' '.join(found)} "


def search_patterns(query: str) -> list[str]:
    """One LIKE pattern for each word of a search, all of which must match; none: nothing was asked. Marks count for nothing.

    >>> search_patterns("Nguyễn, 12 0912 345 678")
    ['%nguyen%', '% 12 %', '%0912%', '% 345 %', '% 678 %']
    >>> search_patterns("(0912) 345-678")
    ['%0912345678%']
    >>> search_patterns("101-261127-0003")
    ['%1012611270003%']
    """
    asked = query[:LONGEST]
    wanted = phone_digits(asked) or [word for word in map(bare, fold(asked).split()) if word]
    return [pattern(word) for word in dict.fromkeys(wanted[:MOST_WORDS])]


def typed_words(text: str) -> list[str]:
    """The folded words of what a person typed, without the marks around them; those within (1.012783) stay.

    >>> typed_words("Đất đai, (1.012783)")
    ['dat', 'dai', '1.012783']
    """
    return [word for word in (one.strip(_BESIDE) for one in fold(text).split()) if word]


def _words(text: str) -> Iterator[str]:
    for typed in fold(text).split():
        if whole := bare(typed):
            yield whole
        pieces = _MARKS.split(typed)
        if all(piece.isalpha() for piece in pieces if piece):
            yield from (piece for piece in pieces if piece and piece != whole)


def bare(word: str) -> str:
    """A folded word without its marks."""
    return _MARKS.sub("", word)


def pattern(word: str) -> str:
    """The LIKE pattern of a bare word."""
    whole = len(word) < _WHOLE_BELOW[word.isdigit()]
    return f"% {word} %" if whole else f"%{word}%"


def phone_digits(text: str) -> list[str]:
    """The digits of what is a phone number from end to end."""
    typed = text.strip().removeprefix("(").strip()
    if not _PHONE.fullmatch(typed):
        return []
    digits = re.sub(r"\D", "", typed)
    if digits.startswith("84"):
        digits = "0" + digits[2:]
    return [digits] if len(digits) >= _PHONE_DIGITS else []
