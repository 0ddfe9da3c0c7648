# SPDX-License-Identifier: Apache-2.0
"""Owns how much working time lies between two moments, at a cost that does not grow with the distance.

A list shows it several times for each of its rows: so the working time of a calendar is laid along one ruler, on which
each moment has its place, and what lies between two moments is the difference of their places. Days are added up once,
year by year, when they are first asked for; a place then costs one look into a table.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from threading import Lock

from motcua_calendar.calendar import Day, WorkingCalendar
from motcua_calendar.clock import LEGAL_ZONE, legal_time

_TICK = timedelta(microseconds=1)
_Stretches = tuple[tuple[int, int], ...]


class Ruler:
    """The working time of one calendar as whole microseconds from a beginning of its own: only the difference of two places
    means anything.

    Safe to share between threads. Holds at most the years that the calendar covers.
    """

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._years: dict[int, _Year] = {}
        self._adding = Lock()

    def place(self, moment: datetime) -> int:
        """Where `moment` (aware) lies, in microseconds of working time.

        Raises:
            ClockError: it has no time zone, or lies outside the years that the calendar covers.
        """
        local = legal_time(moment)
        year = self._years.get(local.year) or self._add(local.year)
        day = local.toordinal() - year.first
        tick = ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond
        place = year.before[day]
        for start, end in year.stretches[day]:
            if tick <= start:
                break
            place += (tick if tick < end else end) - start
        return place

    def _add(self, year: int) -> _Year:
        """Lay a year at the end, or before the beginning, with all that lie between."""
        self._calendar.year(year)  # refuses first, before years are laid on the way to none
        with self._adding:
            if not self._years:
                self._years[year] = _Year(self._calendar.year(year), 0)
            while (last := max(self._years)) < year:
                self._years[last + 1] = _Year(self._calendar.year(last + 1), self._years[last].before[-1])
            while (first := min(self._years)) > year:
                days = self._calendar.year(first - 1)
                self._years[first - 1] = _Year(days, self._years[first].before[0] - _Year(days, 0).before[-1])
            return self._years[year]


class _Year:
    """Places of one year: that before each of its days (the last entry is the end of the year), and each day's stretches in
    microseconds since midnight."""

    __slots__ = ("before", "first", "stretches")

    def __init__(self, days: tuple[Day, ...], begin: int) -> None:
        self.first = days[0].date.toordinal()
        self.stretches = tuple(_stretches(day) for day in days)
        worked = (sum(end - start for start, end in day) for day in self.stretches)
        self.before = tuple(accumulate(worked, initial=begin))


@lru_cache(maxsize=256)
def ruler_of(calendar: WorkingCalendar) -> Ruler:
    """Return the shared ruler of a calendar; as many are kept as there are shared calendars (`calendar_of`)."""
    return Ruler(calendar)


def working_time(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time from `start` to `end` (aware); negative when `end` comes first, zero when nobody works between them.

    Raises:
        ClockError: a moment has no time zone, or lies outside the years that the calendar covers.
    """
    ruler = ruler_of(calendar)
    return (ruler.place(end) - ruler.place(start)) * _TICK


def _stretches(day: Day) -> _Stretches:
    midnight = datetime.combine(day.date, time(), LEGAL_ZONE)
    return tuple(((start - midnight) // _TICK, (end - midnight) // _TICK) for start, end in day.spans)
