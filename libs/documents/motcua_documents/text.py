# SPDX-License-Identifier: Apache-2.0
"""Owns what happens to text from people before it is printed.

The printed text must be what a reader of the stored text would see: nothing invisible may hide in it, nothing
visible may be lost. Letters that the fonts cannot show are refused where they are typed (`motcua_text.clean`); should
one come all the same, from a neighbour or from before that rule, it is printed by number, as ``[U+4E2D]``; pictures
(emoji), which say nothing that the words do not, as ``□``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from motcua_text.printable import as_shown

from motcua_documents.errors import InvalidForm

LINE_LIMIT = 1_000
"""Most characters in an ordinary field."""
LONG_LIMIT = 20_000
"""Most characters in a reason or body."""

_PICTURE = "\N{WHITE SQUARE}"
_NEWLINES = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r" {2,}")
_GAPS = re.compile(r"\n{3,}")


def clean_text(value: str, field: str, limit: int = LINE_LIMIT) -> str:
    """Return the text as it is printed: NFC, visible characters only, single blanks.

    Args:
        value: text in any Unicode.
        field: path of the field, for the error.
        limit: most characters allowed.

    Raises:
        InvalidForm: NUL or half a surrogate pair in the text (data damaged before it came here), or too long.
    """
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise InvalidForm(
            field,
            "có ký tự hỏng (NUL hoặc mã thay thế lẻ)",
            "holds a damaged character (NUL or lone surrogate)",
        )
    composed = unicodedata.normalize("NFC", _NEWLINES.sub("\n", value))
    if len(composed) > limit:
        raise InvalidForm(
            field,
            f"dài {len(composed)} ký tự, quá {limit}",
            f"has {len(composed)} characters, more than {limit}",
        )
    visible = _BLANKS.sub(" ", "".join(_printable(composed)))
    return _GAPS.sub("\n\n", "\n".join(line.strip() for line in visible.split("\n"))).strip()


def paragraphs(text: str) -> list[str]:
    """Return the non-empty lines of cleaned text."""
    return [line for line in text.split("\n") if line]


def _printable(text: str) -> Iterator[str]:
    """Yield the text as the fonts can show it."""
    for char, shown in as_shown(text):
        yield char if shown else _substitute(char, unicodedata.category(char))


def _substitute(char: str, category: str) -> str:
    """What stands for a character that no font has: a picture, or the modifier of one, is an empty box."""
    picture = category == "So" or (category == "Sk" and ord(char) > 0xFFFF)
    return _PICTURE if picture else f"[U+{ord(char):04X}]"
