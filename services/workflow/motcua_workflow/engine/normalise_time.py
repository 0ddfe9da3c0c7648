# SPDX-License-Identifier: Apache-2.0
"""ISO 8601 times of timers, taken literally: what a drawing may write, and the moment that it means.

A time without a zone is Vietnamese legal time. Cycles and fractional months are not among what runs.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_YEARS = 1000
LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_NUMBER = r"([0-9]{1,4000})"
_DURATION = re.compile(
    rf"P(?=[0-9T])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:([0-9]{{1,4000}}(?:[.,][0-9]{{1,6}})?)S)?)?"
)
# More digits than this are more than the longest time, whatever their unit.
_DIGITS = 14


class OutOfRange(ValueError):
    """A time of ISO 8601 that is longer, or a date that is farther away, than anything that runs."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Months are of the calendar, everything else is elapsed time."""

    months: int
    elapsed: timedelta

    def after(self, moment: datetime) -> datetime:
        """The moment this long after `moment` (aware); a day that a month lacks becomes its last day."""
        return _add_months(moment.astimezone(LEGAL_ZONE), self.months) + self.elapsed


def parse_duration(text: str) -> Duration:
    """`PT5M`, `P1DT12H`, `P2W`, `P1M`; raises ValueError with a sentence, OutOfRange for a duration that is too long."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r:.80} is not an ISO 8601 duration such as PT5M or P3D")
    too_long = OutOfRange(f"{text!r:.80} is longer than {LONGEST_YEARS} years")
    if any(len((part or "").partition(".")[0].lstrip("0")) > _DIGITS for part in match.groups()):
        raise too_long
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[:6])
    seconds = float((match.group(7) or "0").replace(",", "."))
    try:
        elapsed = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise too_long from error
    if years * 12 + months > 12 * LONGEST_YEARS or elapsed.days > 366 * LONGEST_YEARS:
        raise too_long
    return Duration(years * 12 + months, elapsed)


def parse_date(text: str) -> datetime:
    """`2026-11-23T09:00:00+07:00`, `2026-11-23T09:00`, `2026-11-23`; raises ValueError with a sentence, OutOfRange when
    no calendar here reaches it."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r:.80} is not an ISO 8601 date such as 2026-11-23T09:00:00+07:00") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LEGAL_ZONE)
    try:
        moment.astimezone(UTC)
        return moment.astimezone(LEGAL_ZONE)
    except OverflowError as error:
        raise OutOfRange(f"{text!r:.80} lies outside the years 1 to 9999") from error


def due(kind: str, text: str, now: datetime) -> datetime:
    """When a timer of this kind (`date` or `duration`), armed now, is due; raises ValueError."""
    if kind == "date":
        return parse_date(text)
    return parse_duration(text).after(now)


def _add_months(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
