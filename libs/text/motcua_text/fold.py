# SPDX-License-Identifier: Apache-2.0
"""Folding for search: a person finds "đất đai" by typing "dat dai"."""

from __future__ import annotations

import unicodedata

# What NFKD leaves whole (a stroke is no combining mark) and what only looks like a letter of the country's, in small letters: the
# eth that old fonts and their converters give for đ (U+00D0 looks as Đ does), the letters with a stroke or a hook of Ê Đê, Ba Na
# and Gia Rai names and of foreign ones, and the apostrophes that count as letters (as U+02BC in HʼNiê).
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("đðɖɗ", "d"),
        **dict.fromkeys("ƀɓ", "b"),
        **dict(zip("łøħŧı", "lohti", strict=True)),
        **dict(zip("æœþ", ("ae", "oe", "th"), strict=True)),
        **dict.fromkeys("\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8", "'"),
    }
)


def fold(text: str) -> str:
    """`text` without accents and case, with single spaces: equal for all spellings of a searcher."""
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(letters.casefold().translate(_ALIKE).split())
