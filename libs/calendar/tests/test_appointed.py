# SPDX-License-Identifier: Apache-2.0
"""A day that was appointed in writing, and what moves it afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_calendar import LEGAL_ZONE, Interval, Policy, WorkingCalendar, calendar_of, compute_appointed
from motcua_text import Text

CALENDAR = calendar_of()
SIGNED, UNTIL = datetime(2026, 12, 3, 10, tzinfo=LEGAL_ZONE), datetime(2026, 12, 11, 17, tzinfo=LEGAL_ZONE)
GROUND, OTHER = Text("Yêu cầu hoàn thiện", "Asked to complete"), Text("Xác minh", "Verification")


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LEGAL_ZONE)


def more(day: int, ground: Text = GROUND) -> Interval:
    return Interval(Policy.EXTEND, at(day), at(day), ground, 2)


def pause(start: int, end: int | None, policy: Policy = Policy.PAUSE) -> Interval:
    return Interval(policy, at(start), None if end is None else at(end))


@pytest.mark.parametrize(
    ("intervals", "day", "provisional"),
    [
        ([], 11, False),
        ([pause(1, 2)], 11, False),
        ([pause(1, 4)], 14, False),
        ([pause(7, 9)], 15, False),
        ([pause(7, 9, Policy.EXCLUDE)], 15, False),
        ([pause(7, None)], 15, True),
        ([pause(14, 16)], 11, False),
        ([pause(14, None)], 11, False),
        ([more(8)], 15, False),
        ([more(8), more(9)], 15, False),
        ([more(8), more(9, OTHER)], 17, False),
        ([more(14)], 11, False),
        ([pause(7, 9), more(14)], 17, False),
        ([more(8), pause(14, 15)], 16, False),
        ([pause(7, 9, Policy.RESTART)], 11, False),
    ],
)
def test_what_stands_still_moves_it_and_what_is_longer_adds_its_days(
    intervals: list[Interval], day: int, provisional: bool
) -> None:
    due = compute_appointed(UNTIL, SIGNED, CALENDAR, intervals=intervals, now=at(9))
    assert (due.day, due.provisional, due.original_at) == (date(2026, 12, day), provisional, UNTIL)


def test_it_tells_what_came_after_and_nothing_where_nothing_did() -> None:
    assert compute_appointed(UNTIL, SIGNED, CALENDAR, intervals=[pause(1, 2), pause(14, 15)]).steps == ()
    said = [
        one.vi for one in compute_appointed(UNTIL, SIGNED, CALENDAR, intervals=[pause(7, 9), more(14)]).steps
    ]
    assert "Tạm dừng từ 08:00 thứ Hai 07/12/2026" in said[0] and "Thêm 2 ngày làm việc" in said[1]
    assert said[2:] == ["Hạn trả: 17:00 thứ Năm 17/12/2026."]
    (still, _, last) = compute_appointed(UNTIL, SIGNED, CALENDAR, intervals=[pause(7, None)], now=at(9)).steps
    assert "chưa chạy lại" in still.vi and "tạm tính" in last.vi


@given(st.integers(0, 3000), st.integers(0, 400), st.integers(1, 40))
def test_a_pause_moves_it_by_as_many_working_days_as_it_took(start: int, length: int, days: int) -> None:
    begins = SIGNED + timedelta(minutes=start * 7)
    ends = begins + timedelta(hours=length)
    until = _working_day(CALENDAR, SIGNED.date(), days)
    due = compute_appointed(until, SIGNED, CALENDAR, intervals=[Interval(Policy.PAUSE, begins, ends)])
    spent = [day for day in _days(CALENDAR, SIGNED, due.at) if not begins < day <= ends]
    assert due.at >= until and len(spent) == len(_days(CALENDAR, SIGNED, until))


def _days(calendar: WorkingCalendar, after: datetime, until: datetime) -> list[datetime]:
    """Closing times after one moment, until another."""
    days = (calendar.day(after.date() + timedelta(days=n)) for n in range((until - after).days + 2))
    return [day.closing for day in days if day.works and after < day.closing <= until]


def _working_day(calendar: WorkingCalendar, day: date, count: int) -> datetime:
    while count:
        day += timedelta(days=1)
        count -= calendar.day(day).works
    return calendar.day(day).closing
