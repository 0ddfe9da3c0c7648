# SPDX-License-Identifier: Apache-2.0
"""Owns office hours: when a unit works on each day of the week."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from motcua_calendar.errors import ClockError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")

Stretch = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Working stretches for Monday (index 0) to Sunday; an empty day is a day off every week.

    A weekday with hours is a working day of the unit, half days included: a commune that works on
    Saturday morning counts Saturday, which then ends at 11:30.
    """

    week: tuple[tuple[Stretch, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS) or not any(self.week):
            raise _invalid(
                "phải có đủ 7 ngày và ít nhất một ngày làm việc", "need 7 days, one of them worked"
            )
        for name, stretches in zip(WEEKDAYS, self.week, strict=True):
            _check_day(name, stretches)

    @classmethod
    def of(cls, days: Mapping[str, Iterable[str]]) -> OfficeHours:
        """Read hours as data has them: `{"mon-fri": ["07:00-11:30", "13:30-17:00"], "sat": ["07:00-11:30"]}`.

        Raises ClockError for an unknown or repeated weekday and for stretches that are inverted or overlap.
        """
        week: dict[int, tuple[Stretch, ...]] = {}
        for key, stretches in days.items():
            parsed = _parse_day(key, stretches)
            for weekday in _parse_weekdays(key):
                if weekday in week:
                    raise _invalid(f"“{key}” lặp lại một ngày", f"“{key}” repeats a weekday")
                week[weekday] = parsed
        return cls(tuple(week.get(weekday, ()) for weekday in range(len(WEEKDAYS))))

    @property
    def daily(self) -> timedelta:
        """Working time of the fullest day of the week: what one working day is worth in hours."""
        return max(sum((_length(s) for s in day), timedelta()) for day in self.week)


def _parse_day(key: str, stretches: Iterable[str]) -> tuple[Stretch, ...]:
    if isinstance(stretches, str):
        raise _invalid(f"“{key}” phải là một danh sách", f"“{key}” must be a list")
    return tuple(_parse_stretch(key, stretch) for stretch in stretches)


def _parse_stretch(key: str, stretch: str) -> Stretch:
    match = _STRETCH.fullmatch(str(stretch))
    if match is None:
        raise _invalid(
            f"“{stretch}” ({key}) phải có dạng 07:00-11:30", f"“{stretch}” ({key}) must look like 07:00-11:30"
        )
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    return time(hour, minute), time(end_hour, end_minute)


def _parse_weekdays(key: str) -> range:
    first, _, last = str(key).partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise _invalid(
            f"không có ngày “{key}”; dùng mon…sun hoặc mon-fri", f"no weekday “{key}”; use mon…sun or mon-fri"
        )
    days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    if not days:
        raise _invalid(f"“{key}” đảo ngược", f"“{key}” is inverted")
    return days


def _check_day(name: str, stretches: tuple[Stretch, ...]) -> None:
    edges = [edge for stretch in stretches for edge in stretch]
    if any(edge.tzinfo is not None for edge in edges):
        raise _invalid(
            f"giờ của {name} không được mang múi giờ", f"the times of {name} must carry no time zone"
        )
    inverted = any(start >= end for start, end in stretches)
    if inverted or edges != sorted(edges):
        raise _invalid(
            f"các khoảng giờ của {name} đảo ngược hoặc chồng nhau",
            f"stretches of {name} are inverted or overlap",
        )


def _length(stretch: Stretch) -> timedelta:
    start, end = (timedelta(hours=edge.hour, minutes=edge.minute, seconds=edge.second) for edge in stretch)
    return end - start


def _invalid(message_vi: str, message_en: str) -> ClockError:
    return ClockError("OFFICE_HOURS", f"Giờ làm việc: {message_vi}.", f"Office hours: {message_en}.")


DEFAULT_HOURS = OfficeHours.of({"mon-fri": ["07:00-11:30", "13:30-17:00"]})
