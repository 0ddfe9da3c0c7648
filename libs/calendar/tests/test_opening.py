# SPDX-License-Identifier: Apache-2.0
"""Office hours as a sign at a door says them."""

from __future__ import annotations

import pytest
from motcua_calendar.hours import OfficeHours
from motcua_calendar.opening import week_in_words


@pytest.mark.parametrize(
    ("hours", "vi", "en"),
    [
        (
            {"mon-fri": ["07:00-11:30", "13:30-17:00"]},
            "thứ Hai–thứ Sáu 07:00–11:30, 13:30–17:00",
            "Monday–Friday 07:00–11:30, 13:30–17:00",
        ),
        (
            {"mon-fri": ["07:00-11:30"], "sat": ["07:30-11:30"]},
            "thứ Hai–thứ Sáu 07:00–11:30; thứ Bảy 07:30–11:30",
            "Monday–Friday 07:00–11:30; Saturday 07:30–11:30",
        ),
        # A day off in the middle of the week parts what is alike.
        (
            {"mon-tue": ["08:00-12:00"], "thu": ["08:00-12:00"]},
            "thứ Hai–thứ Ba 08:00–12:00; thứ Năm 08:00–12:00",
            "Monday–Tuesday 08:00–12:00; Thursday 08:00–12:00",
        ),
    ],
)
def test_days_with_the_same_hours_stand_together(hours: dict[str, list[str]], vi: str, en: str) -> None:
    told = week_in_words(OfficeHours.of(hours))
    assert (told.vi, told.to("en")) == (vi, en)
