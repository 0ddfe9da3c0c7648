# SPDX-License-Identifier: Apache-2.0
"""What a person's search asks for, term by term: a number behind what it is the number of (thửa 7, Thửa đất số 7), and numbers of
papers with or without the space in them (CS 012345)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from motcua_text.fold import fold
from motcua_text.words import LONGEST, MOST_WORDS, bare, pattern, phone_digits, search_words

Option = tuple[tuple[str, bool], ...]
"""LIKE patterns over `kept_words`, each with whether it must match or must not."""
Term = tuple[Option, ...]
"""One of these options must hold."""

_NUMBER_WORD: Final = "so"
_FILLERS: Final = frozenset(("so", "dat"))
"""What may stand between a name and its number, as certificates say it: Thửa đất số 7."""
_LONGEST_NAME: Final = 4
"""Words of what a number belongs to."""
_MOST_DIGITS: Final = 10
_SERIES: Final = re.compile(r"([a-z]{2,3})(\d{3,10})")


def kept_words(said: Iterable[str], numbered: Iterable[tuple[str, str]] = ()) -> str:
    """`search_words` of all that is said, and of each label with a number what it is the number of.

    >>> kept_words(["Lò Thị Bình"], [("Số tờ bản đồ", "112"), ("Ghi chú", "không")])
    ' lo thi binh to=112 toban=112 bando=112 tobando=112 '
    """
    found = dict.fromkeys(f"{name}={value}" for label, value in numbered for name in _names(label, value))
    return search_words(said) + "".join(f"{one} " for one in found)


def kept_again(words: str) -> str:
    """`kept_words` that an earlier release folded, as they are kept now: for rows whose texts are not read again.

    >>> kept_again(" nguyen ðuc banðo=112 ")
    ' nguyen duc bando=112 '
    """
    numbers = [word for word in words.split() if "=" in word]
    said = " ".join(word for word in words.split() if "=" not in word)
    return search_words([said]) + "".join(f"{fold(one)} " for one in numbers)


def search_terms(query: str) -> list[Term]:
    """All of which must hold; none: nothing was asked.

    >>> search_terms("Bình")
    [((('%binh%', True),),)]
    """
    asked = query[:LONGEST]
    if digits := phone_digits(asked):
        return [(_plain(digits),)]
    found: dict[Term, None] = {}
    before: list[str] = []
    for word in [word for word in map(bare, fold(asked).split()) if word]:
        if word.isdigit() and len(word) <= _MOST_DIGITS:
            found |= dict.fromkeys(_alone(before[:-_LONGEST_NAME]))
            found[_numbered(before[-_LONGEST_NAME:], word)] = None
            before = []
        else:
            before.append(word)
    found |= dict.fromkeys(_alone(before))
    return list(found)[:MOST_WORDS]


def holds(term: Term, words: str) -> bool:
    """Whether one of the options holds of these `kept_words`, as the database says it."""
    return any(all((one[1:-1] in words) is must for one, must in option) for option in term)


def _names(label: str, value: str) -> Iterator[str]:
    """The names of a number that a label gives: from its beginning, or to its end. The last of several words alone is none: it is
    a surname too (bản đồ, Đỗ)."""
    if not value.isdecimal() or len(value) > _MOST_DIGITS:
        return
    said = [word for word in map(bare, fold(label).split()) if word and word != _NUMBER_WORD]
    for length in range(1, len(said) + 1):
        yield "".join(said[:length])
        if 1 < length < len(said):
            yield "".join(said[-length:])


def _alone(words: Sequence[str]) -> Iterator[Term]:
    for word in words:
        series = _SERIES.fullmatch(word)
        yield (_plain([word]), _plain(series.groups())) if series else (_plain([word]),)


def _numbered(before: Sequence[str], number: str) -> Term:
    """A number behind words. Where the last of them name a number in the dossier, it is that number; else all are in it."""
    said = list(before)
    while said and said[-1] in _FILLERS:
        said.pop()
    if not said:
        return (_plain([*before, number]),)
    ends = range(len(said), len(before) + 1)
    named = {(at, "".join(before[at:end])) for end in ends for at in range(end)}
    options = [(*_plain(before[:at]), (f"% {name}={number} %", True)) for at, name in sorted(named)]
    adjacent = {"".join(said[at:]) for at in range(len(said))}
    every = (*_plain([*before, number]), *((f"% {name}=%", False) for name in sorted(adjacent)))
    joined = (
        [(*_plain(said[:-1]), (f"%{said[-1]}{number}%", True))]
        if _SERIES.fullmatch(said[-1] + number)
        else []
    )
    return (*options, every, *joined)


def _plain(words: Iterable[str]) -> Option:
    return tuple((pattern(word), True) for word in words)
