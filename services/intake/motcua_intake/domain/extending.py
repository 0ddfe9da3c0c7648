# SPDX-License-Identifier: Apache-2.0
"""Form 04: when an apology is drafted, what is late, and how a re-appointment moves the dates.

The authority that is late apologises in writing and appoints another day. How long before the promised one, how often and how
far the law of the day says (`law.yaml`). Whether a step "cannot end in time" nobody knows better than its officers, so nothing
is guessed: a draft lies there from that many working days before the due day on for all that is not done by then. A limit that
begins on that very day is apologised for when the day's work ends, so still on the last day that the law leaves. One that
begins later cannot be: its draft lies there once a share of its own working time has gone, and never later than at the
beginning of its due day.

A signed form names a day for a part, and that day is its due day. What comes after the signature moves it: time that stands still
by its length, a request to complete (EXTEND) by its days; one from before is in the day that was chosen. Where the limit begins
after the signature, anew by papers that are awaited or received (RESTART) or from the decision on another part, it is all that is
needed; only the day that was promised in writing is not taken back. A part that follows another one counts from that one's day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, Final

from motcua_calendar import (
    LEGAL_ZONE,
    Due,
    Interval,
    Limit,
    Policy,
    WorkingCalendar,
    compute_after,
    compute_appointed,
    legal_time,
    working_time,
)
from motcua_procedure import Procedure

from motcua_intake.domain.case import Case
from motcua_intake.domain.law import ApologyRule, Law
from motcua_intake.domain.records import Part, Stretch

_ONE_DAY: Final = timedelta(days=1)
_FAR: Final = 400
"""Days within which two calendars that have one in common at all meet."""


@dataclass(frozen=True, slots=True)
class Own:
    """What was signed last for one part: when, until which day, the number of the notice and which one it was of its part; how
    often the part was late itself and so was given another day (`times`; 0 where it only followed, as kept until 2026). `known`:
    keys of the stretches of the clock that there were at the signature; None in what was kept before."""

    signed_at: datetime
    new_day: date
    number: str
    nth: int
    times: int
    known: frozenset[str] | None = None

    def knew(self, one: Stretch) -> bool:
        """Whether a stretch of the clock was there when it was signed."""
        return one.from_at <= self.signed_at if self.known is None else one.key in self.known


@dataclass(frozen=True, slots=True)
class Given:
    """The extensions of a dossier: by part the working days beyond its due day, of which the day that was named is what counts;
    when the last was signed, until which day, by which notice; how often the promised day of the whole dossier was moved, and
    how often the law then allowed. `parts`: the same of each part, as agencies sign for their own; none in what was kept before
    there was more than one."""

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

    def named(self, procedure: Procedure) -> dict[str, Own]:
        """What was signed for each part that was late itself."""
        return {key: self.of(key) for key in self.days if not self._followed(key, procedure)}

    def _followed(self, part: str, procedure: Procedure) -> bool:
        """Whether a part only moved along with the one before it. Such were kept too once, with as many days."""
        before, own = procedure.part(part).after, self.of(part)
        return (
            own.known is None
            and before in self.days
            and self.of(before).signed_at == own.signed_at
            and self.days[before] == self.days[part]
        )

    def before(self, moment: datetime) -> Given | None:
        """Without what was signed at that moment or later."""
        days = {key: count for key, count in self.days.items() if self.of(key).signed_at < moment}
        parts = {key: self.of(key) for key in days}
        return replace(self, days=days, parts=parts) if days else None

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
        frozenset(kept["known"]) if "known" in kept else None,
    )


def _kept(one: Own) -> dict[str, Any]:
    kept = {
        "signed_at": one.signed_at.isoformat(),
        "new_day": one.new_day.isoformat(),
        "number": one.number,
        "nth": one.nth,
        "times": one.times,
    }
    return kept if one.known is None else {**kept, "known": sorted(one.known)}


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


@dataclass(frozen=True, slots=True)
class Since:
    """What the clock of a part met since the form for it was signed. `intervals`: all that stopped it, and what has made its
    limit longer since then; `begun`: its limit began to count only after the signature, anew or from a decision."""

    intervals: Sequence[Interval]
    begun: bool


def extended(
    legal: Due, given: Own, calendar: WorkingCalendar, since: Since, now: datetime
) -> tuple[Due, Due]:
    """When a part is due that was given another day, and that day alone with what moved it since."""
    until = _closing(given.new_day, calendar)
    day = compute_appointed(until, given.signed_at, calendar, intervals=since.intervals, now=now)
    counts = legal if since.begun and legal.at >= day.at else day
    return replace(legal, at=counts.at, provisional=counts.provisional), day


def _closing(signed: date, calendar: WorkingCalendar) -> datetime:
    """When the signed day ends; where it became a day off since, the next one that works (BLDS 2015, Điều 148 khoản 5)."""
    days = (calendar.day(signed + timedelta(days=ahead)) for ahead in count())
    return next(day for day in days if day.works).closing


def signed_end(signed: date, calendar: WorkingCalendar) -> datetime:
    """When the signed day ended as the sheet says it, also where it became a day off since."""
    day = calendar.day(signed)
    if day.works:
        return day.closing
    usual = calendar.hours.week[signed.weekday()]
    until = usual[-1][1] if usual else _closing(signed, calendar).time()
    return datetime.combine(signed, until, LEGAL_ZONE)


def waits(case: Case, procedure: Procedure, part: str) -> bool:
    """Whether the limit of a part cannot run yet: it counts from the decision on another one that is open, or after one that
    waits, or stands still, itself. What others are late with is theirs to apologise for."""
    rule = procedure.part(part)
    if not rule.after or not case.parts[rule.after].open:
        return False
    stopped = any(one.to_at is None and one.part == rule.after for one in case.clock.values())
    return rule.from_decision or stopped or waits(case, procedure, rule.after)


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
    """The extension that brings each late part to `new_day`, by `days` working days beyond its due day. Whether that moves the
    promised day of the dossier the caller finds out (`times`)."""
    before = Given.kept(case.dossier.extension)
    named = before.named(procedure) if before else {}
    had = {key: before.days[key] for key in named} if before else {}
    counted = {key: before.times_of(key) if before else 0 for key in days}
    nth, known = 1 + max(counted.values()), frozenset(case.clock)
    own = {key: Own(now, new_day, "", nth, counted[key] + 1, known) for key in days}
    times = before.times if before else 0
    return Given({**had, **days}, now, new_day, times=times, allowed=allowed, parts={**named, **own})


def days_until(
    due: Due, until: date, calendar: WorkingCalendar, stops: Sequence[Interval], now: datetime
) -> int:
    """How many working days `until` lies behind the day on which a part is due, by the same clock: what stood still after the due
    day does not count. What made the limit longer (EXTEND) is in the due day."""
    halts = [one for one in stops if one.policy is not Policy.EXTEND]
    count = _between(due.day, until, calendar)
    while (
        count and compute_after(due.day, _working_days(count), calendar, intervals=halts, now=now).day > until
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
