# SPDX-License-Identifier: Apache-2.0
"""Owns the counting itself: whole days and working time, over days off and while the clock stands still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from motcua_text import Text

from motcua_calendar.calendar import Day, Span, WorkingCalendar
from motcua_calendar.clock import LEGAL_ZONE
from motcua_calendar.derivation import DerivationStep, Step, step
from motcua_calendar.intervals import Policy, Stop
from motcua_calendar.text import DaySpan, TimeSpans

_ONE_DAY = timedelta(days=1)
_STOPPED = {
    Policy.PAUSE: Text("đồng hồ tạm dừng", "the clock is paused"),
    Policy.EXCLUDE: Text("không tính vào thời hạn", "excluded from the limit"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A day that was looked at: counted as day `number` of the limit, or skipped for a reason."""

    date: date
    number: int
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count ended and how."""

    end: datetime
    steps: tuple[DerivationStep, ...]


def midnight_after(day: date) -> datetime:
    """Return the end of `day` in the legal time zone."""
    return datetime.combine(day + _ONE_DAY, time(), LEGAL_ZONE)


def count_working_days(calendar: WorkingCalendar, after: date, amount: int, stops: Sequence[Stop]) -> Count:
    """Count `amount` working days after the day `after`; ends at closing time of the last.

    A working day counts if the clock ran at its closing time.
    """
    verdicts, day, number = [], after, 0
    while number < amount:
        day += _ONE_DAY
        today = calendar.day(day)
        reason = _why_not(today, stops)
        number += reason is None
        verdicts.append(Verdict(day, number, reason))
    return Count(calendar.day(day).closing, tuple(_told(verdicts)))


def days_worked(calendar: WorkingCalendar, after: date, until: date) -> int:
    """How many working days there are after `after`, up to and with `until`."""
    return sum(calendar.day(after + _ONE_DAY * number).works for number in range(1, (until - after).days + 1))


def count_days(calendar: WorkingCalendar, after: date, amount: int, stops: Sequence[Stop]) -> Count:
    """Count `amount` calendar days after the day `after`; ends at closing time of the last, or moves on.

    A day counts if the clock ran at its end (24:00). The end moves on from a day off (Civil Code 2015
    art. 148.5), and from a day at whose closing time the clock stands still: a limit that does not run cannot
    run out.
    """
    verdicts, day, number = [], after, 0
    while number < amount:
        day += _ONE_DAY
        reason = _stopped_at(midnight_after(day), stops)
        number += reason is None
        verdicts.append(Verdict(day, number, reason))
    ended = end_on_or_after(calendar, day, stops)
    return Count(ended.end, (*_told(verdicts), *ended.steps))


def end_on_or_after(calendar: WorkingCalendar, day: date, stops: Sequence[Stop]) -> Count:
    """Return closing time of `day`, or of the first later working day that closes with the clock running."""
    steps: list[DerivationStep] = []
    passed: list[Verdict] = []
    while (reason := _why_not(calendar.day(day), stops)) is not None:
        passed.append(Verdict(day, 0, reason))
        day += _ONE_DAY
    for why, run in groupby(passed, key=lambda verdict: verdict.reason):
        span = _span(tuple(run))
        code = Step.SKIPPED if calendar.day(span.first).works else Step.MOVED_ON
        steps.append(step(code, days=span, reason=why))
    return Count(calendar.day(day).closing, tuple(steps))


def count_time(calendar: WorkingCalendar, start: datetime, amount: timedelta, stops: Sequence[Stop]) -> Count:
    """Count `amount` of working time from `start`, less what falls into a stop; ends within working time."""
    steps: list[DerivationStep] = []
    skipped: list[Verdict] = []
    day, total = start.date(), timedelta()
    while True:
        today = calendar.day(day)
        spans = tuple(_cut(_running(today, start, stops), amount - total))
        if spans:
            steps += _told(skipped)
            skipped.clear()
            worked = sum((end - begin for begin, end in spans), timedelta())
            total += worked
            steps.append(step(Step.WORKED, day=day, spans=TimeSpans(spans), amount=worked, total=total))
            if total == amount:
                return Count(spans[-1][1], tuple(steps))
        elif (reason := _why_not(today, stops)) is not None:
            skipped.append(Verdict(day, 0, reason))
        day += _ONE_DAY


def _running(day: Day, start: datetime, stops: Sequence[Stop]) -> Iterator[Span]:
    """Give the working stretches of `day` from `start` on in which the clock runs."""
    for begin, end in day.spans:
        at = max(begin, start)
        for stop in stops:
            if stop.end <= at or stop.start >= end:
                continue
            if stop.start > at:
                yield at, stop.start
            at = stop.end
        if at < end:
            yield at, end


def _cut(spans: Iterator[Span], amount: timedelta) -> Iterator[Span]:
    """Give the first `amount` of the stretches."""
    for begin, end in spans:
        yield begin, min(end, begin + amount)
        amount -= end - begin
        if amount <= timedelta():
            return


def _why_not(day: Day, stops: Sequence[Stop]) -> Text | None:
    """Return why a limit in working days does not count `day`; None when it does."""
    return day.off if not day.works else _stopped_at(day.closing, stops)


def _stopped_at(moment: datetime, stops: Sequence[Stop]) -> Text | None:
    return next((_reason(stop) for stop in stops if stop.holds_at(moment)), None)


def _reason(stop: Stop) -> Text:
    base, ground = _STOPPED[stop.policy], stop.ground
    if not ground.vi:
        return base
    return Text(f"{base.vi}, {ground.vi}", f"{base.en}, {ground.en or ground.vi}")


def _told(verdicts: Sequence[Verdict]) -> Iterator[DerivationStep]:
    """Tell the verdicts in order, runs of the same kind in one step."""
    for reason, run in groupby(verdicts, key=lambda verdict: verdict.reason):
        days = tuple(run)
        if reason is None:
            first, last = days[0].number, days[-1].number
            yield step(Step.COUNTED, days=_span(days), numbers=f"{first}–{last}" if first < last else first)
        else:
            yield step(Step.SKIPPED, days=_span(days), reason=reason)


def _span(run: Sequence[Verdict]) -> DaySpan:
    return DaySpan(run[0].date, run[-1].date)
