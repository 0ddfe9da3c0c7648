# SPDX-License-Identifier: Apache-2.0
"""Server-side validation of one answer: from whatever was sent to a clean JSON value or a sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from motcua_text import Text, UnreadableText, clean_block, clean_line, foreign_digits
from motcua_text.telling import LEAST_TELLING, is_telling

from motcua_procedure import messages
from motcua_procedure.form_model import Field, Option, Rules

Value = str | int | float | bool | list[str]
_MAX_TYPED = 20_000
_MAX_CHOSEN = 500
_GROUPED = re.compile(r"-?[0-9]{1,3}([.,\s][0-9]{3})+")
_DECIMAL = re.compile(r"-?[0-9]{1,40}([.,][0-9]{1,6})?")
_UNREAD = "typed"
EXACT = 2**53 - 1
"""Largest whole number that every JSON reader carries exactly (IEEE 754); larger ones are refused, never rounded."""
_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
EARLIEST, LATEST = 1800, 2200
"""Years of a date that is no typing mistake."""
_TRUE, _FALSE = frozenset(("true", "on", "1", "yes")), frozenset(("false", "off", "0", "no", ""))


def unread(text: str) -> dict[str, str]:
    """What stands in the answers for a number that could not be read where it was typed, {"typed": text}: kept as it was typed
    until somebody corrects it, and refused by every form, whatever number another reader might see in the text."""
    return {_UNREAD: text}


def unread_text(answer: Any) -> str | None:
    """What was typed, of an answer that `unread` made; None of any other."""
    typed = answer.get(_UNREAD) if isinstance(answer, Mapping) and len(answer) == 1 else None
    return typed if isinstance(typed, str) else None


class Refused(Exception):
    """The answer cannot be taken; `message` is for the person."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


def answer(field: Field, raw: Any, options: Mapping[str, Option]) -> Value | None:
    """The clean value of one field by itself, None for no answer.

    Raises:
        Refused: it cannot be taken.
    """
    value = _READERS[field.type](field, raw, options)
    if value is None or value == [] or value is False:
        if field.rules.required:
            raise Refused(_MISSING.get(field.type, messages.REQUIRED))
        return value
    return value


_MISSING: Mapping[str, Text] = {
    "radio": messages.CHOOSE,
    "select": messages.CHOOSE,
    "checklist": messages.CHOOSE_SOME,
    "checkbox": messages.TICK,
}


def _typed(raw: Any) -> str:
    """What was typed as text; None counts as nothing. Numbers come so from JSON clients."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Refused(messages.KIND)
    text = str(raw)
    if len(text) > _MAX_TYPED * 2:
        raise Refused(messages.TOO_MUCH)
    return text


def _text(clean: Callable[[str], str]) -> Callable[[Field, Any, Mapping[str, Option]], Value | None]:
    def read(field: Field, raw: Any, _options: Mapping[str, Option]) -> Value | None:
        text = _cleaned(clean, _typed(raw))
        if not text:
            return None
        _check_text(field, text)
        return text

    return read


def is_blank(text: str) -> bool:
    """Whether a text holds nothing that is seen: no answer to any field, whatever spaces and line breaks were sent."""
    try:
        return not clean_block(text)
    except UnreadableText:
        return False


def is_nothing(field: Field, raw: Any) -> bool:
    """Whether what was sent is no answer: blank, an empty list, a tick that is not set, a number that is 0."""
    if isinstance(raw, list | tuple):
        return all(isinstance(entry, str) and is_blank(entry) for entry in raw)
    if isinstance(raw, str):
        said = raw.strip().lower()
        nought = field.type == "number" and said == "0"
        return is_blank(raw) or nought or (field.type == "checkbox" and said in _FALSE)
    return raw is None or raw is False or (isinstance(raw, int | float) and raw == 0)


def _cleaned(clean: Callable[[str], str], text: str) -> str:
    try:
        return clean(text)
    except UnreadableText as error:
        raise Refused(error.sentence) from None


def _check_text(field: Field, text: str) -> None:
    rules = field.rules
    if rules.max_length is not None and len(text) > rules.max_length:
        raise Refused(messages.TOO_LONG.format(limit=rules.max_length, actual=len(text)))
    if rules.min_length is not None and len(text) < rules.min_length:
        raise Refused(messages.TOO_SHORT.format(limit=rules.min_length))
    # A kind has its own rule of what it is; any other text that may be too short is there to say something.
    if rules.min_length is not None and field.kind is None and not is_telling(text, rules.min_length):
        raise Refused(messages.NOT_TELLING.format(limit=min(rules.min_length, LEAST_TELLING)))
    if rules.pattern is not None and not rules.pattern.matches(text):
        raise Refused(rules.pattern_message or messages.FORM)


def _number(field: Field, raw: Any, _options: Mapping[str, Option]) -> Value | None:
    if (unread := unread_text(raw)) is not None:
        raise Refused(foreign_digits(unread) or messages.NUMBER)
    number = _sent(raw) if isinstance(raw, int | float) else _decimal(_cleaned(clean_line, _typed(raw)))
    if number is None:
        return None
    rules = field.rules
    if abs(number) > EXACT:
        raise Refused(_range(rules))
    digits = -int(number.normalize().as_tuple().exponent)
    if digits > rules.decimals:
        raise Refused(messages.DECIMALS.format(limit=rules.decimals) if rules.decimals else messages.WHOLE)
    if rules.minimum is not None and number < Decimal(str(rules.minimum)):
        too_small = _range(rules, _said(messages.TOO_SMALL, limit=rules.minimum))
        raise Refused(rules.minimum_message or too_small)
    if rules.maximum is not None and number > Decimal(str(rules.maximum)):
        raise Refused(_range(rules, _said(messages.TOO_LARGE, limit=rules.maximum)))
    return float(number) if rules.decimals else int(number)


def _sent(raw: float) -> Decimal:
    """A number of a JSON client as it is: `1e15` is a whole number, however Python would print it."""
    if isinstance(raw, bool):
        raise Refused(messages.KIND)
    if not math.isfinite(raw):
        raise Refused(messages.NUMBER)
    return Decimal(raw) if float(raw).is_integer() else Decimal(repr(raw))


def _range(rules: Rules, one_sided: Text = messages.NOTHING) -> Text:
    """Where the number must lie: both ends where the field has both."""
    if rules.minimum is not None and rules.maximum is not None:
        return _said(messages.BETWEEN, low=rules.minimum, high=rules.maximum)
    low = rules.minimum if rules.minimum is not None else -EXACT
    high = rules.maximum if rules.maximum is not None else EXACT
    return one_sided if one_sided.vi else _said(messages.BETWEEN, low=low, high=high)


def _said(message: Text, **numbers: float) -> Text:
    """The sentence with its numbers as readers of each language write them: 10.000,5 and 10,000.5."""
    english = {
        name: f"{int(number) if number == int(number) else number:,}" for name, number in numbers.items()
    }
    vietnamese = {name: text.translate(str.maketrans(".,", ",.")) for name, text in english.items()}
    return Text(message.vi.format(**vietnamese), message.en.format(**english))


def _decimal(text: str) -> Decimal | None:
    """`1.250.000`, `1 250 000`, `1250000`, `12,5` and `12.5` as Vietnamese people write numbers.

    A point or comma before exactly three digits separates thousands, as on every Vietnamese banknote.
    """
    if not text:
        return None
    whole, mark, rest = text, "", ""
    if "," in text and ("." in text or " " in text):
        whole, mark, rest = text.rpartition(",")
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"[.,\s]", "", whole)
    joined = f"{whole}.{rest}" if mark else whole
    if not _DECIMAL.fullmatch(joined):
        raise Refused(messages.NUMBER)
    return Decimal(joined.replace(",", "."))


def _checkbox(_field: Field, raw: Any, _options: Mapping[str, Option]) -> Value | None:
    if raw is None or isinstance(raw, bool) or (isinstance(raw, str) and is_blank(raw)):
        return raw is True
    word = str(raw).strip().lower()[:10] if isinstance(raw, str | int) else "?"
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise Refused(messages.KIND)


def _choice(_field: Field, raw: Any, options: Mapping[str, Option]) -> Value | None:
    value = _typed(raw)
    if is_blank(value):
        return None
    if value not in options:
        raise Refused(messages.OPTION)
    return value


def _choices(_field: Field, raw: Any, options: Mapping[str, Option]) -> Value | None:
    """Several choices, in the order of the list and each once."""
    entries = [] if raw is None or raw == "" else raw if isinstance(raw, list | tuple) else [raw]
    if len(entries) > _MAX_CHOSEN or not all(isinstance(entry, str) for entry in entries):
        raise Refused(messages.KIND)
    entries = [entry for entry in entries if not is_blank(entry)]
    if not set(entries) <= set(options):
        raise Refused(messages.OPTION)
    return [value for value in options if value in entries]


def _date(_field: Field, raw: Any, _options: Mapping[str, Option]) -> Value | None:
    text = _cleaned(clean_line, _typed(raw))
    if not text:
        return None
    iso, written = _ISO_DATE.fullmatch(text), _DATE.fullmatch(text)
    if not iso and not written:
        raise Refused(messages.DATE)
    parts = iso.groups() if iso else written.groups()[::-1] if written else ()
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        raise Refused(messages.DATE) from None
    if not EARLIEST <= day.year <= LATEST:
        raise Refused(messages.YEARS.format(low=EARLIEST, high=LATEST))
    return day.isoformat()


_READERS: Mapping[str, Callable[[Field, Any, Mapping[str, Option]], Value | None]] = {
    "textfield": _text(clean_line),
    "textarea": _text(clean_block),
    "number": _number,
    "checkbox": _checkbox,
    "radio": _choice,
    "select": _choice,
    "checklist": _choices,
    "date": _date,
}
