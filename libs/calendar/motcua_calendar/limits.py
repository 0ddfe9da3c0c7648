# SPDX-License-Identifier: Apache-2.0
"""Owns time limits as they are written: `3wd`, `5d`, `16wh`, `sameday`; the cutoff and the ways to count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from motcua_text import Text

from motcua_calendar.errors import ClockError

# Decree 61/2018/NĐ-CP art. 18: what comes after 15:00 is passed on at the start of the next working day.
DEFAULT_CUTOFF = time(15, 0)

_WRITTEN = re.compile(r"([1-9][0-9]{0,5})(wd|d|wh)")
_CUTOFF = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Unit(StrEnum):
    WORKING_DAYS = "wd"
    DAYS = "d"
    WORKING_HOURS = "wh"
    SAME_DAY = "sameday"


class Count(StrEnum):
    """How working days are counted: whole days from the day after, or their hours from the moment."""

    NEXT_DAY = "next-day"
    MOMENT = "moment"


# About ten years in each unit: longer is a slip of the pen, and would only leave the calendar.
_LONGEST = {Unit.WORKING_DAYS: 2500, Unit.DAYS: 3650, Unit.WORKING_HOURS: 20000}
_NAMES = {
    Unit.WORKING_DAYS: Text("ngày làm việc", "working days"),
    Unit.DAYS: Text("ngày", "calendar days"),
    Unit.WORKING_HOURS: Text("giờ làm việc", "working hours"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: `amount` of `unit`; a same-day limit has amount 0."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit is Unit.SAME_DAY:
            if self.amount != 0:
                raise _invalid(f"{self.amount}sameday")
        elif not 1 <= self.amount <= _LONGEST[self.unit]:
            most = f"{_LONGEST[self.unit]}{self.unit}"
            raise ClockError(
                "LIMIT_OUT_OF_RANGE",
                f"Thời hạn {self.amount}{self.unit} phải từ 1{self.unit} đến {most}.",
                f"The limit {self.amount}{self.unit} must lie between 1{self.unit} and {most}.",
            )

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `3wd` (working days), `5d` (calendar days), `16wh` (working hours) or `sameday`.

        Raises ClockError for anything else, for zero, and for a limit beyond about ten years.
        """
        if text == Unit.SAME_DAY:
            return cls(0, Unit.SAME_DAY)
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise _invalid(text)
        return cls(int(match[1]), Unit(match[2]))

    @property
    def text(self) -> Text:
        """The limit in words."""
        if self.unit is Unit.SAME_DAY:
            return Text("trong ngày", "same day")
        name = _NAMES[self.unit]
        english = name.en.removesuffix("s") if self.amount == 1 else name.en
        return Text(f"{self.amount} {name.vi}", f"{self.amount} {english}")

    def __str__(self) -> str:
        return "sameday" if self.unit is Unit.SAME_DAY else f"{self.amount}{self.unit}"


def parse_cutoff(text: str) -> time:
    """Read a time of day such as `15:00`. Raises ClockError for anything else."""
    match = _CUTOFF.fullmatch(text)
    if match is None:
        raise ClockError(
            "CUTOFF_INVALID",
            f"Giờ chốt “{text}” không hợp lệ; hãy viết dạng 15:00.",
            f"The cutoff “{text}” is no time of day; write it like 15:00.",
        )
    return time(int(match[1]), int(match[2]))


def _invalid(text: str) -> ClockError:
    return ClockError(
        "LIMIT_INVALID",
        f"Thời hạn “{text}” không hợp lệ; hãy viết dạng 3wd, 5d, 16wh hoặc sameday.",
        f"The limit “{text}” is unknown; write it like 3wd, 5d, 16wh or sameday.",
    )
