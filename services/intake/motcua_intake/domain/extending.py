# SPDX-License-Identifier: Apache-2.0
"""Form 04: when an apology is drafted, what is late, and how the one re-appointment moves the dates.

The authority that is late apologises in writing and appoints another day, at the latest a day before the promised one, and once
only (NĐ 61/2018/NĐ-CP, Điều 19.9; TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 04). Whether a step "cannot end in time" nobody knows
better than its officers, so nothing is guessed: a draft lies there from the last working day before the due day on for all that
is not done by then. Where that day is past when the limit begins, it lies there from the due day on; and where the limit ends on
the day on which it begins, once it has passed: half the inbox would be drafts otherwise, for work that is done within the hour.

An extension is a number of working days beyond the legal due day of each part, counted by the same clock: what stops that stops
it. The legal limit of a part that follows another is not counted from the later day; it moves by as many working days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from motcua_calendar import (
    LEGAL_ZONE,
    Due,
    Interval,
    Limit,
    Policy,
    WorkingCalendar,
    compute_after,
)
from motcua_calendar.text import written
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Part

BASIS: Final = "NĐ 61/2018/NĐ-CP, Điều 19.9; TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 04"
MOST_DAYS: Final = 30
"""Working days of one extension at most. The law says how often, not how long; this catches a slip of the hand."""
PROPOSED_DAYS: Final = 3
"""Working days that a draft proposes; whoever signs chooses."""
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """The extension that was signed: working days by part, when it was signed, and until which day late parts were extended."""

    days: dict[str, int]
    signed_at: datetime
    new_day: date
    number: str = ""

    @classmethod
    def kept(cls, kept: dict[str, Any] | None) -> Given | None:
        if not kept:
            return None
        return cls(
            dict(kept["days"]),
            datetime.fromisoformat(kept["signed_at"]),
            date.fromisoformat(kept["new_day"]),
            kept["number"],
        )

    def to_dict(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        return {
            "days": self.days,
            "signed_at": self.signed_at.isoformat(),
            "new_day": self.new_day.isoformat(),
            "number": self.number,
        }


def drafted_from(start: datetime, due: datetime, calendar: WorkingCalendar) -> datetime:
    """From when on an apology is drafted for what began at `start` and is due at `due`."""
    before = _working_day_before(due.date(), calendar)
    return next((one for one in (_midnight(before), _midnight(due.date())) if one > start), due)


def extended(
    due: Due, days: int, given: Given, calendar: WorkingCalendar, stops: Sequence[Interval], now: datetime
) -> Due:
    """A legal due moment with its extension.

    Where an answer has made the limit begin anew after the signature, the new limit is all that is needed; the day that was
    promised in writing is not taken back.
    """
    if any(one.policy is Policy.RESTART and one.end and one.end > given.signed_at for one in stops):
        told = calendar.day(given.new_day).closing if calendar.day(given.new_day).works else due.at
        return replace(due, at=max(due.at, told))
    if not days:
        return due
    more = compute_after(due.day, _working_days(days), calendar, intervals=stops, now=now)
    return replace(due, at=more.at, provisional=due.provisional or more.provisional)


def told(part: str, given: Given, due: datetime) -> Text:
    """The line of the derivation."""
    days = given.days.get(part, 0)
    number = given.number
    return Text(
        f"Gia hạn {days} ngày làm việc theo văn bản xin lỗi số {number} (mỗi hồ sơ một lần): hạn mới {written(due, 'vi')}.",
        f"Extended by {days} working days, apology no. {number} (once for a dossier): now due {written(due, 'en')}.",
    )


def late(case: Case, now: datetime) -> list[Part]:
    """The open parts that an apology is due for: not done in time, and their clock runs."""
    stopped = {one.part for one in case.clock.values() if one.to_at is None}
    return [
        part
        for part in case.open_parts()
        if part.apologise_at is not None
        and part.apologise_at <= now
        and part.due_at is not None
        and not stopped & {"", part.key}
    ]


def first_day(parts: Iterable[Part], now: datetime, calendar: WorkingCalendar) -> date:
    """The first day that may be appointed: a working day, not before today, after every day that is not kept."""
    after = max(part.due_at.date() for part in parts if part.due_at is not None)
    return working_day_from(max(now.date(), after + _ONE_DAY), calendar)


def last_day(first: date, calendar: WorkingCalendar) -> date:
    return working_days_on(first, MOST_DAYS - 1, calendar)


def proposed_day(first: date, calendar: WorkingCalendar) -> date:
    return working_days_on(first, PROPOSED_DAYS - 1, calendar)


def give(
    case: Case,
    procedure: Procedure,
    parts: Sequence[Part],
    new_day: date,
    now: datetime,
    calendar: WorkingCalendar,
) -> Given:
    """The extension that brings each late part to `new_day`, and what follows a late part on by as many working days."""
    days: dict[str, int] = {}
    for part in parts:
        assert part.due_at is not None, "only a part with a due date can be late"
        days[part.key] = _between(part.due_at.date(), new_day, calendar)
    for rule in procedure.parts:
        follows = days.get(rule.after, 0) if rule.after else 0
        if follows and rule.key not in days and case.parts[rule.key].open:
            days[rule.key] = follows
    return Given(days, now, new_day)


def working_day_from(day: date, calendar: WorkingCalendar) -> date:
    """The first working day on or after `day`."""
    while not calendar.day(day).works:
        day += _ONE_DAY
    return day


def working_days_on(day: date, count: int, calendar: WorkingCalendar) -> date:
    """`count` working days after `day`."""
    for _ in range(count):
        day = working_day_from(day + _ONE_DAY, calendar)
    return day


def _between(after: date, until: date, calendar: WorkingCalendar) -> int:
    """Working days after `after`, until `until` inclusive."""
    count, day = 0, after
    while day < until:
        day += _ONE_DAY
        count += calendar.day(day).works
    return count


def _working_day_before(day: date, calendar: WorkingCalendar) -> date:
    day -= _ONE_DAY
    while not calendar.day(day).works:
        day -= _ONE_DAY
    return day


def _working_days(count: int) -> Limit:
    return Limit.parse(f"{count}wd")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)
