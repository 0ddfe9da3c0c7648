# SPDX-License-Identifier: Apache-2.0
"""Tests days off, swaps, the table that overrides them, office hours and the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from motcua_calendar import (
    LEGAL_ZONE,
    ClockError,
    DayTable,
    FixedClock,
    OfficeHours,
    SystemClock,
    WorkingCalendar,
)
from motcua_calendar.calendar import calendar_of
from motcua_calendar.days import shipped
from motcua_calendar.national import public_days
from motcua_text import Text

ROW = """
  - date: 2026-07-06
    kind: rest
    name: {vi: Nghỉ bão, en: Storm closure}
    basis: Công văn 1/UBND-VP ngày 05/07/2026
"""


def load(tmp_path: Path, rows: str) -> DayTable:
    path = tmp_path / "days.yaml"
    path.write_text(f"rows:{rows}", encoding="utf-8")
    return DayTable.load(path)


def off_days(year: int, month: int) -> list[int]:
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    return [
        day.day
        for day in days
        if day.month == month and day.weekday() < 5 and not calendar_of().day(day).works
    ]


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [
        (2026, 1, [1, 2]),
        (2026, 2, [16, 17, 18, 19, 20]),
        (2026, 4, [27, 30]),
        (2026, 5, [1]),
        (2026, 8, [31]),
        (2026, 9, [1, 2]),
        (2026, 11, [24]),
        (2027, 2, [4, 5, 8, 9, 10]),
        (2027, 5, [3]),
        (2025, 11, []),
    ],
)
def test_weekdays_off(year: int, month: int, days: list[int]) -> None:
    assert off_days(year, month) == days


def test_swapped_saturday_has_the_hours_of_the_day_it_stands_for() -> None:
    saturday = calendar_of().day(date(2026, 8, 22))
    assert [(start.time(), end.time()) for start, end in saturday.spans] == [
        (time(7), time(11, 30)),
        (time(13, 30), time(17)),
    ]


def test_swap_across_new_year_is_known_in_the_year_that_is_worked() -> None:
    # 31 December 2018 was off and made good on Saturday 5 January 2019; 2 January 2015 on 27 December 2014.
    assert calendar_of().day(date(2019, 1, 5)).works
    assert calendar_of().day(date(2014, 12, 27)).works
    assert not calendar_of().day(date(2018, 12, 31)).works


def test_names_of_swapped_days_off_are_in_both_languages() -> None:
    name = public_days(2026).off[date(2026, 8, 31)]
    assert name.vi == "Ngày nghỉ (thay cho ngày 22/08/2026)"
    assert name.en == "Day off in place of 22 August 2026"


@pytest.mark.parametrize("day", [date(2027, 2, 4), date(2028, 1, 24), date(2030, 1, 31)])
def test_the_day_two_before_tet_is_called_what_it_is(day: date) -> None:
    """The last lunar month of these years has 29 days: this is its 28th, and the library says the 29th."""
    name = public_days(day.year).off[day]
    assert name.vi == "Nghỉ Tết Nguyên Đán (hai ngày trước mùng một)"
    assert name.en == "Tết holiday (two days before Lunar New Year's Day)"


def test_no_day_of_any_year_has_the_librarys_wording_for_it() -> None:
    names = [name for year in range(2020, 2060) for name in public_days(year).off.values()]
    assert not [name for name in names if name.vi == "29 Tết" or name.en.startswith("29 ")]


def test_own_table_ships_with_the_new_year_swap() -> None:
    assert date(2026, 1, 2) in shipped().table.off
    assert shipped().table.worked[date(2026, 1, 10)] == 4


def test_table_adds_cancels_and_swaps(tmp_path: Path) -> None:
    rows = (
        ROW
        + """
  - {date: 2026-04-30, kind: work, name: {vi: a, en: a}, basis: b}
  - {date: 2026-08-22, kind: rest, name: {vi: Thôi làm bù, en: Not worked after all}, basis: b}
  - {date: 2026-07-12, kind: work, hours_of: mon, name: {vi: a, en: a}, basis: b}
  - {date: 2026-07-08, kind: swap, worked: 2026-07-18, name: {vi: a, en: a}, basis: b}
"""
    )
    calendar = WorkingCalendar(table=load(tmp_path, rows))
    worked = [day for day in (30,) if calendar.day(date(2026, 4, day)).works]
    assert worked == [30]
    assert not calendar.day(date(2026, 8, 22)).works
    july = [day for day in (6, 7, 8, 12, 18, 19) if calendar.day(date(2026, 7, day)).works]
    assert july == [7, 12, 18]
    assert calendar.day(date(2026, 7, 6)).off == Text("Nghỉ bão", "Storm closure")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("\n  - {date: 2026-07-06, kind: rest, name: {vi: a, en: a}}", "legal basis"),
        ("\n  - {date: 2026-07-06, kind: nap, name: {vi: a, en: a}, basis: b}", "unknown kind"),
        ("\n  - {date: 2026-07-06, kind: rest, name: a, basis: b}", "must have vi and en"),
        (
            "\n  - {date: tomorrow, kind: rest, name: {vi: a, en: a}, basis: b}",
            "days.yaml:2: .*must be a date",
        ),
        ("\n  - {date: 2026-07-06T10:00:00, kind: rest, name: {vi: a, en: a}, basis: b}", "must be a date"),
        ("\n  - {date: 2026-07-06, kind: swap, name: {vi: a, en: a}, basis: b}", "“worked” must be a date"),
        (
            "\n  - {date: 2026-07-06, kind: rest, worked: 2026-07-11, name: {vi: a, en: a}, basis: b}",
            "belongs to a swap",
        ),
        ("\n  - {date: 2026-07-06, kind: work, hours_of: funday, name: {vi: a, en: a}, basis: b}", "mon…sun"),
        ("\n  - {date: 2026-07-06, kind: rest, name: {vi: a, en: a}, basis: b, why: c}", "unknown fields"),
        (ROW + ROW.lstrip("\n"), "named twice"),
        (" 1", "exactly one list"),
        ("\n  - {", "days.yaml:3: This is not YAML"),
    ],
)
def test_bad_tables_are_refused_naming_the_place(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(ClockError, match=message) as caught:
        load(tmp_path, rows)
    assert caught.value.code == "DAY_TABLE"


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({}, "one of them worked"),
        ({"mon": ["11:30-07:00"]}, "inverted or overlap"),
        ({"mon": ["07:00-11:30", "11:00-17:00"]}, "inverted or overlap"),
        ({"mon": ["7-11"]}, "must look like"),
        ({"mon": ["07:00-24:00"]}, "must look like"),
        ({"mon": "07:00-11:30"}, "must be a list"),
        ({"fri-mon": ["07:00-11:30"]}, "is inverted"),
        ({"thu2": ["07:00-11:30"]}, "no weekday"),
        ({"mon-fri": ["07:00-11:30"], "fri": ["07:00-11:30"]}, "repeats a weekday"),
    ],
)
def test_bad_office_hours_are_refused(days: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ClockError, match=message) as caught:
        OfficeHours.of(days)
    assert caught.value.code == "OFFICE_HOURS"


def test_daily_hours_are_those_of_the_fullest_day() -> None:
    hours = OfficeHours.of({"mon-fri": ["07:30-12:00", "13:00-16:30"], "sat": ["07:30-12:00"]})
    assert hours.daily == timedelta(hours=8)


def test_is_open_includes_opening_and_not_closing() -> None:
    noon = datetime(2026, 6, 1, 11, 30, tzinfo=LEGAL_ZONE)
    assert calendar_of().is_open(datetime(2026, 6, 1, 0, 0, tzinfo=UTC))  # 07:00 in Vietnam
    assert not calendar_of().is_open(noon)
    assert calendar_of().is_open(noon - timedelta(minutes=1))


def test_clocks_speak_legal_time() -> None:
    assert SystemClock().now().tzinfo is LEGAL_ZONE
    clock = FixedClock(datetime(2026, 6, 1, 2, 0, tzinfo=UTC))
    assert clock.now().isoformat() == "2026-06-01T09:00:00+07:00"
    clock.advance(timedelta(days=3))
    assert clock.now().isoformat() == "2026-06-04T09:00:00+07:00"
    clock.set(datetime(2027, 1, 1, tzinfo=LEGAL_ZONE))
    assert clock.now().year == 2027
    with pytest.raises(ClockError, match="no time zone"):
        clock.set(datetime(2027, 1, 1))
