# SPDX-License-Identifier: Apache-2.0
"""Working time between two moments: over nights, weekends, Tết and swapped days; and what it costs."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motcua_calendar import (
    LEGAL_ZONE,
    ClockError,
    DayTable,
    OfficeHours,
    Ruler,
    Text,
    WorkingCalendar,
    calendar_of,
    working_time,
)
from motcua_calendar.calendar import Day
from motcua_calendar.counting import count_time

PLAIN = calendar_of()
SATURDAY = calendar_of(OfficeHours.of({"mon-fri": ["07:00-11:30", "13:30-17:00"], "sat": ["07:00-11:30"]}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


CASES = [
    # same day, over lunch (11:30–13:30), before opening and after closing
    ("2026-11-23T09:00", "2026-11-23T10:30", PLAIN, 90),
    ("2026-11-23T11:00", "2026-11-23T14:00", PLAIN, 60),
    ("2026-11-23T11:45", "2026-11-23T13:15", PLAIN, 0),
    ("2026-11-23T05:00", "2026-11-23T23:00", PLAIN, 480),
    # Friday afternoon to Monday morning; a commune that works on Saturday morning counts it
    ("2026-11-27T16:00", "2026-11-30T08:00", PLAIN, 120),
    ("2026-11-27T16:00", "2026-11-30T08:00", SATURDAY, 120 + 270),
    # 24 November is a day off
    ("2026-11-23T16:00", "2026-11-25T08:00", PLAIN, 120),
    # Tết 2026 (Mon 16 – Fri 20 February) between two weekends: Fri 13 16:00 → Mon 23 08:00
    ("2026-02-13T16:00", "2026-02-23T08:00", PLAIN, 120),
    # Saturday 22 August 2026 is worked in place of Monday 31: a whole day, also for the half-Saturday unit
    ("2026-08-21T17:00", "2026-08-24T07:00", PLAIN, 480),
    ("2026-08-21T17:00", "2026-08-24T07:00", SATURDAY, 480),
    ("2026-08-28T17:00", "2026-09-03T07:00", PLAIN, 0),
    # over New Year: Thu 31 December 16:00 → Mon 4 January 08:00 (1 January is a day off)
    ("2026-12-31T16:00", "2027-01-04T08:00", PLAIN, 120),
]


@pytest.mark.parametrize(("start", "end", "calendar", "minutes"), CASES)
def test_by_hand(start: str, end: str, calendar: WorkingCalendar, minutes: int) -> None:
    assert working_time(calendar, at(start), at(end)) == timedelta(minutes=minutes)
    assert working_time(calendar, at(end), at(start)) == timedelta(minutes=-minutes)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2 * 365 * 96), st.integers(1, 400 * 4), st.sampled_from([PLAIN, SATURDAY]))
def test_it_is_the_inverse_of_counting(quarters: int, hours: int, calendar: WorkingCalendar) -> None:
    """From any moment, counting n quarter hours of work ends where n quarter hours lie between."""
    start = at("2025-12-01T00:00") + quarters * timedelta(minutes=15)
    amount = hours * timedelta(minutes=15)
    assert working_time(calendar, start, count_time(calendar, start, amount, ()).end) == amount


def by_days(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """The slow way: what lies between, day by day and stretch by stretch."""
    if end < start:
        return -by_days(calendar, end, start)
    start, end = (
        start.astimezone(LEGAL_ZONE),
        end.astimezone(LEGAL_ZONE),
    )  # as the days are: compared much faster
    first, last = start.date(), end.date()
    days = (calendar.day(first + timedelta(days=number)) for number in range((last - first).days + 1))
    return sum((_within(day, start, end) for day in days), timedelta())


def _within(day: Day, start: datetime, end: datetime) -> timedelta:
    return sum(
        (max(min(until, end) - max(since, start), timedelta()) for since, until in day.spans), timedelta()
    )


@st.composite
def _stretches(draw: st.DrawFn) -> list[str]:
    minutes = sorted(draw(st.sets(st.integers(0, 1439), max_size=6)))
    pairs = zip(minutes[::2], minutes[1::2], strict=False)
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs]


@st.composite
def _calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Hours of any kind, half days and nights too, with days off and swapped days that nobody decided."""
    week = {name: draw(_stretches()) for name in ("mon", "tue", "wed", "thu", "fri", "sat")}
    sunday = draw(_stretches()) or ["08:00-08:01"]
    days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
    off = dict.fromkeys(draw(st.sets(days, max_size=20)), Text("nghỉ", "off"))
    worked = draw(st.dictionaries(days, st.integers(0, 6), max_size=20))
    return WorkingCalendar(OfficeHours.of({**week, "sun": sunday}), DayTable(off, worked))


_MOMENTS = st.datetimes(
    datetime(2024, 12, 1),
    datetime(2029, 2, 1),
    timezones=st.sampled_from([LEGAL_ZONE, UTC, timezone(timedelta(hours=-9, minutes=-30))]),
)


@settings(max_examples=150, deadline=None)
@given(_calendars(), st.lists(st.tuples(_MOMENTS, _MOMENTS), min_size=1, max_size=8))
def test_it_is_what_adding_up_the_days_gives(
    calendar: WorkingCalendar, pairs: list[tuple[datetime, datetime]]
) -> None:
    """Whatever year is asked for first, and to the microsecond."""
    for start, end in pairs:
        assert working_time(calendar, start, end) == by_days(calendar, start, end)


@given(st.permutations([2024, 2031, 2026, 2019, 2027]))
@settings(max_examples=20, deadline=None)
def test_a_ruler_is_the_same_in_whatever_order_its_years_are_laid(years: list[int]) -> None:
    ruler = Ruler(PLAIN)
    places = {year: ruler.place(at(f"{year}-03-02T09:00")) for year in years}
    since = by_days(PLAIN, at("2019-03-02T09:00"), at("2027-03-02T09:00"))
    assert timedelta(microseconds=places[2027] - places[2019]) == since
    assert sorted(places.values()) == [places[year] for year in sorted(years)]


def test_a_date_beyond_the_calendar_lays_no_years_on_the_way() -> None:
    calendar = WorkingCalendar()
    ruler = Ruler(calendar)
    ruler.place(at("2026-03-02T09:00"))
    with pytest.raises(ClockError, match="9999"):
        ruler.place(at("9999-01-01T00:00"))
    assert set(calendar._years) == {2026}


def test_a_far_date_costs_no_more_than_a_near_one() -> None:
    start, end = at("2026-01-05T08:00"), at("2090-01-05T08:00")
    working_time(PLAIN, start, end)  # builds the years once
    begun = time.process_time()
    for _ in range(1000):
        working_time(PLAIN, start, end)
    assert time.process_time() - begun < 2, "64 years are 64 sums, not 23,000 days"


def test_outside_the_calendar() -> None:
    with pytest.raises(ClockError, match="1999"):
        working_time(PLAIN, at("1999-12-31T08:00"), at("2026-01-05T08:00"))
