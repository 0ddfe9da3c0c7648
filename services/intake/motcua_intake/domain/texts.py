# SPDX-License-Identifier: Apache-2.0
"""Texts that people type beside the form: reasons, notes, numbers. Cleaned, limited, refused with a sentence."""

from __future__ import annotations

from typing import Final

from motcua_rpc import FieldError
from motcua_text import UnreadableText, clean_block, clean_line, is_paper_number
from motcua_text.numbers import LONGEST_PAPER_NUMBER
from motcua_text.telling import LEAST_TELLING, is_telling

from motcua_intake.errors import BadFields

MAX_REASON: Final = 2_000
MAX_LINE: Final = 200
LEAST_REASON: Final = 10
LEAST_WANTED: Final = LEAST_TELLING
"""Letters and digits of a request for papers."""


def required_block(field: str, text: str, limit: int = MAX_REASON) -> str:
    """A text of several lines that must be there. Raises BadFields."""
    clean = block(field, text, limit)
    if not clean:
        raise BadFields.one(field, "FIELD_REQUIRED", "Hãy điền mục này.", "Please fill in this field.")
    return clean


def refusal(field: str, text: str) -> str:
    """Why something is refused: printed on form 03, which must say it (NĐ 61/2018/NĐ-CP, Điều 17). Raises BadFields."""
    return _telling(field, required_block(field, text), LEAST_REASON)


def wanted(field: str, text: str) -> str:
    """What is asked for, in general: printed on form 02, which must guide fully and exactly, once (NĐ 61/2018/NĐ-CP, Điều 15.3).
    Raises BadFields."""
    return _telling(field, required_block(field, text), LEAST_WANTED)


def wanted_of_paper(field: str, text: str, limit: int) -> str:
    """What is to be done about one paper; empty where the general reason says it. Raises BadFields."""
    clean = block(field, text, limit)
    return _telling(field, clean, LEAST_WANTED) if clean or text.strip() else clean


def _telling(field: str, clean: str, least: int) -> str:
    """So long, and more than dots and dashes."""
    if len(clean) >= least and is_telling(clean):
        return clean
    raise BadFields.one(
        field,
        "TEXT_TOO_SHORT",
        f"Hãy ghi rõ ràng bằng chữ, ít nhất {least} ký tự.",
        f"Please say it clearly in words, in at least {least} characters.",
    )


def paper_number(field: str, text: str, limit: int = LONGEST_PAPER_NUMBER) -> str:
    """The number of a paper: letters, digits and the signs of numbers, with a digit in it. Raises BadFields."""
    clean = required_line(field, text, limit)
    if not is_paper_number(clean):
        raise BadFields.one(
            field,
            "NUMBER_UNFIT",
            "Số văn bản chỉ gồm chữ cái, chữ số, dấu cách và các dấu / - . _ ( ) : , và phải có ít nhất một chữ số.",
            "The number of a paper has letters, digits, spaces and / - . _ ( ) : , only, with at least one digit.",
        )
    return clean


def block(field: str, text: str, limit: int = MAX_REASON) -> str:
    """A text of several lines, may be empty. Raises BadFields."""
    return _checked(field, text, limit, several=True)


def required_line(field: str, text: str, limit: int = MAX_LINE) -> str:
    clean = _checked(field, text, limit, several=False)
    if not clean:
        raise BadFields.one(field, "FIELD_REQUIRED", "Hãy điền mục này.", "Please fill in this field.")
    return clean


def line(field: str, text: str, limit: int = MAX_LINE) -> str:
    """One line, may be empty. Raises BadFields."""
    return _checked(field, text, limit, several=False)


def harmless(text: str, limit: int = MAX_REASON) -> str:
    """A text from a process, made fit to store and print without ever refusing: the process cannot type it again."""
    visible = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    return visible.strip()[:limit]


def _checked(field: str, text: str, limit: int, *, several: bool) -> str:
    if len(text) > 10 * limit:
        raise _too_long(field, limit, len(text))
    try:
        clean = clean_block(text) if several else clean_line(text)
    except UnreadableText as bad:
        told = bad.sentence
        raise BadFields(fields=[FieldError(field, "TEXT_UNREADABLE", told.vi, told.to("en"))]) from bad
    if len(clean) > limit:
        raise _too_long(field, limit, len(clean))
    return clean


def _too_long(field: str, limit: int, actual: int) -> BadFields:
    return BadFields.one(
        field,
        "TEXT_TOO_LONG",
        f"Tối đa {limit} ký tự; hiện có {actual}. Hãy viết ngắn lại.",
        f"At most {limit} characters; there are {actual}. Please shorten it.",
    )
