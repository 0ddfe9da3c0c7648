# SPDX-License-Identifier: Apache-2.0
"""Answers as people write them, in both languages: numbers with their separators, days, choices by their labels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from motcua_calendar.text import short_day
from motcua_text import Text

from motcua_procedure.form_model import CHOICES, Field, Option
from motcua_procedure.notice import number_words

NOTHING = Text("")
_YES = Text("Có", "Yes")


def told(field: Field, value: Any, options: Sequence[Option] = ()) -> Text:
    """A clean answer in words; empty for none and for a tick that was not made. `options` are the choices of the field."""
    if value is None or value is False or value == "" or value == []:
        return NOTHING
    if value is True:
        return _YES
    if field.type in CHOICES:
        return _choices(value if isinstance(value, list) else [value], options)
    if isinstance(value, int | float):
        return number_words(value)
    if field.type == "date":
        day = date.fromisoformat(value)
        return Text(short_day(day, "vi"), short_day(day, "en"))
    line = " ".join(str(value).split())
    return Text(line, line)


def _choices(values: Sequence[str], options: Sequence[Option]) -> Text:
    labels = {option.value: option.label for option in options}
    chosen = [labels.get(one, Text(one, one)) for one in values]
    return Text("; ".join(one.vi for one in chosen), "; ".join(one.to("en") for one in chosen))
