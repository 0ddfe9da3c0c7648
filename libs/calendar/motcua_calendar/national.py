# SPDX-License-Identifier: Apache-2.0
"""Owns Vietnam's public days off and swapped working days of one year, as the `holidays` library has them.

Source: Labour Code 45/2019 art. 112; the yearly swaps are decisions that the library records.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from motcua_text import Text

from motcua_calendar.days import days_in_force
from motcua_calendar.errors import ClockError
from motcua_calendar.table import DayTable
from motcua_calendar.text import short_day

if TYPE_CHECKING:
    from holidays.countries.vietnam import Vietnam

FIRST_YEAR = 2000
LAST_YEAR = 2099

_BEFORE_TET = Text(
    "Nghỉ Tết Nguyên Đán (hai ngày trước mùng một)", "Tết holiday (two days before Lunar New Year's Day)"
)
"""The library calls this day “29 Tết” in every year; in a year whose last lunar month has 29 days it is the 28th."""
_CALLED_29_TET = "29 Tết"
_SWAPPED = re.compile(r"thay cho ngày (\d\d)/(\d\d)/(\d{4})")


@cache
def public_days(year: int) -> DayTable:
    """Return the days off and the swapped working days of `year`.

    Raises ClockError outside 2000–2099, where the lunar tables or the law are not known.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ClockError(
            "YEAR_OUT_OF_RANGE",
            f"Lịch làm việc chỉ có từ năm {FIRST_YEAR} đến {LAST_YEAR}, không có năm {year}.",
            f"The working calendar covers the years {FIRST_YEAR} to {LAST_YEAR}, not {year}.",
        )
    # A swap may cross New Year, and the library knows it only from the year of the day off.
    years = range(year - 1, year + 2)
    vietnamese, english = _library(years, "vi"), _library(years, "en_US")
    off = {day: _named(name, english[day]) for day, name in vietnamese.items() if day.year == year}
    worked: dict[date, int] = {}
    for day, name in vietnamese.items():
        if (made_up := _made_up_on(name)) is None:
            continue
        if made_up.year == year:
            worked[made_up] = day.weekday()
        if day.year == year:
            off[day] = Text(name, f"Day off in place of {short_day(made_up, 'en')}")
    _check_swaps(year, worked, vietnamese)
    return DayTable(off, worked)


def announced_until() -> int:
    """The last year whose swapped days are decided and known here; those of later years may still move dates.

    The Prime Minister decides Tết and the swaps of a year at the end of the year before (Labour Code 2019,
    art. 112.3). A row of the table in force about a year makes that year known.
    """
    ours = days_in_force().table
    return max((_library_knows(), *(day.year for day in (*ours.off, *ours.worked))))


@cache
def _library_knows() -> int:
    from holidays.countries.vietnam import VietnamStaticHolidays

    return max(VietnamStaticHolidays.special_public_holidays)


def _library(years: range, language: str) -> Vietnam:
    # Imported when days are asked for, as it brings every other country with it.
    from holidays.countries.vietnam import Vietnam

    return Vietnam(years=years, language=language, expand=False)  # type: ignore[no-untyped-call]


def _named(vietnamese: str, english: str) -> Text:
    return _BEFORE_TET if vietnamese == _CALLED_29_TET else Text(vietnamese, english)


def _made_up_on(name: str) -> date | None:
    """Return the weekend day that is worked in place of the day off called `name` (Vietnamese)."""
    match = _SWAPPED.search(name)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    return date(year, month, day)


def _check_swaps(year: int, worked: dict[date, int], library: Vietnam) -> None:
    """Hold the pairs read from the names against the library's own list of working weekends."""
    expected = {day for day in library.weekend_workdays if day.year == year}
    if not expected <= worked.keys():
        days = ", ".join(str(day) for day in sorted(expected - worked.keys()))
        raise ClockError(
            "SWAP_UNKNOWN",
            f"Thư viện holidays có ngày làm bù {days} mà không nói thay cho ngày nào; hãy báo lỗi này.",
            f"The holidays library works on {days} without naming the day off; please report this.",
        )
