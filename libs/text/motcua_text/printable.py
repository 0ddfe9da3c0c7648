# SPDX-License-Identifier: Apache-2.0
"""Which characters the printed forms can show: those of the fonts that they are set in.

Owns the repertoire, so that what a form would print as a code is refused where it is typed. `coverage-*.txt` hold the characters
of the fonts that libs/documents ships; its tests hold the lists true to the font files.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FAMILIES = ("LiberationSerif", "DejaVuSans")
"""The fonts of the printed forms, in order of preference."""
_MOST_MARKS = (
    2  # beyond the composed letter, which has all that Vietnamese needs; more would run into the lines around
)
_MARKS = ("Mn", "Mc", "Me")


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """The code points that each font family shows in every face, in the order of FAMILIES."""
    return tuple(_read_ranges(Path(__file__).parent / f"coverage-{name}.txt") for name in FAMILIES)


def unprintable(text: str) -> str:
    """The first character of the text that a printed form cannot show; "" when it can show all. What is drawn as nothing is no
    matter of fonts."""
    return "" if text.isascii() else next((char for char, shown in as_shown(text) if not shown), "")


def unprintables(text: str) -> str:
    """Every such character, each once, in the order of the text."""
    if text.isascii():
        return ""
    return "".join(dict.fromkeys(char for char, shown in as_shown(text) if not shown))


def as_shown(text: str) -> Iterator[tuple[str, bool]]:
    """Each character that is to be seen, with whether the fonts can show it; every blank as " ".

    A mark is shown only where one font has both the letter and all its marks, since typst sets the whole from
    a single font.
    """
    marks, fonts = 0, coverage()
    for char in text:
        category = unicodedata.category(char)
        if _invisible(char, category):
            continue
        if category == "Zs" or char in "\t\n":
            yield "\n" if char == "\n" else " ", True
            continue
        marks = marks + 1 if category in _MARKS else 0
        able = tuple(font for font in (fonts if marks else coverage()) if ord(char) in font)
        # A mark that encloses its letter is taller than a line.
        shown = bool(able) and marks <= _MOST_MARKS and category != "Me"
        fonts = able if shown else coverage()
        yield char, shown


def _invisible(char: str, category: str) -> bool:
    """Say whether the character shows nothing; direction overrides, say, make a name read backwards."""
    if char in "\t\n":
        return False
    variation_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return category in ("Cc", "Cf") or variation_selector or char == "\u034f"


def _read_ranges(path: Path) -> frozenset[int]:
    ranges = (line.split("-") for line in path.read_text(encoding="ascii").split())
    return frozenset(code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1))
