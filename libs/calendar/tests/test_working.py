# SPDX-License-Identifier: Apache-2.0
"""Working time between two moments: over nights, weekends, Tết and swapped days; and what it costs."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motcua_calendar import LEGAL_ZONE, ClockError, OfficeHours, WorkingCalendar, calendar_of, working_time
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
