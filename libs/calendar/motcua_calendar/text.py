# SPDX-License-Identifier: Apache-2.0
"""Owns how dates, moments and durations are written for people, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from motcua_text import Text

Language = Literal["vi", "en"]

_WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class DaySpan(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date


class TimeSpans(NamedTuple):
    """Stretches of one day."""

    spans: tuple[tuple[datetime, datetime], ...]


def written(value: object, language: Language) -> str:
    """Write one value of a derivation step for a person."""
    match value:
        case Text():
            return value.to(language)
        case DaySpan():
            return _span(value, language)
        case TimeSpans():
            return ", ".join(f"{clock_time(a)}–{clock_time(b)}" for a, b in value.spans)
        case datetime():
            return _moment(value, language)
        case date():
            return _day(value, language)
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            return _duration(value, language)
        case _:
            return str(value)


def clock_time(moment: datetime) -> str:
    """Write the time of day: minutes, and seconds only where there are some."""
    return moment.strftime("%H:%M:%S" if moment.second or moment.microsecond else "%H:%M")


def short_day(day: date, language: Language) -> str:
    """Without the day of the week: 23/11/2026, and 23 November 2026, which nobody reads as the 11th of another month."""
    if language == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_moment(moment: datetime, language: Language) -> str:
    """A day with the minute: 23/11/2026 09:12, and 23 November 2026 09:12."""
    return f"{short_day(moment.date(), language)} {moment:%H:%M}"


def short_until(moment: datetime, language: Language) -> str:
    """A last moment; midnight is the 24:00 of the day that it ends, which nobody reads as the day after."""
    if moment.time() != time():
        return short_moment(moment, language)
    return f"{short_day(moment.date() - timedelta(days=1), language)} 24:00"


def weekday_name(index: int, language: Language) -> str:
    """Monday is 0."""
    return _WEEKDAYS[language][index]


def _day(day: date, language: Language) -> str:
    return f"{_WEEKDAYS[language][day.weekday()]} {short_day(day, language)}"


def _moment(moment: datetime, language: Language) -> str:
    return f"{clock_time(moment)} {_day(moment.date(), language)}"


def _span(span: DaySpan, language: Language) -> str:
    if span.first == span.last:
        return _day(span.first, language)
    return f"{_day(span.first, language)} – {_day(span.last, language)}"


def _duration(duration: timedelta, language: Language) -> str:
    hours, rest = divmod(int(duration.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    units = ("giờ", "phút", "giây") if language == "vi" else ("h", "min", "s")
    amounts = zip((hours, minutes, seconds), units, strict=True)
    return " ".join(f"{amount} {unit}" for amount, unit in amounts if amount) or f"0 {units[1]}"
