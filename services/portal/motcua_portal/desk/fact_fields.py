# SPDX-License-Identifier: Apache-2.0
"""The facts of an incident as fields of a form, and what an operator typed into them as facts again."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.workflow.v1 import workflow_pb2

from motcua_portal.desk.typed import Typed
from motcua_portal.web.visit import Visit

TEXT, NUMBER, FLAG, JSON, LEAVE = "text", "number", "flag", "json", ""
KINDS = (TEXT, NUMBER, FLAG, JSON)
BLANK = 1
"""Rows for facts that the dossier does not have yet and the element does not name."""
MOST_ROWS = 500
LARGEST = 2**53 - 1
"""Beyond it a number cannot be carried exactly."""
WORDS = {"true": True, "đúng": True, "có": True, "false": False, "sai": False, "không": False}


@dataclass(frozen=True, slots=True)
class FactField:
    """One row. `text` and `kind` are what stands in it, `now` what the dossier has ("" for nothing)."""

    number: int
    name: str
    kind: str
    text: str
    now: str
    read: bool
    error: str = ""

    @property
    def id(self) -> str:
        return f"f{self.number}"

    @property
    def long(self) -> bool:
        return self.kind == JSON or len(self.text) > 60 or "\n" in self.text

    @property
    def new(self) -> bool:
        """A row whose name is typed too."""
        return not self.now and not self.read


class Unreadable(ValueError):
    """What stands in a field is no value of its kind."""


def rows(incident: workflow_pb2.GetIncidentResponse) -> list[FactField]:
    """The dossier's facts, and empty rows."""
    return _with_blanks(
        _row(number, fact.name, fact.json, fact.read)
        for number, fact in enumerate(incident.facts[:MOST_ROWS])
    )


def carried(shown: Sequence[FactField]) -> str:
    """What a page tells of its rows to the one that takes its form, so that no value lands at a fact that was not there."""
    return json.dumps([[row.name, row.now] for row in shown if not row.new])


def as_shown(now: Sequence[FactField], told: str) -> list[FactField]:
    """The rows of the page whose form this is, by what it carries of them; those of now where that cannot be read."""
    try:
        pairs = [(str(name), str(value)) for name, value in json.loads(told)[:MOST_ROWS]]
        return _with_blanks(_row(number, *pair, not pair[1]) for number, pair in enumerate(pairs))
    except (ValueError, TypeError, KeyError, RecursionError):
        return list(now)


def typed_rows(shown: Sequence[FactField], typed: Typed, errors: Mapping[str, str]) -> list[FactField]:
    """The same rows with what was typed, and what is wrong with it by name of the fact."""
    found = []
    for row in shown:
        name = typed.one(f"{row.id}.name", row.name) if row.new else row.name
        kind, text = typed.one(f"{row.id}.kind", row.kind), typed.one(f"{row.id}.value", row.text)
        kind = kind if kind in KINDS else LEAVE
        found.append(FactField(row.number, name, kind, text, row.now, row.read, errors.get(name, "")))
    return found


def changed(
    visit: Visit, shown: Sequence[FactField], typed: Sequence[FactField]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts that differ from those shown; and for each name what cannot be read."""
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for before, row in zip(shown, typed, strict=True):
        untouched = row.kind == before.kind and row.text in (before.text, _normal(before.text))
        if untouched and (row.now or row.kind == LEAVE) and not (row.new and row.name):
            continue
        try:
            facts[row.name] = _value(row.kind, row.text)
        except Unreadable as error:
            errors[row.name] = visit.say(str(error))
    return facts, errors


def moved(
    now: Sequence[FactField], shown: Sequence[FactField], facts: Mapping[str, Any], errors: Mapping[str, str]
) -> list[str]:
    """The facts that somebody else changed since the page was shown, of those that matter: what the element reads, and what was
    typed here. What is now as it was typed is no change: the same form may come twice."""
    was = {row.name: row.now for row in shown if not row.new}
    touched = facts.keys() | errors.keys()
    return [
        row.name
        for row in now
        if not row.new
        and (row.read or row.name in touched)
        and row.now != was.get(row.name, "")
        and not (row.name in facts and row.now and json.loads(row.now) == facts[row.name])
    ]


def rebased(
    now: Sequence[FactField], typed: Sequence[FactField], touched: Collection[str], errors: Mapping[str, str]
) -> list[FactField]:
    """The rows of now, with what was typed at the facts that it was typed for."""
    mine = {row.name: row for row in typed if row.name in touched}
    found = []
    for row in now:
        own = row if row.new else mine.pop(row.name, row)
        wrong = "" if row.new else errors.get(row.name, "")
        found.append(replace(row, kind=own.kind, text=own.text, error=wrong))
    blanks = [row for row in found if row.new]
    first = blanks[0].number if blanks else len(found)
    left = [
        FactField(first + n, row.name, row.kind, row.text, "", False, errors.get(row.name, ""))
        for n, row in enumerate(mine.values())
    ]
    return [row for row in found if not row.new] + (left or blanks)


def _with_blanks(found: Iterable[FactField]) -> list[FactField]:
    rows_ = list(found)
    return rows_ + [FactField(len(rows_) + n, "", LEAVE, "", "", False) for n in range(BLANK)]


def _row(number: int, name: str, value_json: str, read: bool) -> FactField:
    if not value_json:
        return FactField(number, name, LEAVE, "", "", read)
    value = json.loads(value_json)
    kind = _kind(value)
    return FactField(number, name, kind, value if kind == TEXT else value_json, value_json, read)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return FLAG
    if isinstance(value, int):
        return NUMBER
    return TEXT if isinstance(value, str) else JSON


def _normal(text: str) -> str:
    """As `Typed.one` gives it back."""
    return text.replace("\r\n", "\n").strip()


def _value(kind: str, text: str) -> Any:
    """The value of a field; raises Unreadable with a text of the portal."""
    if kind == TEXT:
        return text
    if kind == NUMBER:
        return _number(text)
    if kind == FLAG:
        if text.lower() not in WORDS:
            raise Unreadable(NO_FLAG)
        return WORDS[text.lower()]
    if kind == JSON:
        return _json(text)
    raise Unreadable(NO_KIND)


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text):
        raise Unreadable(NO_NUMBER)
    if abs(int(text)) > LARGEST:
        raise Unreadable(TOO_LARGE)
    return int(text)


def _json(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(NO_JSON) from error
    if _beyond(value):
        raise Unreadable(TOO_LARGE)
    return value


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _beyond(value: Any) -> bool:
    """Whether a whole number in it is too large to be carried exactly."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
        elif isinstance(one, int) and abs(one) > LARGEST:
            return True
    return False


NO_FLAG = "Hãy ghi true (đúng) hoặc false (sai)."
NO_KIND = "Hãy chọn kiểu của giá trị này."
NO_NUMBER = "Hãy ghi một số nguyên, chỉ gồm chữ số."
TOO_LARGE = "Số này quá lớn."
NO_JSON = 'Không đọc được JSON này. Ví dụ một danh sách: ["a", 2].'
SENTENCES = (NO_FLAG, NO_KIND, NO_NUMBER, TOO_LARGE, NO_JSON)
"""They are said through a variable, which the test of texts cannot see; a test of this module looks them up."""
