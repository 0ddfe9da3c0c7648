# SPDX-License-Identifier: Apache-2.0
"""Owns how much working time lies between two moments, at a cost that does not grow with the distance.

A list shows it for each of its rows: so whole years are kept as sums, and one answer looks at two days only.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from motcua_calendar.calendar import Day, WorkingCalendar
from motcua_calendar.clock import legal_time

_NONE = timedelta()


def working_time(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time from `start` to `end` (aware); negative when `end` comes first, zero when nobody works between them.

    Raises:
        ClockError: a moment has no time zone, or lies outside the years that the calendar covers.
    """
    begin, until = legal_time(start), legal_time(end)
    if until < begin:
        return -working_time(calendar, until, begin)
    years = (_sums(calendar, year)[-1] for year in range(begin.year, until.year))
    return sum(years, _NONE) + _since_new_year(calendar, until) - _since_new_year(calendar, begin)


def _since_new_year(calendar: WorkingCalendar, moment: datetime) -> timedelta:
    """Working time of the moment's year up to it."""
    before = _sums(calendar, moment.year)[moment.timetuple().tm_yday - 1]
    return before + _worked(calendar.day(moment.date()), moment)


def _worked(day: Day, until: datetime) -> timedelta:
    """Working time of a day up to a moment of it."""
    begun = bisect_right(day.spans, until, key=lambda span: span[0])
    return sum((min(end, until) - start for start, end in day.spans[:begun]), _NONE)


@lru_cache(maxsize=1024)
def _sums(calendar: WorkingCalendar, year: int) -> tuple[timedelta, ...]:
    """Working time of the year before each of its days; the last entry is that of the whole year."""
    days = (sum((end - start for start, end in day.spans), _NONE) for day in calendar.year(year))
    return tuple(accumulate(days, initial=_NONE))
