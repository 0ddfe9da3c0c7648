# SPDX-License-Identifier: Apache-2.0
"""The earliest and the latest day of a date field: a day of the calendar, today, or another date of the form, moved by days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from motcua_calendar.text import short_day
from motcua_text import Text

from motcua_procedure import messages

TODAY = "today"
"""As an anchor: the day on which the form is answered."""
_BOUND = re.compile(
    r"(?P<anchor>[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9_]{0,39})(?P<years>[+-][0-9]{1,3}y)?(?P<days>[+-][0-9]{1,5}d)?"
)


class BoundError(ValueError):
    """Not a day of our form language; `sentence` says so in both languages."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)


@dataclass(frozen=True, slots=True)
class Bound:
    """`anchor` is an ISO date, "today" (the day of the business clock) or the key of a date field above; `years` of the calendar
    (of today only), then `days` come on top."""

    anchor: str
    days: int = 0
    years: int = 0

    @classmethod
    def parse(cls, text: str) -> Bound:
        """Read `2026-01-31`, `today`, `notice_date`, each with `+90d` or `-7d` if need be, and `today-6y`, `today-6y+1d`.

        Raises:
            BoundError: anything else, and days that the calendar does not have.
        """
        found = _BOUND.fullmatch(text)
        if found is None or (found["anchor"][0].isdigit() and _iso(found["anchor"]) is None):
            raise BoundError(Text(f'"{text[:60]}" không phải là một ngày.', f'"{text[:60]}" is no day.'))
        if found["years"] and found["anchor"] != TODAY:
            raise BoundError(
                Text(
                    f'"{text[:60]}" không phải là một ngày: số năm chỉ cộng vào "{TODAY}".',
                    f'"{text[:60]}" is no day: years move "{TODAY}" only.',
                )
            )
        years, days = (int(found[name][:-1]) if found[name] else 0 for name in ("years", "days"))
        return cls(found["anchor"], days, years)

    def __str__(self) -> str:
        """As it is written."""
        return (
            self.anchor
            + (f"{self.years:+d}y" if self.years else "")
            + (f"{self.days:+d}d" if self.days else "")
        )

    def later_than(self, other: Bound) -> bool:
        """Whether it is the later one whatever day both go by, which is the same; a year has 365 days or 366."""
        years = self.years - other.years
        return years * (365 if years > 0 else 366) + self.days > other.days

    @property
    def field(self) -> str:
        """Key of the date that it goes by; "" for today and for a fixed day."""
        return "" if self.anchor == TODAY or self.anchor[0].isdigit() else self.anchor

    def day(self, answers: Mapping[str, Any], today: date | None) -> date | None:
        """That day; None while the field that it goes by has no date.

        Raises:
            ValueError: it goes by today, which was not given.
        """
        if self.anchor == TODAY and today is None:
            raise ValueError("this form has dates relative to today: validate it with today=")
        start = today if self.anchor == TODAY else _iso(answers.get(self.anchor, self.anchor))
        if start is None:
            return None
        try:
            return _years_on(start, self.years) + timedelta(days=self.days)
        except (OverflowError, ValueError):
            return None


def outside(
    day: date,
    bounds: tuple[Bound | None, Bound | None],
    answers: Mapping[str, Any],
    labels: Mapping[str, Text],
    today: date | None,
) -> Text | None:
    """Why a day is too early or too late; None where it is neither. `labels` are the names of the fields that bounds go by."""
    low, high = (bound.day(answers, today) if bound else None for bound in bounds)
    if (low is None or day >= low) and (high is None or day <= high):
        return None
    words = [_said(bound, found, labels) for bound, found in zip(bounds, (low, high), strict=True)]
    if low is not None and high is not None:
        return _filled(messages.DAYS_BETWEEN, low=words[0], high=words[1])
    if low is not None:
        return _filled(messages.NOT_BEFORE, day=words[0])
    return _filled(messages.NOT_AFTER, day=words[1])


def _said(bound: Bound | None, day: date | None, labels: Mapping[str, Text]) -> Text:
    """The day, and which date of the form it goes by."""
    written = Text(short_day(day, "vi"), short_day(day, "en")) if day else Text("")
    if bound is None or not bound.field:
        return written
    named = messages.BY_FIELD if not bound.days else messages.BY_FIELD_AND_DAYS
    label, days = labels.get(bound.field, Text(bound.field)), f"{bound.days:+d}"
    return Text(
        named.vi.format(day=written.vi, name=label.vi, days=days),
        named.en.format(day=written.en, name=label.to("en"), days=days),
    )


def _filled(sentence: Text, **words: Text) -> Text:
    vietnamese = {name: word.vi for name, word in words.items()}
    english = {name: word.to("en") for name, word in words.items()}
    return Text(sentence.vi.format(**vietnamese), sentence.en.format(**english))


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; 28 February where the year has no 29th. ValueError: outside the calendar."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _iso(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None
