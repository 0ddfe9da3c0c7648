# SPDX-License-Identifier: Apache-2.0
"""Holds for any receipt, limit and interruption what the law and common sense demand of a due date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from motcua_calendar.calendar import WorkingCalendar, calendar_of
from motcua_calendar.clock import LEGAL_ZONE
from motcua_calendar.due import PartClock, compute, compute_after, compute_chain
from motcua_calendar.hours import DEFAULT_HOURS, OfficeHours
from motcua_calendar.intervals import Interval, Policy
from motcua_calendar.limits import Count, Limit, Unit

QUARTER = timedelta(minutes=15)
ORIGIN = datetime(2025, 12, 1, tzinfo=LEGAL_ZONE)
SATURDAY = OfficeHours.of({"mon-fri": ["07:00-11:30", "13:30-17:00"], "sat": ["07:00-11:30"]})

calendars = st.sampled_from([calendar_of(DEFAULT_HOURS), calendar_of(SATURDAY)])
# Two years of quarter hours: two Tết, every holiday and every swap of the table.
moments = st.integers(0, 4 * 24 * 730).map(lambda quarters: ORIGIN + quarters * QUARTER)
counts = st.sampled_from(Count)
limits = st.one_of(
    st.integers(1, 40).map(lambda n: Limit(n, Unit.WORKING_DAYS)),
    st.integers(1, 60).map(lambda n: Limit(n, Unit.DAYS)),
    st.integers(1, 80).map(lambda n: Limit(n, Unit.WORKING_HOURS)),
    st.just(Limit(0, Unit.SAME_DAY)),
)
whole_days = st.one_of(limits.filter(lambda limit: limit.unit is not Unit.WORKING_HOURS))


@st.composite
def stops(draw: st.DrawFn, received: datetime) -> tuple[Interval, ...]:
    """Up to three pauses and exclusions after `received`, apart from each other or touching."""
    found, at = [], received
    for _ in range(draw(st.integers(0, 3))):
        start = at + draw(st.integers(0, 200)) * QUARTER
        at = start + draw(st.integers(0, 400)) * QUARTER
        found.append(Interval(draw(st.sampled_from([Policy.PAUSE, Policy.EXCLUDE])), start, at))
    return tuple(draw(st.permutations(found)))


cases = moments.flatmap(lambda received: st.tuples(st.just(received), stops(received)))


def stopped(intervals: tuple[Interval, ...], moment: datetime) -> bool:
    return any(i.end is not None and i.start < moment <= i.end for i in intervals)


@settings(max_examples=100, deadline=None)
@given(calendars, cases, whole_days)
def test_whole_day_limit_ends_at_a_running_closing_time(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], limit: Limit
) -> None:
    received, intervals = case
    due = compute(received, limit, calendar, intervals=intervals)
    assert due.at >= received
    assert due.at == calendar.day(due.day).closing
    assert not stopped(intervals, due.at)


@settings(max_examples=100, deadline=None)
@given(calendars, cases, st.integers(1, 40))
def test_working_days_between_receipt_and_due_are_the_limit(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], amount: int
) -> None:
    received, intervals = case
    due = compute(received, Limit(amount, Unit.WORKING_DAYS), calendar, intervals=intervals)
    span = (due.day - received.date()).days
    days = (calendar.day(received.date() + timedelta(days=n)) for n in range(1, span + 1))
    assert sum(day.works and not stopped(intervals, day.closing) for day in days) == amount


@settings(max_examples=60, deadline=None)
@given(calendars, cases, st.integers(1, 40))
def test_running_working_quarters_between_receipt_and_due_are_the_limit(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], hours: int
) -> None:
    received, intervals = case
    due = compute(received, Limit(hours, Unit.WORKING_HOURS), calendar, intervals=intervals)
    quarters = (due.at - received) // QUARTER
    ends = (received + (n + 1) * QUARTER for n in range(quarters))
    ran = [calendar.is_open(end - QUARTER) and not stopped(intervals, end) for end in ends]
    assert sum(ran) == 4 * hours
    assert ran[-1], "a limit in hours ends with a quarter that was worked"


@settings(max_examples=100, deadline=None)
@given(calendars, cases, limits, counts)
def test_interruption_never_makes_it_earlier(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], limit: Limit, count: Count
) -> None:
    received, intervals = case
    due = compute(received, limit, calendar, intervals=intervals, count=count)
    assert due.original_at == compute(received, limit, calendar, count=count).at
    assert due.at >= due.original_at


@settings(max_examples=100, deadline=None)
@given(calendars, cases, limits, counts)
def test_longer_limit_is_never_due_earlier(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], limit: Limit, count: Count
) -> None:
    received, intervals = case
    same_day = limit.unit is Unit.SAME_DAY
    longer = Limit(1, Unit.WORKING_DAYS) if same_day else Limit(limit.amount + 1, limit.unit)
    if limit.unit is Unit.SAME_DAY and count is Count.MOMENT:
        count = Count.NEXT_DAY
    first = compute(received, limit, calendar, intervals=intervals, count=count)
    assert compute(received, longer, calendar, intervals=intervals, count=count).at >= first.at


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.integers(0, 400), limits, counts)
def test_later_receipt_is_never_due_earlier(
    calendar: WorkingCalendar, received: datetime, quarters: int, limit: Limit, count: Count
) -> None:
    later = received + quarters * QUARTER
    assert (
        compute(later, limit, calendar, count=count).at >= compute(received, limit, calendar, count=count).at
    )


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(0, 400), limits)
def test_restart_is_receipt_at_that_moment(
    calendar: WorkingCalendar, received: datetime, quarters: int, limit: Limit
) -> None:
    again = received + quarters * QUARTER
    restarted = compute(received, limit, calendar, intervals=[Interval(Policy.RESTART, received, again)])
    assert restarted.at == compute(again, limit, calendar).at
    assert restarted.original_at == compute(received, limit, calendar).at


@settings(max_examples=60, deadline=None)
@given(calendars, cases, limits)
def test_exclude_counts_like_pause(
    calendar: WorkingCalendar, case: tuple[datetime, tuple[Interval, ...]], limit: Limit
) -> None:
    received, intervals = case
    paused = [Interval(Policy.PAUSE, i.start, i.end) for i in intervals]
    excluded = [Interval(Policy.EXCLUDE, i.start, i.end) for i in intervals]
    due = compute(received, limit, calendar, intervals=paused)
    assert due.at == compute(received, limit, calendar, intervals=excluded).at


@settings(max_examples=60, deadline=None)
@given(
    moments,
    st.integers(0, 300),
    st.integers(0, 300),
    limits,
    st.sampled_from([Policy.PAUSE, Policy.RESTART, Policy.EXCLUDE]),
)
def test_open_interval_is_one_that_ends_now(
    received: datetime, start: int, length: int, limit: Limit, policy: Policy
) -> None:
    since = received + start * QUARTER
    now = since + length * QUARTER
    still = compute(received, limit, calendar_of(), intervals=[Interval(policy, since, None)], now=now)
    ended = compute(received, limit, calendar_of(), intervals=[Interval(policy, since, now)])
    assert (still.at, still.original_at) == (ended.at, ended.original_at)
    assert (still.provisional, ended.provisional) == (True, False)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, limits, st.integers(1, 40))
def test_second_part_counts_from_the_day_the_first_is_due(
    calendar: WorkingCalendar, received: datetime, first: Limit, amount: int
) -> None:
    second = Limit(amount, Unit.WORKING_DAYS)
    one, two = compute_chain(received, [PartClock(first), PartClock(second)], calendar)
    assert one == compute(received, first, calendar)
    assert two.at == compute(one.at, second, calendar).at == compute_after(one.day, second, calendar).at


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_worked_or_named(day: date) -> None:
    found = calendar_of().day(day)
    assert found.date == day
    assert found.works is (found.off is None)
    assert found.off is None or (found.off.vi and found.off.en)
