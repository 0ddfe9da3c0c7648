# SPDX-License-Identifier: Apache-2.0
"""Cleaning of what a person typed: NFC, trimmed, no control, direction or broken characters.

What cannot be read or stored, or not be shown on a printed form, is refused, never dropped silently; only
characters without meaning (zero-width at the ends, Windows line ends, non-breaking spaces) are put right.
"""

from __future__ import annotations

import re
import unicodedata

from motcua_text.bilingual import Text
from motcua_text.numbers import foreign_digits
from motcua_text.printable import unprintables

_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
# Overrides and isolates can make a name read differently from what is stored ("Trojan source").
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Marks that any letter can wear: after NFC a Vietnamese letter needs none of them, and no orthography more than two.
_DIACRITICS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_MOST_DIACRITICS = 2
_MOST_MARKS = 4
"""Vowel signs and tone marks on one letter of any script; Khmer, Chăm, Thái and Hebrew need up to three or four."""
BLANKS = frozenset(" \u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters, marks and signs that are drawn as nothing: a text of them alone is no text."""
_MOST_NAMED = 5
"""Characters that one sentence names."""
_INVISIBLE_ENDS = "\ufeff\u200b\u200c\u200d\u2060"


class UnreadableText(ValueError):
    """The text holds a character that can be neither shown nor stored, or a stack of marks that would cover the lines around;
    `character` is its U+XXXX name."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(f"the text holds a character that cannot be read ({character})")

    @property
    def sentence(self) -> Text:
        """What a person reads: what is wrong, although it may not be seen, and what helps."""
        if "×" in self.character:
            return Text(
                f"Có ký tự mang quá nhiều dấu ({self.character}). Hãy xóa ký tự đó rồi gõ lại.",
                f"There is a character with too many marks ({self.character}). Please delete it and type again.",
            )
        return Text(
            f"Có ký tự điều khiển không nhìn thấy được ({self.character}), thường lẫn vào khi dán từ nơi khác. "
            "Hãy xóa hết ô này rồi gõ lại bằng tay.",
            f"There is an invisible control character ({self.character}), as comes along with pasted text. "
            "Please clear this field and type it again by hand.",
        )


class UnprintableText(UnreadableText):
    """The text holds characters that the printed forms cannot show: `signs`, each once. `character` is the U+XXXX name of the
    first, `sign` itself."""

    def __init__(self, signs: str) -> None:
        self.signs, self.sign = signs, signs[0]
        super().__init__(f"U+{ord(self.sign):04X}")

    @property
    def sentence(self) -> Text:
        """Names the characters, and says what helps: whatever else was typed is taken as it is."""
        named = ", ".join(_named(sign) for sign in self.signs[:_MOST_NAMED])
        if len(self.signs) > _MOST_NAMED:
            named += ", …"
        if all(sign.isdigit() for sign in self.signs) and (digits := foreign_digits(self.signs)):
            return digits
        vi = f"Có ký tự mà biểu mẫu in không thể hiện được: {named}. Hãy bỏ hoặc thay ký tự đó"
        en = f"The printed forms cannot show this: {named}. Please take it out or write it otherwise"
        if any(sign.isalpha() for sign in self.signs):
            vi += "; tên nước ngoài có thể ghi theo phiên âm La-tinh trong hộ chiếu"
            en += "; a foreign name may be written as the passport has it in Latin letters"
        return Text(f"{vi}.", f"{en}.")


def _named(sign: str) -> str:
    """A mark cannot stand alone: it has its number only."""
    number = f"U+{ord(sign):04X}"
    return number if unicodedata.category(sign).startswith("M") else f"“{sign}” ({number})"


def clean_line(text: str) -> str:
    """One line: NFC, runs of spaces made one, trimmed.

    Raises:
        UnprintableText: a character that the printed forms cannot show.
        UnreadableText: a control character, direction override, lone surrogate or unassigned code point; more marks on one
            letter than any orthography has.
    """
    return _clean(_LINE_ENDS.sub(" ", text).replace("\n", " "))


def clean_block(text: str) -> str:
    """Several lines: as `clean_line`, but line breaks stay, at most one empty line in a row.

    Raises:
        UnreadableText: as `clean_line`.
    """
    lines = (_clean(line) for line in _LINE_ENDS.sub("\n", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _clean(text: str) -> str:
    for char in text:
        if _unreadable(char):
            raise UnreadableText(f"U+{ord(char):04X}")
    composed = unicodedata.normalize("NFC", text)
    _refuse_stacks(composed)
    spaced = _SPACES.sub(" ", composed)
    trimmed = spaced.strip().strip(_INVISIBLE_ENDS).strip()
    if all(char in BLANKS or unicodedata.category(char) == "Cf" for char in trimmed):
        return ""
    if signs := unprintables(trimmed):
        raise UnprintableText(signs)
    return trimmed


def _unreadable(char: str) -> bool:
    if char == "\t":
        return False
    return char in _DIRECTION or unicodedata.category(char) in {"Cc", "Cs", "Cn"}


def _refuse_stacks(composed: str) -> None:
    """Marks piled upon one letter reach over other lines of a page or a printed form."""
    diacritics = marks = 0
    for char in composed:
        if char.isascii():
            diacritics = marks = 0
            continue
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            marks += 1
            diacritics += _DIACRITICS.match(char) is not None
            if diacritics > _MOST_DIACRITICS or marks > _MOST_MARKS:
                raise UnreadableText(f"U+{ord(char):04X} ×{marks}")
        elif category != "Cf":  # an invisible joiner is no new letter
            diacritics = marks = 0
