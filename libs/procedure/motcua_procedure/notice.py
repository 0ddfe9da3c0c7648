# SPDX-License-Identifier: Apache-2.0
"""Notices: in which words a message of the drawing reaches the applicant, whatever the procedure is about.

A message carries facts; procedure.yaml says what each is called and how it is written. Facts that it does not name are not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from motcua_calendar.text import written
from motcua_text import Text

Kind = Literal["text", "money", "date", "number"]
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One fact of the message with its name; `money` is whole đồng, `date` an ISO date."""

    fact: str
    name: Text
    kind: Kind


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message to the applicant says. `todo` is what the applicant is to do; while the clock's `ground` is open it still
    waits for that ("" when it asks for nothing). `if_stopped` is what it comes to when the dossier stops after it.
    Earlier notices of the messages `supersedes` are no longer to be followed once this one is there."""

    message: str
    title: Text
    todo: Text
    ground: str
    if_stopped: Text
    lines: tuple[NoticeLine, ...]
    supersedes: frozenset[str] = frozenset()

    def told(self, payload: Mapping[str, Any]) -> list[tuple[Text, Text]]:
        """Label and value of each line that the message carries, in both languages; what is missing or no plain value is left
        out, as the sender cannot be asked again."""
        found = ((line.name, _worded(line.kind, payload.get(line.fact))) for line in self.lines)
        return [(name, value) for name, value in found if value is not None]


def notice(message: str, entry: Mapping[str, Any]) -> Notice:
    """From a checked entry of `notices`."""
    lines = (NoticeLine(one["fact"], Text.of(one["name"]), one.get("kind", "text")) for one in entry["lines"])
    todo, stopped = (Text.of(entry[key]) if key in entry else Text("") for key in ("todo", "if_stopped"))
    supersedes = frozenset(entry.get("supersedes", ()))
    return Notice(
        message, Text.of(entry["title"]), todo, entry.get("ground", ""), stopped, tuple(lines), supersedes
    )


def _worded(kind: Kind, value: Any) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return None
    if isinstance(value, str):
        return _dated(value) if kind == "date" else _line(value)
    return money_words(value) if kind == "money" else number_words(value)


def money_words(amount: int | float) -> Text:
    """Whole đồng as people write them: 1.250.000 đồng and VND 1,250,000."""
    number = number_words(amount)
    return Text(f"{number.vi} đồng", f"VND {number.en}")


def number_words(value: int | float) -> Text:
    """A number as people write it: 1.250.000,5 and 1,250,000.5."""
    english = f"{value:,}"
    return Text(english.translate(str.maketrans(",.", ".,")), english)


def _dated(value: str) -> Text:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _line(value)
    return Text(written(day, "vi"), written(day, "en"))


def _line(value: str) -> Text:
    """One line that can be shown anywhere: another agency typed it."""
    return Text(" ".join("".join(char if char.isprintable() else " " for char in value).split())[:_LONGEST])
