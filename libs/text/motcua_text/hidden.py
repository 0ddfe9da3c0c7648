# SPDX-License-Identifier: Apache-2.0
"""Characters that nobody sees: where they stand, and how to say so without repeating them.

Owns what counts as unseen in texts that designers write. What people type is cleaned instead (`clean`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from motcua_text.clean import BLANKS

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_DANGEROUS: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_ENDS: Final = re.compile(r"\r\n")


def hidden(text: str) -> str:
    """The first control, direction, zero-width or blank character of the text; "" for none. Tabs and ends of lines are seen."""
    if text.isascii() and text.isprintable():
        return ""
    unseen = {char for char in set(text) if _unseen(char)}
    return next((char for char in _LINE_ENDS.sub("\n", text) if char in unseen), "") if unseen else ""


def dangerous(text: str) -> str:
    """The first character that rules a terminal, cannot be stored, or turns the text around; "" for none."""
    found = _DANGEROUS.search(text)
    return found.group() if found else ""


def visible(text: str) -> str:
    """The text with a code in place of each unseen character, safe for a terminal, a log and a database."""
    return "".join(f"<U+{ord(char):04X}>" if _unseen(char) else char for char in text)


def named(char: str) -> str:
    """A character as a sentence names it: “王” (U+738B); one that is not seen, or only with a letter, by its number."""
    number = f"U+{ord(char):04X}"
    alone = _unseen(char) or char in BLANKS or unicodedata.category(char).startswith(("M", "C"))
    return number if alone else f"“{char}” ({number})"


@lru_cache(maxsize=4_096)
def _unseen(char: str) -> bool:
    if char in " \t\n":
        return False
    return char in BLANKS or unicodedata.category(char) in _UNSEEN
