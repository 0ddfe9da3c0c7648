# SPDX-License-Identifier: Apache-2.0
"""Owns the legal clock: from receipt, limit and interruptions to the due moment and its derivation.

`wd` and `d` count from the day after receipt (Civil Code 2015 art. 147.2), `wh` from the moment, `sameday`
ends on the day of receipt. Pure functions: the same input gives the same answer, and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from motcua_calendar import counting
from motcua_calendar.calendar import WorkingCalendar
from motcua_calendar.clock import legal_time
from motcua_calendar.derivation import DerivationStep, Step, ground_clause, step
from motcua_calendar.errors import ClockError
from motcua_calendar.intervals import Interval, Policy, Stop, resolve
from motcua_calendar.limits import DEFAULT_CUTOFF, Count, Limit, Unit
from motcua_calendar.national import announced_until


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment with its derivation.

    `original_at` is the due moment had nothing interrupted the clock. `provisional`: an interval is still
    open and was taken to end at the present moment, so that `at` moves on as time does.
    """

    at: datetime
    original_at: datetime
    steps: tuple[DerivationStep, ...]
    provisional: bool = False

    @property
    def day(self) -> date:
        """The day on which it is due."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class PartClock:
    """The limit of one part of a merged dossier, with what interrupted that part."""

    limit: Limit
    intervals: tuple[Interval, ...] = ()


class After(Enum):
    """What of the part before a limit counts from: the day on which it is due, the day of its decision, or, while that is
    awaited, provisionally the former."""

    DUE = Step.AFTER_PART
    DECISION = Step.AFTER_DECISION
    AWAITED = Step.AFTER_AWAITED

    @property
    def told(self) -> Step:
        return self.value


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a count begins: at a moment of receipt, or after a whole day (`moment` is then its end), and how that is told."""

    day: date
    moment: datetime
    told: Step = Step.RECEIVED

    @property
    def after_part(self) -> bool:
        return self.told is not Step.RECEIVED


@dataclass(frozen=True, slots=True)
class _Rules:
    limit: Limit
    calendar: WorkingCalendar
    cutoff: time
    count: Count


def compute(
    received: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    *,
    cutoff: time = DEFAULT_CUTOFF,
    count: Count = Count.NEXT_DAY,
    intervals: Sequence[Interval] = (),
    now: datetime | None = None,
) -> Due:
    """Compute when a dossier or part received at `received` (aware) is due.

    Args:
        cutoff: receipt later than this makes a same-day limit due on the next working day; others ignore it.
        count: MOMENT counts n working days as n × the unit's daily hours from the moment of receipt.
        intervals: what paused, excluded or restarted the clock; one of them may be open.
        now: the present moment (aware), needed when an interval is open.
    Raises:
        ClockError: a moment without zone, bad intervals (see `intervals.resolve`), a year out of range.
    """
    moment = legal_time(received)
    start = _Start(moment.date(), moment)
    rules = _Rules(limit, calendar, cutoff, count)
    stops = resolve([one for one in intervals if one.policy is not Policy.EXTEND], moment, now)
    return _compute(start, start, rules, stops, _longer(intervals))


def compute_after(
    day: date,
    limit: Limit,
    calendar: WorkingCalendar,
    *,
    count: Count = Count.NEXT_DAY,
    intervals: Sequence[Interval] = (),
    now: datetime | None = None,
    original_day: date | None = None,
    after: After = After.DUE,
) -> Due:
    """Compute when a part is due whose limit counts after `day`, the day on which the part before it is due or was decided
    (`after` says which, for the derivation).

    `sameday` means the next working day here, and working hours run from the next opening. Interruptions
    before the end of `day` do not count. `original_day` is when the part before was originally due.
    """
    _check_day(day)
    rules = _Rules(limit, calendar, DEFAULT_CUTOFF, count)
    start, original = (_Start(d, counting.midnight_after(d), after.told) for d in (day, original_day or day))
    stops = resolve([one for one in intervals if one.policy is not Policy.EXTEND], None, now)
    return _compute(start, original, rules, stops, _longer(intervals))


def compute_appointed(
    until: datetime,
    since: datetime,
    calendar: WorkingCalendar,
    *,
    intervals: Sequence[Interval] = (),
    now: datetime | None = None,
) -> Due:
    """Compute when something is due that was appointed in writing, at `since`, for `until` (both aware), with what came after.

    Working days of the appointment on which the clock stood still are made up for, and each ground that makes a limit longer
    adds its days to the appointed one, where that had not passed when it was asked for. What makes a limit begin anew is none of
    an appointment. `intervals`: what stopped the clock, of which only what lies after `since` counts, and of what makes the limit
    longer only what was asked for since. The steps tell what moved it; none where nothing did.
    """
    start, end = legal_time(since), legal_time(until)
    halts = [one for one in intervals if one.policy in (Policy.PAUSE, Policy.EXCLUDE)]
    stops = tuple(stop for stop in resolve(halts, None, now) if stop.open or stop.end > start)
    counted, more = _appointed(start, end, calendar, stops), []
    for one in _longer(intervals):
        if one.start <= counted.end:
            counted = _extend(counting.Count(counted.end, ()), calendar, stops, one)
            more += [told for told in counted.steps if told.code is Step.EXTENDED]
    bearing = [stop for stop in stops if stop.start <= counted.end]
    provisional = any(stop.open for stop in bearing)
    steps = [*(_told(stop) for stop in bearing), *more]
    if steps:
        steps.append(step(Step.DUE, moment=counted.end))
    if provisional:
        steps.append(step(Step.PROVISIONAL))
    return Due(counted.end, end, tuple(steps), provisional)


def _appointed(
    start: datetime, end: datetime, calendar: WorkingCalendar, stops: tuple[Stop, ...]
) -> counting.Count:
    """The end moved on by the working days since `start`, its own among them, that closed with the clock standing still."""
    today = calendar.day(start.date())
    after = start.date() - timedelta(days=today.works and start < today.closing)
    days = counting.days_worked(calendar, after, end.date())
    if not days or not stops:
        return counting.Count(end, ())
    moved = counting.count_working_days(calendar, after, days, stops)
    return moved if moved.end.date() > end.date() else counting.Count(end, ())


def compute_chain(
    received: datetime,
    parts: Sequence[PartClock],
    calendar: WorkingCalendar,
    *,
    cutoff: time = DEFAULT_CUTOFF,
    count: Count = Count.NEXT_DAY,
    now: datetime | None = None,
) -> tuple[Due, ...]:
    """Compute the due moments of parts that follow one another (decree 99/2022/NĐ-CP art. 16.3.b).

    The first part counts from receipt, each later one after the day on which the one before it is due.
    """
    if not parts:
        raise ClockError(
            "NO_PARTS", "Hồ sơ phải có ít nhất một phần.", "A dossier must have at least one part."
        )
    first = parts[0]
    dues = [
        compute(
            received, first.limit, calendar, cutoff=cutoff, count=count, intervals=first.intervals, now=now
        )
    ]
    for part in parts[1:]:
        before = dues[-1]
        due = compute_after(
            before.day,
            part.limit,
            calendar,
            count=count,
            intervals=part.intervals,
            now=now,
            original_day=before.original_at.date(),
        )
        dues.append(replace(due, provisional=due.provisional or before.provisional))
    return tuple(dues)


def step_due(
    opened: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    *,
    intervals: Sequence[Interval] = (),
    now: datetime | None = None,
) -> Due:
    """Compute when a step (task) opened at `opened` is due by the hours of the unit that does it.

    Raises ClockError for limits other than working hours and working days.
    """
    if limit.unit not in (Unit.WORKING_HOURS, Unit.WORKING_DAYS):
        raise ClockError(
            "STEP_LIMIT",
            f"Thời hạn của một bước phải tính bằng wh hoặc wd, không phải {limit}.",
            f"The limit of a step must be in wh or wd, not {limit}.",
        )
    return compute(opened, limit, calendar, intervals=intervals, now=now)


def _longer(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    """What makes the limit longer, each ground once: the law gives the days once, however often is asked."""
    asked = sorted((one for one in intervals if one.policy is Policy.EXTEND), key=lambda one: one.start)
    return tuple({one.ground.vi: one for one in reversed(asked)}.values())


def _extend(
    counted: counting.Count, calendar: WorkingCalendar, halts: tuple[Stop, ...], one: Interval
) -> counting.Count:
    """The count gone on by the working days of an extension."""
    more = counting.count_working_days(calendar, counted.end.date(), one.extra, halts)
    limit = Limit(one.extra, Unit.WORKING_DAYS).text
    asked = legal_time(one.start).date()
    told = step(Step.EXTENDED, limit=limit, ground=ground_clause(one.ground), day=asked)
    return counting.Count(more.end, (*counted.steps, told, *more.steps))


def _compute(
    start: _Start, original: _Start, rules: _Rules, stops: tuple[Stop, ...], longer: tuple[Interval, ...] = ()
) -> Due:
    steps = [_opening(start)]
    begun, relevant = _begin(start, stops)
    steps += [_told(stop) for stop in relevant if stop.start < stop.end or stop.policy is Policy.RESTART]
    halts = tuple(stop for stop in relevant if stop.policy is not Policy.RESTART)
    counted = _count(begun, rules, halts)
    base = counted.end
    for one in longer:
        if one.start <= counted.end:  # what is late already is not made to be in time
            counted = _extend(counted, rules.calendar, halts, one)
    provisional = any(stop.open for stop in relevant)
    steps += counted.steps
    if counted.end.year > announced_until():
        steps.append(step(Step.NOT_ANNOUNCED, year=str(counted.end.year)))
    steps.append(step(Step.DUE, moment=counted.end))
    if provisional:
        steps.append(step(Step.PROVISIONAL))
    undisturbed = base if not relevant and start == original else _count(original, rules, ()).end
    return Due(counted.end, undisturbed, tuple(steps), provisional)


def _begin(start: _Start, stops: tuple[Stop, ...]) -> tuple[_Start, tuple[Stop, ...]]:
    """Return where the count begins after the last restart, and the stops that still matter from there."""
    restarts = [stop for stop in stops if stop.policy is Policy.RESTART and stop.end >= start.moment]
    last = max(restarts, key=lambda stop: stop.end, default=None)
    if last is None:
        return start, tuple(stop for stop in stops if stop.open or stop.end > start.moment)
    begun = _Start(last.end.date(), last.end)
    later = (
        stop for stop in stops if stop.policy is not Policy.RESTART and (stop.open or stop.end > last.end)
    )
    return begun, (last, *later)


def _count(start: _Start, rules: _Rules, stops: tuple[Stop, ...]) -> counting.Count:
    """Count the limit from `start`; the first step says how it is counted."""
    match rules.limit.unit:
        case Unit.SAME_DAY:
            counted = _count_same_day(start, rules, stops)
        case Unit.WORKING_HOURS:
            counted = _count_hours(start, rules, timedelta(hours=rules.limit.amount), stops)
        case Unit.WORKING_DAYS if rules.count is Count.MOMENT:
            total = rules.limit.amount * rules.calendar.hours.daily
            counted = _count_hours(start, rules, total, stops)
        case _:
            counted = _count_days(start, rules, stops)
    return counting.Count(counted.end, (*_not_used(start, rules), *counted.steps))


def _count_same_day(start: _Start, rules: _Rules, stops: tuple[Stop, ...]) -> counting.Count:
    why_next = _why_next_day(start, rules)
    later = bool(why_next) or start.after_part
    ended = counting.end_on_or_after(rules.calendar, start.day + timedelta(days=later), stops)
    told = why_next or (() if later else (step(Step.SAME_DAY, day=start.day),))
    return counting.Count(ended.end, (*told, *ended.steps))


def _why_next_day(start: _Start, rules: _Rules) -> tuple[DerivationStep, ...]:
    """Return why a same-day limit is not due on the day of receipt; nothing when it is."""
    if start.after_part:
        return ()
    today = rules.calendar.day(start.day)
    if not today.works:
        return (step(Step.ON_DAY_OFF, reason=today.off),)
    if start.moment > today.closing:
        return (step(Step.AFTER_CLOSING, closing=today.closing.time()),)
    return (step(Step.AFTER_CUTOFF, cutoff=rules.cutoff),) if _late(start, rules) else ()


def _count_hours(start: _Start, rules: _Rules, amount: timedelta, stops: tuple[Stop, ...]) -> counting.Count:
    counted = counting.count_time(rules.calendar, start.moment, amount, stops)
    opening = step(Step.FROM_MOMENT, limit=rules.limit.text, moment=start.moment)
    if rules.limit.unit is Unit.WORKING_DAYS:
        daily = rules.calendar.hours.daily
        opening = step(Step.DAYS_AS_HOURS, limit=rules.limit.text, daily=daily, total=amount)
    return counting.Count(counted.end, (opening, *counted.steps))


def _count_days(start: _Start, rules: _Rules, stops: tuple[Stop, ...]) -> counting.Count:
    working = rules.limit.unit is Unit.WORKING_DAYS
    count = counting.count_working_days if working else counting.count_days
    counted = count(rules.calendar, start.day, rules.limit.amount, stops)
    first = start.day + timedelta(days=1)
    return counting.Count(
        counted.end, (step(Step.FROM_DAY_AFTER, limit=rules.limit.text, day=first), *counted.steps)
    )


def _not_used(start: _Start, rules: _Rules) -> tuple[DerivationStep, ...]:
    """Say which given rule does not bear on this limit, where a reader would expect it to."""
    unused = []
    if rules.limit.unit is not Unit.SAME_DAY and not start.after_part and _late(start, rules):
        unused.append(step(Step.CUTOFF_NOT_USED, cutoff=rules.cutoff, limit=rules.limit.text))
    if rules.count is Count.MOMENT and rules.limit.unit is not Unit.WORKING_DAYS:
        unused.append(step(Step.COUNT_NOT_USED, limit=rules.limit.text))
    return tuple(unused)


def _late(start: _Start, rules: _Rules) -> bool:
    return start.moment.time() > rules.cutoff


def _opening(start: _Start) -> DerivationStep:
    if start.after_part:
        return step(start.told, day=start.day)
    return step(Step.RECEIVED, moment=start.moment)


def _told(stop: Stop) -> DerivationStep:
    ground = ground_clause(stop.ground)
    if stop.open:
        code = Step.STILL_AWAITED if stop.policy is Policy.RESTART else Step.STILL_STOPPED
        return step(code, start=stop.start, end=stop.end, ground=ground)
    if stop.policy is Policy.RESTART:
        return step(Step.RESTARTED, moment=stop.end, ground=ground)
    code = Step.PAUSED if stop.policy is Policy.PAUSE else Step.EXCLUDED
    return step(code, start=stop.start, end=stop.end, ground=ground)


def _check_day(day: date) -> None:
    if isinstance(day, datetime):
        raise ClockError(
            "DAY_EXPECTED",
            f"Cần một ngày, không phải thời điểm {day.isoformat()}.",
            f"A day is needed, not the moment {day.isoformat()}.",
        )
