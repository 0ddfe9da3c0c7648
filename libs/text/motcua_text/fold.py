# SPDX-License-Identifier: Apache-2.0
"""Folding for search: a person finds "đất đai" by typing "dat dai"."""

from __future__ import annotations

import unicodedata

# NFD leaves đ/Đ whole (the stroke is no combining mark), so it is mapped by hand.
_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """`text` without accents and case, with single spaces: equal for all spellings of a searcher."""
    bare = unicodedata.normalize("NFKD", text.translate(_STROKE))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(letters.casefold().split())
