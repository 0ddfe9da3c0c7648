# SPDX-License-Identifier: Apache-2.0
"""The legal clock of a dossier: from its stretches to the due moment of each part. Original dates are never overwritten.

Stretches are kept as they were asked for; they may overlap (a supplement inside the tax authority's time). Before counting,
they are made disjoint: a stretch that counts anew (RESTART) wins over time that stands still, and time that stands still
twice stands still once. So no order of events can make a dossier stuck.

Only an answer makes the limit begin anew (“kể từ khi nhận đủ hồ sơ”, NĐ 61/2018/NĐ-CP, Điều 19.4): a stretch that ended without
one is kept as a PAUSE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from motcua_calendar import (
    DEFAULT_CUTOFF,
    After,
    Due,
    Interval,
    Policy,
    WorkingCalendar,
    calendar_of,
    compute,
    compute_after,
    legal_time,
    returned,
)
from motcua_calendar.disjoint import disjoint
from motcua_calendar.text import written
from motcua_organisation import Unit
from motcua_procedure import Ground, Procedure
from motcua_procedure import Part as PartRule
from motcua_text import Text

from motcua_intake.domain import extending, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.law import Law
from motcua_intake.domain.records import Part, Stretch

FINANCIAL = ("tax", "payment", "financial")
"""Beginnings of the grounds that mean: the citizen's financial obligation is determined or paid (national status 6)."""


@dataclass(frozen=True, slots=True)
class Hours:
    """By whose hours dates are counted: a part is due by those of the unit that decides on it (`deciding`, by key of part), or of
    the unit that is competent for the dossier where nobody is named; results are fetched at the window."""

    competent: Unit
    window: Unit
    deciding: Mapping[str, Unit] = field(default_factory=dict)

    def unit(self, part: str) -> Unit:
        return self.deciding.get(part, self.competent)

    def of(self, part: str) -> WorkingCalendar:
        return calendar_of(self.unit(part).hours)


def is_financial(ground: str) -> bool:
    return ground.startswith(FINANCIAL)


def intervals(
    stretches: Iterable[Stretch], part: Part, started: datetime, grounds: Mapping[str, Ground]
) -> tuple[Interval, ...]:
    """The disjoint intervals that bear on one part, in order of time.

    Nothing before the clock started counts, and nothing after the part was decided.
    """
    clipped = (_clip(one, part, started, grounds) for one in stretches)
    return disjoint([one for one in clipped if one is not None])


def unanswered(one: Stretch, grounds: Mapping[str, Ground]) -> bool:
    """Whether the limit would have begun anew with an answer, and none came."""
    ground = grounds.get(one.ground)
    return one.policy == Policy.PAUSE and ground is not None and ground.policy == Policy.RESTART


def without_answer(one: Stretch, end: datetime) -> Stretch:
    """A stretch that ended at `end` with nothing received: its time does not count, and what was left of the limit goes on."""
    policy = Policy.PAUSE if one.policy == Policy.RESTART else one.policy
    return replace(one, from_at=min(one.from_at, end), to_at=end, policy=str(policy))


def _clip(one: Stretch, part: Part, started: datetime, grounds: Mapping[str, Ground]) -> Interval | None:
    if one.part not in ("", part.key):
        return None
    start, end = max(one.from_at, started), one.to_at
    if part.decided_at is not None:
        if start >= part.decided_at:
            return None
        if end is None or end > part.decided_at:  # it was decided before any answer
            end, one = part.decided_at, without_answer(one, part.decided_at)
    if end is not None and end < start:
        return None
    ground = grounds.get(one.ground)
    extra = ground.extends if ground is not None and one.policy == Policy.EXTEND else 0
    return Interval(Policy(one.policy), start, end, _words(one, grounds), extra)


def _words(one: Stretch, grounds: Mapping[str, Ground]) -> Text:
    ground = grounds.get(one.ground)
    if ground is None:
        return Text("")
    return wording.unanswered(ground.name) if unanswered(one, grounds) else ground.name


def starts_at(case: Case, procedure: Procedure) -> datetime:
    """When the limits begin to count: at acceptance, unless the procedure says submission."""
    accepted = case.dossier.accepted_at
    assert accepted is not None, "the clock starts with acceptance"
    return case.dossier.submitted_at if procedure.clock_starts == "SUBMISSION" else accepted


def dues(case: Case, procedure: Procedure, hours: Hours, now: datetime) -> dict[str, Due]:
    """The due moment of every part, with what was signed for it, by the hours of the unit that decides on it: the window, or
    another agency of the same dossier, may be open when nobody works there."""
    return {key: one.due for key, one in _allowed(case, procedure, hours, now).items()}


def _stops(case: Case, procedure: Procedure, key: str, stretches: Iterable[Stretch]) -> tuple[Interval, ...]:
    return intervals(stretches, case.parts[key], starts_at(case, procedure), procedure.grounds)


def _counted(
    case: Case,
    procedure: Procedure,
    rule: PartRule,
    before: Due | None,
    calendar: WorkingCalendar,
    now: datetime,
) -> Due:
    """The due moment of a part by its limit alone; `before` is that of the part that it follows, with what was signed for it."""
    stops = _stops(case, procedure, rule.key, case.clock.values())
    if before is None:
        cutoff = rule.cutoff or DEFAULT_CUTOFF
        started = starts_at(case, procedure)
        return compute(started, rule.limit, calendar, cutoff=cutoff, intervals=stops, now=now)
    day, after = _counted_from(rule, before, case.parts[rule.after])
    due = compute_after(
        day, rule.limit, calendar, intervals=stops, now=now, original_day=before.original_at.date(), after=after,
    )  # fmt: skip
    return replace(due, provisional=due.provisional or before.provisional)


def _counted_from(rule: PartRule, before: Due, part: Part) -> tuple[date, After]:
    """The day after which a part counts that follows `part`, which is due at `before`, and what that day is."""
    if not rule.from_decision:
        return before.day, After.DUE
    if part.decided_at is None:
        return before.day, After.AWAITED
    return legal_time(part.decided_at).date(), After.DECISION


def _in_order(parts: Sequence[PartRule]) -> list[PartRule]:
    """Each part after the one that it follows; the loader of procedures refuses circles."""
    ordered: list[PartRule] = []
    waiting = list(parts)
    while waiting:
        ready = [p for p in waiting if not p.after or any(done.key == p.after for done in ordered)]
        if not ready:
            raise ValueError("the parts of the procedure follow each other in a circle")
        ordered += ready
        waiting = [p for p in waiting if p not in ready]
    return ordered


def extension(
    case: Case, procedure: Procedure, hours: Hours, late: Iterable[Part], until: date, now: datetime
) -> dict[str, int]:
    """How many working days `until` lies behind the day on which each late part is due, by the hours of its unit."""
    due = dues(case, procedure, hours, now)
    found = {}
    for part in late:
        stops = _stops(case, procedure, part.key, case.clock.values())
        found[part.key] = extending.days_until(due[part.key], until, hours.of(part.key), stops, now)
    return found


def _begun(case: Case, rule: PartRule) -> datetime | None:
    """When the decision was made from which this part counts; None where it counts from something else, or not yet."""
    return case.parts[rule.after].decided_at if rule.after and rule.from_decision else None


def _whose(hours: Hours, part: str) -> list[list[str]]:
    """By whose working days a part is counted, where that is another unit than the one that is competent for the dossier."""
    unit = hours.unit(part)
    if unit.key == hours.competent.key:
        return []
    return [
        [wording.BY_HOURS.vi.format(unit=unit.name.vi), wording.BY_HOURS.en.format(unit=unit.name.to("en"))]
    ]


def recompute(case: Case, procedure: Procedure, hours: Hours, now: datetime, law: Law) -> None:
    """Bring due dates, derivations and the promised date up to the stretches; the first computation fixes the originals.

    Parts are due by the hours of the unit that does the work; the person is promised a moment at which the window, where results
    are fetched, is open.
    """
    allowed = _allowed(case, procedure, hours, now)
    for key, one in allowed.items():
        part = case.parts[key]
        _, why = returned(one.due.at, calendar_of(hours.window.hours))
        case.change_part(
            key,
            due_at=one.due.at,
            original_due_at=part.original_due_at or one.due.original_at,
            derivation=[
                *_whose(hours, key),
                *one.lines,
                *([step.vi, step.en] for step in why),
            ],
        )
    last, _ = _promise(case, procedure, hours, allowed, now)
    case.change(promised_at=last, original_promised_at=case.dossier.original_promised_at or last)
    for key, one in allowed.items():
        # A part that may last longer than what was promised: the promise is what will not be kept.
        at = extending.drafted_from(starts_at(case, procedure), min(one.due.at, last), hours.of(key), law)
        case.change_part(key, apologise_at=None if extending.waits(case, procedure, key) else at)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """When a part is due with what was signed for it (form 04), and the lines that say why."""

    due: Due
    lines: list[list[str]]


def _allowed(case: Case, procedure: Procedure, hours: Hours, now: datetime) -> dict[str, _Allowed]:
    given, found = extending.Given.kept(case.dossier.extension), dict[str, _Allowed]()
    named = given.named(procedure) if given else {}
    for rule in _in_order(procedure.parts):
        before = found[rule.after].due if rule.after else None
        legal = _counted(case, procedure, rule, before, hours.of(rule.key), now)
        found[rule.key] = _Allowed(legal, _told(legal))
        if given is not None and rule.key in named:
            found[rule.key] = _as_signed(case, procedure, hours, now, legal, rule, given)
    return {rule.key: found[rule.key] for rule in procedure.parts}


def _told(due: Due) -> list[list[str]]:
    return [[step.vi, step.en] for step in due.steps]


def _as_signed(
    case: Case,
    procedure: Procedure,
    hours: Hours,
    now: datetime,
    legal: Due,
    rule: PartRule,
    given: extending.Given,
) -> _Allowed:
    """A part that was given another day. It is told what the due day was when that was signed, which day was named, and what
    came after; where the limit began after the signature, how it counts now and what became of the day."""
    own, key = given.of(rule.key), rule.key
    since, calendar = _since(case, procedure, rule, own), hours.of(rule.key)
    due, day = extending.extended(legal, own, calendar, since, now)
    signed = extending.signed_end(own.new_day, calendar)
    off = _became_off(own.new_day, day.original_at, calendar)
    if since.begun:
        keeps = day.at > legal.at
        words = wording.GIVEN_KEPT if keeps else wording.GIVEN_BEFORE
        line = _line(words, given, own, signed, legal=Text(written(legal.at, "vi"), written(legal.at, "en")))
        return _Allowed(due, [*_told(legal), line, *([*off, *_told(day)] if keeps else [])])
    then = _before(case, own, given)
    was = _allowed(then, procedure, hours, own.signed_at)[key]
    stops = _stops(then, procedure, key, then.clock.values())
    # Up to the day that counts: where the signed one became a day off, it is none of the working days any more.
    until = legal_time(day.original_at).date()
    count = extending.days_until(was.due, until, calendar, stops, own.signed_at)
    line = _line(wording.GIVEN, given, own, signed, days=Text(str(count), str(count)))
    return _Allowed(due, [*was.lines, line, *off, *_told(day)])


def _became_off(signed: date, until: datetime, calendar: WorkingCalendar) -> list[list[str]]:
    """The line that says so of a signed day on which nobody works any more."""
    why = calendar.day(signed).off
    if why is None:
        return []
    line = wording.both(
        wording.GIVEN_OFF,
        day=Text(written(signed, "vi"), written(signed, "en")),
        reason=why,
        until=Text(written(until, "vi"), written(until, "en")),
    )
    return [[line.vi, line.en]]


def _since(case: Case, procedure: Procedure, rule: PartRule, own: extending.Own) -> extending.Since:
    """What the clock of a part met since its form was signed. A ground gives its days once: one that had been asked for before
    adds none."""
    new = [one for one in case.clock.values() if not own.knew(one)]
    asked = {one.ground for one in case.clock.values() if own.knew(one) and one.part in ("", rule.key)}
    halts = [
        one
        for one in _stops(case, procedure, rule.key, case.clock.values())
        if one.policy is not Policy.EXTEND
    ]
    later = _stops(case, procedure, rule.key, new)
    anew = any(one.policy is Policy.RESTART for one in later)
    more = _stops(case, procedure, rule.key, [one for one in new if one.ground not in asked])
    begun = _begun(case, rule)
    return extending.Since(
        [*halts, *(one for one in more if one.policy is Policy.EXTEND)],
        anew or (begun is not None and begun > own.signed_at),
    )


def _before(case: Case, own: extending.Own, given: extending.Given) -> Case:
    """The dossier as it was when a form was signed, without that form."""
    at = own.signed_at
    clock = {
        key: one if one.to_at is None or one.to_at <= at else replace(one, to_at=None)
        for key, one in case.clock.items()
        if own.knew(one)
    }
    parts = {
        key: one if one.decided_at is None or one.decided_at <= at else replace(one, decided_at=None)
        for key, one in case.parts.items()
    }
    earlier = given.before(at)
    dossier = replace(case.dossier, extension=earlier.to_dict() if earlier else None)
    return replace(case, dossier=dossier, parts=parts, clock=clock)


def _line(
    words: Text, given: extending.Given, own: extending.Own, until: datetime, **more: Text
) -> list[str]:
    """A line of the derivation about a form: its number, which one it was, and the day that it named."""
    once = own.nth == given.allowed == 1
    nth = Text("chỉ một lần", "once only") if once else Text(f"lần {own.nth}", f"time {own.nth}")
    line = wording.both(
        words, number=Text(own.number, own.number), nth=nth, until=Text(written(until, "vi"), written(until, "en")), **more
    )  # fmt: skip
    return [line.vi, line.en]


@dataclass(frozen=True, slots=True)
class Days:
    """When each part is due (by its key), and what is promised for the whole dossier."""

    dues: Mapping[str, datetime | None]
    promised: datetime | None


def kept(case: Case) -> Days:
    """As the dossier is kept: counted at its last move."""
    return Days({key: part.due_at for key, part in case.parts.items()}, case.dossier.promised_at)


def known(case: Case, procedure: Procedure, hours: Hours, now: datetime) -> Days:
    """What people go by: as kept; where the clock stands still, as if it did not. What is reckoned meanwhile nobody was told."""
    if not _stands(case):
        return kept(case)
    return _as_if(case, procedure, hours, now, (key for key, one in case.clock.items() if one.to_at is None))


def promised_without(
    case: Case, procedure: Procedure, hours: Hours, now: datetime, stretch: str
) -> datetime | None:
    """What would be promised had the clock not met a stretch (its key), nor what still stands: the day that people were told
    before. What was reckoned meanwhile nobody was promised."""
    without = [key for key, one in case.clock.items() if key == stretch or one.to_at is None]
    return _as_if(case, procedure, hours, now, without).promised


def _as_if(case: Case, procedure: Procedure, hours: Hours, now: datetime, without: Iterable[str]) -> Days:
    """The days had the clock not met some stretches (their keys)."""
    gone = set(without)
    clock = {key: one for key, one in case.clock.items() if key not in gone}
    tried = replace(case, parts=dict(case.parts), clock=clock)
    allowed = _allowed(tried, procedure, hours, now)
    promised, _ = _promise(tried, procedure, hours, allowed, now)
    return Days({key: one.due.at for key, one in allowed.items()}, promised)


@dataclass(frozen=True, slots=True)
class Firm:
    """What is not only reckoned, as no clock stands still on which it hangs: keys of parts, and whether the promised day is."""

    parts: Collection[str]
    promised: bool


def firm(case: Case, procedure: Procedure, hours: Hours, now: datetime) -> Firm:
    """Which of the days hold, whatever the present moment is."""
    if not _stands(case):
        return Firm(frozenset(case.parts), True)
    allowed = _allowed(case, procedure, hours, now)
    _, reckoned = _promise(case, procedure, hours, allowed, now)
    return Firm(frozenset(key for key, one in allowed.items() if not one.due.provisional), not reckoned)


def reckon(case: Case, procedure: Procedure, hours: Hours, now: datetime, law: Law) -> None:
    """Bring what hangs on a clock that stands still up to now, for who reads it. All else stays as it is kept: what a changed
    table of days off moves of it is told by the next move, and until then people go by the day that they know."""
    was, parts = kept(case), dict(case.parts)
    recompute(case, procedure, hours, now, law)
    holds = firm(case, procedure, hours, now)
    case.parts.update({key: parts[key] for key in holds.parts})
    if _as_promised(case, procedure, hours, now) is None:
        case.change(promised_at=_promise_beside(case, was, holds, calendar_of(hours.window.hours)))
    elif holds.promised:
        case.change(promised_at=was.promised)


def _promise_beside(case: Case, was: Days, holds: Firm, window: WorkingCalendar) -> datetime:
    """The last of what holds, as it `was` kept, and of what is reckoned."""
    ends = {key: at for key, at in was.dues.items() if at is not None}
    reckoned = [one.due_at for one in case.parts.values() if one.due_at and one.key not in holds.parts]
    found = [returned(at, window)[0] for at in reckoned]
    last = max(ends, key=lambda key: (ends[key], key in holds.parts))
    if last in holds.parts and was.promised is not None:
        return max([was.promised, *found])  # it was promised by that part
    return max([*found, *(returned(at, window)[0] for key, at in ends.items() if key in holds.parts)])


def _stands(case: Case) -> bool:
    return any(one.to_at is None for one in case.clock.values())


def _promise(
    case: Case, procedure: Procedure, hours: Hours, allowed: Mapping[str, _Allowed], now: datetime
) -> tuple[datetime, bool]:
    """The moment that is promised, at which the window is open; and whether it is only reckoned, as a clock stands still."""
    window = calendar_of(hours.window.hours)
    counts = _as_promised(case, procedure, hours, now) or allowed
    ends = [(returned(one.due.at, window)[0], one.due.provisional) for one in counts.values()]
    last = max(at for at, _ in ends)
    return last, any(reckoned for at, reckoned in ends if at == last)


def _as_promised(
    case: Case, procedure: Procedure, hours: Hours, now: datetime
) -> Mapping[str, _Allowed] | None:
    """What the promise goes by where a part was decided late from whose decision others count: as if it had been decided when it
    was due. None where none was.

    An agency has its own limit from the day on which its work can begin. The applicant was given a day, which only an apology
    with its one re-appointment moves (NĐ 61/2018/NĐ-CP, Điều 19.9), not the authority's own lateness. What such an apology
    appointed is promised.
    """
    counted = {rule.after for rule in procedure.parts if rule.after and rule.from_decision}
    late = {key: part for key, part in case.parts.items() if key in counted and _was_late(part)}
    if not late:
        return None
    as_due = {key: replace(part, decided_at=part.due_at) for key, part in late.items()}
    in_time = replace(case, parts={**case.parts, **as_due})
    return _allowed(in_time, procedure, hours, now)


def _was_late(part: Part) -> bool:
    return part.decided_at is not None and part.due_at is not None and part.decided_at > part.due_at


def promise_told(promised: datetime, original: datetime, due: Collection[tuple[datetime, bool]]) -> datetime:
    """The promised moment as an agency is told that sees some parts only. `due`: of each part that has a limit its end, and
    whether it is seen.

    It is the promise itself where a part that is seen lasts longest (the window may open later than that); else the one of
    the acceptance, which every agency knows, or a later end of its own: what moves another part is not told.
    """
    seen = [at for at, shown in due if shown]
    if not seen or max(seen) == max(at for at, _ in due):
        return promised
    return max(original, *seen)
