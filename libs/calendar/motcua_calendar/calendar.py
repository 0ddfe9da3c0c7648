# SPDX-License-Identifier: Apache-2.0
"""Owns the working calendar of a unit: which days it works, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from motcua_text import Text

from motcua_calendar.clock import LEGAL_ZONE
from motcua_calendar.days import Days, days_in_force, shipped
from motcua_calendar.hours import DEFAULT_HOURS, OfficeHours
from motcua_calendar.national import public_days
from motcua_calendar.table import DayTable

WEEKEND = Text("ngày nghỉ hằng tuần", "weekly day off")

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a unit: its working stretches in order (none on a day off) and why it is off."""

    date: date
    spans: tuple[Span, ...]
    off: Text | None

    @property
    def works(self) -> bool:
        return bool(self.spans)

    @property
    def closing(self) -> datetime:
        """Closing time; only a working day has one."""
        return self.spans[-1][1]


class WorkingCalendar:
    """Days of a unit with the given hours, from the national days off under `table`, which overrides them (None: the one in
    force).

    Years are built once and kept; safe to share between threads.
    """

    def __init__(self, hours: OfficeHours = DEFAULT_HOURS, table: DayTable | None = None) -> None:
        self.hours = hours
        self._table = days_in_force().table if table is None else table
        self._years: dict[int, tuple[Day, ...]] = {}

    def day(self, day: date) -> Day:
        """Return what `day` is. Raises ClockError outside the years that the calendar covers."""
        return self.year(day.year)[day.timetuple().tm_yday - 1]

    def year(self, year: int) -> tuple[Day, ...]:
        """Return the days of `year` in order. Raises ClockError outside the years that the calendar covers."""
        return self._years.get(year) or self._build(year)

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the unit works at `moment` (aware): opening included, closing not."""
        local = moment.astimezone(LEGAL_ZONE)
        return any(start <= local < end for start, end in self.day(local.date()).spans)

    def _build(self, year: int) -> tuple[Day, ...]:
        days, public = [], public_days(year)
        day = date(year, 1, 1)
        while day.year == year:
            days.append(self._make(day, public))
            day += timedelta(days=1)
        self._years[year] = tuple(days)
        return self._years[year]

    def _make(self, day: date, public: DayTable) -> Day:
        weekday = _weekday_of_hours(day, (self._table, public))
        if isinstance(weekday, Text):
            return Day(day, (), weekday)
        spans = tuple(
            (datetime.combine(day, start, LEGAL_ZONE), datetime.combine(day, end, LEGAL_ZONE))
            for start, end in self.hours.week[weekday]
        )
        return Day(day, spans, None if spans else WEEKEND)


def _weekday_of_hours(day: date, tables: tuple[DayTable, ...]) -> int | Text:
    """Return the weekday whose hours are worked on `day`, or the name of the day off.

    The first table that speaks wins.
    """
    for table in tables:
        if day in table.worked:
            return table.worked[day]
        if day in table.off:
            return table.off[day]
    return day.weekday()


def calendar_of(hours: OfficeHours = DEFAULT_HOURS) -> WorkingCalendar:
    """Return the shared calendar of all units with these hours, under the table in force."""
    return _calendar(hours, days_in_force())


def shipped_calendar() -> WorkingCalendar:
    """Return the shared calendar of the usual hours under what ships alone, whatever an operator's file says: a day that
    is written down once, as one that is expected, holds wherever it is counted again."""
    return _calendar(DEFAULT_HOURS, shipped())


@lru_cache(maxsize=256)
def _calendar(hours: OfficeHours, days: Days) -> WorkingCalendar:
    return WorkingCalendar(hours, days.table)
