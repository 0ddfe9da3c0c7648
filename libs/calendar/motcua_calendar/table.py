# SPDX-License-Identifier: Apache-2.0
"""Owns our table of exceptional days, which overrides the `holidays` library; reads and checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from motcua_text import Text

from motcua_calendar.errors import ClockError
from motcua_calendar.hours import WEEKDAYS

_FIELDS = ("date", "kind", "name", "basis", "worked", "hours_of")


class Kind(StrEnum):
    REST = "rest"
    WORK = "work"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class DayRule:
    """One exceptional day. `worked` belongs to a swap; `hours_of` is the weekday (0–6) whose hours apply."""

    day: date
    kind: Kind
    name: Text
    basis: str
    worked: date | None = None
    hours_of: int | None = None


@dataclass(frozen=True, slots=True)
class DayTable:
    """Exceptional days: those `off` with their names, those `worked` with the weekday whose hours apply."""

    off: Mapping[date, Text]
    worked: Mapping[date, int]

    @classmethod
    def of(cls, rules: Sequence[DayRule]) -> DayTable:
        """Join rules; raises ClockError when two rules speak about the same day."""
        off: dict[date, Text] = {}
        worked: dict[date, int] = {}
        for rule in rules:
            if rule.kind is not Kind.WORK:
                _claim(rule.day, off, worked)
                off[rule.day] = rule.name
            if rule.kind is not Kind.REST:
                day = rule.worked or rule.day
                _claim(day, off, worked)
                worked[day] = rule.day.weekday() if rule.hours_of is None else rule.hours_of
        return cls(off, worked)

    @classmethod
    def load(cls, path: Path) -> DayTable:
        """Read a table file (format: see `days.yaml`). Raises ClockError naming file and row."""
        return cls.of(read_rules(path.read_text(encoding="utf-8"), path.name))


@cache
def national_table() -> DayTable:
    """Return the table that ships with the package."""
    text = files("motcua_calendar").joinpath("days.yaml").read_text(encoding="utf-8")
    return DayTable.of(read_rules(text, "days.yaml"))


def read_rules(text: str, name: str) -> tuple[DayRule, ...]:
    """Parse the rows of a table file; `name` is used in error sentences."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _invalid(name, "không phải YAML hợp lệ", f"is not valid YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != {"rows"} or not isinstance(data["rows"], list):
        raise _invalid(name, "phải có đúng một danh sách “rows”", "must hold exactly one list, “rows”")
    return tuple(_rule(f"{name}, rows[{index}]", row) for index, row in enumerate(data["rows"]))


def _rule(where: str, row: object) -> DayRule:
    if not isinstance(row, dict) or not set(row) <= set(_FIELDS):
        raise _invalid(where, "có trường lạ", f"has unknown fields (use {', '.join(_FIELDS)})")
    kind = _kind(where, row.get("kind"))
    rule = DayRule(
        day=_date(where, "date", row.get("date")),
        kind=kind,
        name=_name(where, row.get("name")),
        basis=_basis(where, row.get("basis")),
        worked=_date(where, "worked", row.get("worked")) if kind is Kind.SWAP else None,
        hours_of=_hours_of(where, row["hours_of"]) if "hours_of" in row else None,
    )
    if ("worked" in row) != (kind is Kind.SWAP) or ("hours_of" in row and kind is not Kind.WORK):
        raise _invalid(
            where,
            "“worked” chỉ dùng cho swap, “hours_of” chỉ dùng cho work",
            "“worked” belongs to a swap only and “hours_of” to work only",
        )
    return rule


def _kind(where: str, value: object) -> Kind:
    if not isinstance(value, str) or value not in tuple(Kind):
        choice = f"“{value}” (rest, work, swap)"
        raise _invalid(where, f"kind không hợp lệ: {choice}", f"unknown kind {choice}")
    return Kind(value)


def _date(where: str, field: str, value: object) -> date:
    if type(value) is not date:
        example = "2026-01-31"
        raise _invalid(
            where, f"“{field}” phải là ngày dạng {example}", f"“{field}” must be a date like {example}"
        )
    return value


def _name(where: str, value: object) -> Text:
    if not isinstance(value, dict) or set(value) != {"vi", "en"} or not all(map(_filled, value.values())):
        raise _invalid(where, "“name” phải có vi và en", "“name” must have vi and en")
    return Text(value["vi"], value["en"])


def _basis(where: str, value: object) -> str:
    if not isinstance(value, str) or not _filled(value):
        raise _invalid(where, "thiếu căn cứ pháp lý “basis”", "lacks its legal basis, “basis”")
    return value


def _hours_of(where: str, value: object) -> int:
    if value not in WEEKDAYS:
        raise _invalid(where, f"hours_of “{value}” phải là mon…sun", f"hours_of “{value}” must be mon…sun")
    return WEEKDAYS.index(str(value))


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _claim(day: date, off: Mapping[date, Text], worked: Mapping[date, int]) -> None:
    if day in off or day in worked:
        raise _invalid(f"{day:%d/%m/%Y}", "được nêu hai lần", "is named twice")


def _invalid(where: str, message_vi: str, message_en: str) -> ClockError:
    vi, en = f"Bảng ngày nghỉ: {where}: {message_vi}.", f"Table of days: {where}: {message_en}."
    return ClockError("DAY_TABLE", vi, en)
