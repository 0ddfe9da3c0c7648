# SPDX-License-Identifier: Apache-2.0
"""Form 04: when an apology is drafted, what is late, and how a re-appointment moves the dates.

The authority that is late apologises in writing and appoints another day. How long before the promised one, how often and how
far the law of the day says (`law.yaml`). Whether a step "cannot end in time" nobody knows better than its officers, so nothing
is guessed: a draft lies there from that many working days before the due day on for all that is not done by then. A limit that
begins on that very day is apologised for when the day's work ends, so still on the last day that the law leaves. One that
begins later cannot be: its draft lies there once a share of its own working time has gone, and never later than at the
beginning of its due day.

An extension is a number of working days beyond the legal due day of each part, counted by the same clock: what stops that stops
it. The legal limit of a part that follows another is not counted from the later day; it moves by as many working days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    legal_time,
    working_time,
)
from motcua_calendar.text import written
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain.case import Case
from motcua_intake.domain.law import ApologyRule, Law
from motcua_intake.domain.records import Part

_ONE_DAY: Final = timedelta(days=1)
_FAR: Final = 400
"""Days within which two calendars that have one in common at all meet."""


@dataclass(frozen=True, slots=True)
class Own:
    """What was signed last for one part: when, until which day, the number of the notice and which one it was of its part; how
    often the part was late itself and so was given another day (`times`; 0 where it only followed)."""

    signed_at: datetime
    new_day: date
    number: str
    nth: int
    times: int


@dataclass(frozen=True, slots=True)
class Given:
    """The extensions of a dossier: working days beyond the legal due day by part; when the last was signed, until which day, by
    which notice; how often the promised day of the whole dossier was moved, and how often the law then allowed. `parts`: the
    same of each part, as agencies sign for their own; none in what was kept before there was more than one."""

    days: dict[str, int]
    signed_at: datetime
    new_day: date
    number: str = ""
    times: int = 1
    allowed: int = 1
    parts: dict[str, Own] = field(default_factory=dict)

    @classmethod
    def kept(cls, kept: dict[str, Any] | None) -> Given | None:
        if not kept:
            return None
        return cls(
            dict(kept["days"]),
            datetime.fromisoformat(kept["signed_at"]),
            date.fromisoformat(kept["new_day"]),
            kept["number"],
            kept.get("times", 1),
            kept.get("allowed", 1),
            {key: _own(one) for key, one in kept.get("parts", {}).items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        kept = {
            "days": self.days,
            "signed_at": self.signed_at.isoformat(),
            "new_day": self.new_day.isoformat(),
            "number": self.number,
            "times": self.times,
            "allowed": self.allowed,
        }
        if self.parts:
            kept["parts"] = {key: _kept(one) for key, one in self.parts.items()}
        return kept

    def of(self, part: str) -> Own:
        """What was signed last for this part."""
        return self.parts.get(part) or Own(
            self.signed_at, self.new_day, self.number, self.times, self.times_of(part)
        )

    def times_of(self, part: str) -> int:
        """How often this part was given another day. Before parts were counted, a dossier was."""
        if not self.parts:
            return self.times
        return self.parts[part].times if part in self.parts else 0

    def numbered(self, number: str) -> Given:
        """With the number of the notice, which is known once it is issued."""
        parts = {key: one if one.number else replace(one, number=number) for key, one in self.parts.items()}
        return replace(self, number=number, parts=parts)


def _own(kept: Mapping[str, Any]) -> Own:
    return Own(
        datetime.fromisoformat(kept["signed_at"]),
        date.fromisoformat(kept["new_day"]),
        kept["number"],
        kept["nth"],
        kept["times"],
    )


def _kept(one: Own) -> dict[str, Any]:
    return {
        "signed_at": one.signed_at.isoformat(),
        "new_day": one.new_day.isoformat(),
        "number": one.number,
        "nth": one.nth,
        "times": one.times,
    }


def allows(rule: ApologyRule | None, case: Case, part: str) -> bool:
    """Whether the law lets this part be given another day."""
    given = Given.kept(case.dossier.extension)
    return rule is not None and (given.times_of(part) if given else 0) < rule.times


def latest(rule: ApologyRule, case: Case) -> date | None:
    """The last day that may be appointed at all: the promised one of the dossier, once that was moved as often as the law allows.
    None where it may still be moved."""
    given, promised = Given.kept(case.dossier.extension), case.dossier.promised_at
    if given is None or given.times < rule.times or promised is None:
        return None
    return legal_time(promised).date()


def drafted_from(start: datetime, due: datetime, calendar: WorkingCalendar, law: Law) -> datetime | None:
    """From when on an apology is drafted for what began at `start` and is due at `due`; None where that day's law knows none."""
    rule = law.apology(legal_time(due).date())
    if rule is None:
        return None
    before = legal_time(due).date()
    for _ in range(rule.draft_before):
        before = _working_day_before(before, calendar)
    if _midnight(before) > start:
        return _midnight(before)
    if rule.draft_before and legal_time(start).date() == before:
        return max(start, calendar.day(before).closing)
    shared = _share(start, due, calendar, rule.short_share)
    due_day = _midnight(legal_time(due).date())
    return min(shared, due_day) if due_day > start else shared


def extended(
    due: Due,
    days: int,
    given: Own,
    calendar: WorkingCalendar,
    stops: Sequence[Interval],
    now: datetime,
    *,
    begun: datetime | None = None,
) -> Due:
    """A legal due moment with its extension. `begun`: when the limit began to count from the decision on another part.

    Where the limit begins after the signature, anew by an answer or from such a decision, it is all that is needed: what the part
    before took longer is in that decision already. The day that was promised in writing is not taken back.
    """
    if (begun is not None and begun > given.signed_at) or begun_anew(stops, given):
        told = calendar.day(given.new_day).closing if calendar.day(given.new_day).works else due.at
        return replace(due, at=max(due.at, told))
    if not days:
        return due
    more = compute_after(due.day, _working_days(days), calendar, intervals=stops, now=now)
    return replace(due, at=more.at, provisional=due.provisional or more.provisional)


def begun_anew(stops: Sequence[Interval], given: Own) -> bool:
    """Whether an answer has made the limit begin anew since the signature."""
    return any(one.policy is Policy.RESTART and one.end and one.end > given.signed_at for one in stops)


def told(part: str, given: Given, due: datetime) -> Text:
    """The line of the derivation."""
    own = given.of(part)
    days, number = given.days.get(part, 0), own.number
    once = own.nth == given.allowed == 1
    vi = "chỉ một lần" if once else f"lần {own.nth}"
    en = "once only" if once else f"time {own.nth}"
    return Text(
        f"Gia hạn {days} ngày làm việc theo văn bản xin lỗi số {number} ({vi}): hạn mới {written(due, 'vi')}.",
        f"Extended by {days} working days, apology no. {number} ({en}): now due {written(due, 'en')}.",
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


@dataclass(frozen=True, slots=True)
class Days:
    """What the days of a new appointment are reckoned by: the calendars of the units that do the late work, and the window's,
    where the result is fetched. A day on which one of them does not work is no day to appoint."""

    work: Sequence[WorkingCalendar]
    window: WorkingCalendar

    def may_be(self, day: date) -> bool:
        return self._worked(day) and self.window.day(day).works

    def _worked(self, day: date) -> bool:
        return all(one.day(day).works for one in self.work)

    def first(self, parts: Iterable[Part], now: datetime) -> date:
        """The first day that may be appointed: after every day that is not kept, and after today: a day that is nearly over, or
        over, would be a promise that nobody keeps."""
        after = max(part.due_at.date() for part in parts if part.due_at is not None)
        return self._from(max(legal_time(now).date(), after) + _ONE_DAY)

    def last(self, first: date, rule: ApologyRule) -> date:
        return self._from(self._on(first, rule.most_days - 1))

    def proposed(self, first: date, rule: ApologyRule) -> date:
        return self._from(self._on(first, rule.proposed_days - 1))

    def _on(self, day: date, count: int) -> date:
        """`count` days after `day` on which all of the late work is done."""
        for _ in range(count):
            day = self._next(day + _ONE_DAY, self._worked)
        return day

    def _from(self, day: date) -> date:
        return self._next(day, self.may_be)

    def _next(self, day: date, serves: Callable[[date], bool]) -> date:
        for _ in range(_FAR):
            if serves(day):
                return day
            day += _ONE_DAY
        raise ValueError(f"The window and the units behind it work on no common day from {day:%Y-%m-%d} on.")


def give(
    case: Case, procedure: Procedure, days: Mapping[str, int], new_day: date, now: datetime, allowed: int
) -> Given:
    """The extension that brings each late part to `new_day`, by `days` working days beyond its legal due day, and what follows a
    late part on by as many as that moved. Whether that moves the promised day of the dossier the caller finds out (`times`)."""
    before = Given.kept(case.dossier.extension)
    had = before.days if before else {}
    moved = {key: count - had.get(key, 0) for key, count in days.items()}
    together = {**had, **days}
    for rule in procedure.parts:
        follows = moved.get(rule.after, 0) if rule.after else 0
        if follows and rule.key not in days and case.parts[rule.key].open:
            together[rule.key] = had.get(rule.key, 0) + follows
    counted = {key: before.times_of(key) if before else 0 for key in together}
    nth = 1 + max(counted[key] for key in days)
    own = {key: before.of(key) for key in had} if before else {}
    for key, count in together.items():
        if key in days or count != had.get(key, 0):
            own[key] = Own(now, new_day, "", nth, counted[key] + (key in days))
    return Given(together, now, new_day, times=before.times if before else 0, allowed=allowed, parts=own)


def days_until(
    due: Due, until: date, calendar: WorkingCalendar, stops: Sequence[Interval], now: datetime
) -> int:
    """How many working days beyond its legal due day a part needs to be due on `until`, by the same clock: what stood still after
    the due day does not count."""
    count = _between(due.day, until, calendar)
    while (
        count and compute_after(due.day, _working_days(count), calendar, intervals=stops, now=now).day > until
    ):
        count -= 1
    return count


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


def _share(start: datetime, due: datetime, calendar: WorkingCalendar, percent: int) -> datetime:
    """When so much of the working time between the two has gone."""
    left = working_time(calendar, start, due) * percent / 100
    day = legal_time(start).date()
    while day <= legal_time(due).date():
        for opening, closing in calendar.day(day).spans:
            begin = max(opening, start)
            if closing - begin >= left:
                return begin + left
            left -= max(closing - begin, timedelta())
        day += _ONE_DAY
    return due


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)
