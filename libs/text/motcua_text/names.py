# SPDX-License-Identifier: Apache-2.0
"""What may be the name of a person, and of a person or an organisation. The one rule for forms and services.

Letters are Latin ones, as identity papers and the machine-readable line of every passport have them (ICAO Doc 9303): results are
made out to these names. Nobody is asked for the Vietnamese alphabet alone, for a surname, or for two words.
"""

from __future__ import annotations

import unicodedata

from motcua_text.bilingual import Text

_IN_NAMES = " '.-’‘"
_IN_PARTIES = "+"
# Letters and marks that are drawn as nothing: a name of them looks like none, or like somebody else's.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_NO_LETTER = Text("Hãy ghi họ tên bằng chữ.", "Please write the name in letters.")
_NO_LETTER_PARTY = Text("Tên phải có chữ cái.", "A name has letters.")


_NOT_LATIN = Text(
    "Tên ghi bằng chữ La-tinh (chữ Việt); hãy bỏ ký tự “{odd}”. Tên nước ngoài ghi theo phiên âm La-tinh trong hộ chiếu.",
    "A name is written in Latin letters; please take out “{odd}”. Write a foreign name as the passport has it in Latin letters.",
)


class Unfit(ValueError):
    """It cannot be what it is said to be; `sentence` is for the person who typed it."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)


def person_name(name: str) -> str:
    """The name of a person, as cleaned by `clean_line`: letters, spaces, apostrophes, hyphens, full stops.

    Raises:
        Unfit: another character (digit, emoji, sign, invisible letter), or no letter at all.
    """
    _refuse_other_scripts(name)
    if odd := _odd(name, "LM", _IN_NAMES):
        raise Unfit(
            Text(
                f"Họ tên chỉ gồm chữ cái, dấu cách, dấu chấm, gạch nối và dấu nháy; hãy bỏ ký tự “{odd}”.",
                f"A name has letters, spaces, full stops, hyphens and apostrophes only; please take out “{odd}”.",
            )
        )
    return _lettered(name, _NO_LETTER)


def party_name(name: str) -> str:
    """The name of a person or an organisation, as cleaned by `clean_line`: also digits and punctuation.

    Raises:
        Unfit: an emoji, another sign, an invisible letter, or no letter at all.
    """
    _refuse_other_scripts(name)
    if odd := _odd(name, "LMNP", " " + _IN_PARTIES):
        raise Unfit(
            Text(
                f"Tên chỉ gồm chữ cái, chữ số và dấu câu; hãy bỏ ký tự “{odd}”.",
                f"A name has letters, digits and punctuation only; please take out “{odd}”.",
            )
        )
    return _lettered(name, _NO_LETTER_PARTY)


def _refuse_other_scripts(name: str) -> None:
    """Letters of another script, which no printed name has. What is no letter at all is for the rule of the kind."""
    for char in name:
        if char.isalpha() and char not in _INVISIBLE and not _latin(char):
            raise Unfit(Text(_NOT_LATIN.vi.format(odd=char), _NOT_LATIN.en.format(odd=char)))


def _latin(char: str) -> bool:
    """A Latin letter, or a modifier letter that stands for an apostrophe or a tone in names of peoples of Vietnam."""
    name = unicodedata.name(char, "")
    return name.startswith(("LATIN ", "MODIFIER LETTER ")) or unicodedata.decomposition(char).startswith(
        "<font>"
    )


def _odd(name: str, kinds: str, besides: str) -> str:
    """The first character that has no place there; "" when there is none."""
    before = ""
    for char in name:
        kind = unicodedata.category(char)[0]
        if not (char in besides or kind in kinds) or _unseen(char, kind, before):
            return char
        before = kind
    return ""


def _unseen(char: str, kind: str, before: str) -> bool:
    """Drawn as nothing, or as a letter for show (𝐀𝐧), or a mark with no letter to stand on."""
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return (
        selector
        or char in _INVISIBLE
        or unicodedata.decomposition(char).startswith("<font>")
        or (kind == "M" and before not in ("L", "M"))
    )


def _lettered(name: str, sentence: Text) -> str:
    if not any(char.isalpha() for char in name):
        raise Unfit(sentence)
    return name
