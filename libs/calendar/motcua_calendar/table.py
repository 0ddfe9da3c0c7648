# SPDX-License-Identifier: Apache-2.0
"""Owns tables of exceptional days, which override the `holidays` library; reads and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from motcua_text import Problem, Source, SourceError, Text, read_regular, read_yaml
from motcua_text.source import MAX_BYTES

from motcua_calendar.errors import ClockError
from motcua_calendar.hours import WEEKDAYS
from motcua_calendar.text import short_day

SHIPPED = "days.yaml"
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

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that the rule speaks of."""
        return (self.day,) if self.worked is None else (self.day, self.worked)


@dataclass(frozen=True, slots=True)
class DayTable:
    """Exceptional days: those `off` with their names, those `worked` with the weekday whose hours apply."""

    off: Mapping[date, Text]
    worked: Mapping[date, int]

    @classmethod
    def of(cls, rules: Sequence[DayRule]) -> DayTable:
        """Join rules, of which no two speak of the same day (as `read_rules` and `overridden` give them)."""
        off: dict[date, Text] = {}
        worked: dict[date, int] = {}
        for rule in rules:
            if rule.kind is not Kind.WORK:
                off[rule.day] = rule.name
            if rule.kind is not Kind.REST:
                day = rule.worked or rule.day
                worked[day] = rule.day.weekday() if rule.hours_of is None else rule.hours_of
        return cls(off, worked)

    @classmethod
    def load(cls, path: Path) -> DayTable:
        """Read a table file (format: see `days.yaml`). Raises ClockError as `read_rules`, OSError when it cannot be read."""
        return cls.of(read_rules(read_table(path), str(path)))


def read_table(path: Path) -> bytes:
    """The bytes of a table file, one more than is allowed at the most. Raises OSError."""
    return read_regular(path, MAX_BYTES + 1)


@cache
def shipped_rules() -> tuple[DayRule, ...]:
    """The rules that ship with the package."""
    return read_rules(files("motcua_calendar").joinpath(SHIPPED).read_bytes(), SHIPPED)


def overridden(rules: Sequence[DayRule], by: Sequence[DayRule]) -> tuple[DayRule, ...]:
    """`by`, and those of `rules` that speak of no day that one of `by` speaks of."""
    spoken = {day for rule in by for day in rule.days}
    return (*(rule for rule in rules if spoken.isdisjoint(rule.days)), *by)


def read_rules(content: bytes, name: str) -> tuple[DayRule, ...]:
    """Parse the rows of a table file; `name` is its name in error sentences.

    Raises:
        ClockError: DAY_TABLE, with every problem by file and line.
    """
    try:
        source = read_yaml(content, name)
    except SourceError as error:
        raise _joined([_unread(one) for one in error.problems]) from None
    data = source.data
    if not isinstance(data, dict) or set(data) != {"rows"} or not isinstance(data["rows"], list):
        raise _invalid(f"{name}:1", "phải có đúng một danh sách “rows”", "must hold exactly one list, “rows”")
    return _rules(source, data["rows"])


def _rules(source: Source, rows: Sequence[object]) -> tuple[DayRule, ...]:
    rules: list[DayRule] = []
    wrong: list[ClockError] = []
    claimed: dict[date, str] = {}
    for index, row in enumerate(rows):
        where = f"{source.file}:{source.line(('rows', index))}"
        try:
            rule = _rule(where, row)
        except ClockError as error:
            wrong.append(error)
            continue
        wrong += _doubles(where, rule, claimed)
        rules.append(rule)
    if wrong:
        raise _joined(wrong)
    return tuple(rules)


def _doubles(where: str, rule: DayRule, claimed: dict[date, str]) -> Iterator[ClockError]:
    for day in rule.days:
        if day in claimed:
            first = claimed[day]
            yield _invalid(
                where,
                f"{day:%d/%m/%Y} được nêu hai lần (xem {first})",
                f"{short_day(day, 'en')} is named twice (see {first})",
            )
        claimed.setdefault(day, where)


def _joined(wrong: Sequence[ClockError]) -> ClockError:
    return ClockError(
        "DAY_TABLE", "\n".join(e.message_vi for e in wrong), "\n".join(e.message_en for e in wrong)
    )


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
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        example = "2026-01-31"
        raise _invalid(
            where, f"“{field}” phải là ngày dạng {example}", f"“{field}” must be a date like {example}"
        ) from None


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


def _unread(problem: Problem) -> ClockError:
    said = problem.said
    return _invalid(
        f"{problem.file}:{problem.line}",
        f"không đọc được: {said.vi.removesuffix('.')}",
        said.to("en").removesuffix("."),
    )


def _invalid(where: str, message_vi: str, message_en: str) -> ClockError:
    vi, en = f"Bảng ngày nghỉ: {where}: {message_vi}.", f"Table of days: {where}: {message_en}."
    return ClockError("DAY_TABLE", vi, en)
