# SPDX-License-Identifier: Apache-2.0
"""Office hours in words, as a sign at a door says them: days with the same hours together."""

from __future__ import annotations

from itertools import groupby

from motcua_text import Text

from motcua_calendar.hours import OfficeHours, Stretch
from motcua_calendar.text import Language, weekday_name


def week_in_words(hours: OfficeHours) -> Text:
    """thứ Hai–thứ Sáu 07:00–11:30, 13:30–17:00; thứ Bảy 07:30–11:30. Weekly days off are left out."""
    return Text(_week(hours, "vi"), _week(hours, "en"))


def _week(hours: OfficeHours, language: Language) -> str:
    told = []
    for stretches, group in groupby(enumerate(hours.week), key=lambda day: day[1]):
        days = [index for index, _ in group]
        if stretches:
            told.append(f"{_days(days[0], days[-1], language)} {_stretches(stretches)}")
    return "; ".join(told)


def _days(first: int, last: int, language: Language) -> str:
    names = dict.fromkeys(weekday_name(index, language) for index in (first, last))
    return "–".join(names)


def _stretches(stretches: tuple[Stretch, ...]) -> str:
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in stretches)
