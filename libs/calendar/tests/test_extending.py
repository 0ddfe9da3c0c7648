# SPDX-License-Identifier: Apache-2.0
"""Days that are added to a limit because an agency asked for something; the clock does not stop."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from motcua_calendar import LEGAL_ZONE, Interval, Limit, Policy, calendar_of, compute, compute_after
from motcua_calendar.disjoint import disjoint
from motcua_text import Text

GROUND = Text("Yêu cầu hoàn thiện", "Asked to complete")
OTHER = Text("Xác minh", "Verification")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LEGAL_ZONE)


def more(day: int, ground: Text = GROUND, end: datetime | None = None) -> Interval:
    return Interval(Policy.EXTEND, at(day), end, ground, 2)


def test_two_working_days_more_are_said_and_the_original_stays() -> None:
    due = compute(at(1), Limit.parse("3wd"), calendar_of(), intervals=[more(2)])
    assert (due.original_at.date(), due.day, due.provisional) == (date(2026, 12, 4), date(2026, 12, 8), False)
    said = next(one for one in due.steps if one.code == "EXTENDED")
    assert "2 ngày làm việc" in said.vi and "Yêu cầu hoàn thiện" in said.vi and "02/12/2026" in said.vi
    assert "2 working days more" in said.en and "Asked to complete" in said.en


def test_a_ground_gives_its_days_once_and_another_one_its_own() -> None:
    calendar, limit = calendar_of(), Limit.parse("3wd")
    twice = compute(at(1), limit, calendar, intervals=[more(2), more(4)])
    both = compute(at(1), limit, calendar, intervals=[more(2), more(3, OTHER)])
    assert (twice.day, both.day) == (date(2026, 12, 8), date(2026, 12, 10))


def test_it_holds_after_another_part_and_beside_a_pause() -> None:
    pause = Interval(Policy.PAUSE, at(3, 8), at(4, 8))
    due = compute_after(date(2026, 12, 1), Limit.parse("3wd"), calendar_of(), intervals=[pause, more(2)])
    assert due.day == date(2026, 12, 9)
    assert disjoint([more(3, end=at(8)), pause]) == (pause, more(3, end=at(8)))


@given(st.integers(1, 20), st.integers(1, 30))
def test_it_is_as_a_longer_limit_and_what_is_late_already_stays_late(days: int, asked: int) -> None:
    calendar = calendar_of()
    plain, longer = (compute(at(1), Limit.parse(f"{days + extra}wd"), calendar) for extra in (0, 2))
    asked_for = compute(at(1), Limit.parse(f"{days}wd"), calendar, intervals=[more(asked)])
    assert asked_for.at == (longer.at if at(asked) <= plain.at else plain.at)
