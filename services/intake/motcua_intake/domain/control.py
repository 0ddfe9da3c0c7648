# SPDX-License-Identifier: Apache-2.0
"""The control slip (form 06): the stays of a dossier with each desk, read from the tasks that lay in the units' inboxes.

Nobody writes it: a desk has received the dossier when its first task came, and has handed it on when its last task was done. A
desk is a unit; the window of the unit that received the dossier is one of its own, its officials behind the window are another.
Tasks of one desk that follow each other are one stay, and nobody hands over to himself. What another desk decided comes to the
window by itself, whether or not the person has fetched what came before. TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 06.

Until when a desk had time the law says: the due moment of the part that it worked on. The time of a single step is the house's
own, and counts where the law counts nothing: work of no part (the window's answer), and while the clock of the part stands still
(another agency's work that is excluded). A stay is late when anything in it was late, whatever came later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from motcua_calendar import Policy

from motcua_intake.domain.ready import Ready
from motcua_intake.domain.records import Dossier, Part, Stretch

MOMENT: Final = timedelta(seconds=30)
"""The end of a task and the opening of what follows it reach the inboxes one after the other, in either order."""


class Punctuality(StrEnum):
    UNDER_WAY = "UNDER_WAY"
    EARLY = "EARLY"
    ON_TIME = "ON_TIME"
    LATE = "LATE"


@dataclass(frozen=True, slots=True)
class Stay:
    """One task in the inbox of a unit. `person` did it, or works on it."""

    task_id: str
    dossier_id: str
    unit: str
    part: str
    opened_at: datetime | None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    person: str = ""
    step_vi: str = ""

    @property
    def left_at(self) -> datetime | None:
        return self.closed_at or self.cancelled_at


@dataclass(frozen=True, slots=True)
class Arrival(Stay):
    """What a part gave, at the window until the person has it: no task of its own, of which there may be one for several."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A stay of the dossier with a unit; `given_by` "" is whoever handed the dossier in. `from_window`, `at_window`: the desk
    of that unit is the window that received the dossier."""

    given_by: str
    received_by: str
    at: datetime
    due_at: datetime | None
    left_at: datetime | None
    punctuality: Punctuality
    people: tuple[str, ...] = ()
    from_window: bool = False
    at_window: bool = False


class Times(NamedTuple):
    """What the law gives: the due moment of each part, and the stretches in which the clock stood still. `ready`: what the parts
    gave. `after`: the part that another one waits for, by its key."""

    parts: Mapping[str, Part] = {}
    clock: Sequence[Stretch] = ()
    ready: Sequence[Ready] = ()
    after: Mapping[str, str] = {}

    def until(self, one: Stay, now: datetime) -> datetime | None:
        """Until when a task had time; None for what has no limit, as the window waits for the person who fetches results."""
        part = self.parts.get(one.part)
        if one.due_at is None or part is None or part.due_at is None or self._still(one, one.left_at or now):
            return one.due_at
        return part.due_at

    def decided(self, by: datetime) -> str:
        """The part that was decided last by then; "" for none."""
        known = [(part.decided_at, key) for key, part in self.parts.items() if part.decided_at is not None]
        return max((one for one in known if one[0] <= by + MOMENT), default=(by, ""))[1]

    def _still(self, one: Stay, at: datetime) -> bool:
        return any(
            each.part in ("", one.part)
            and each.policy != Policy.EXTEND
            and each.from_at + MOMENT < at
            and (each.to_at is None or each.to_at + MOMENT >= at)
            for each in self.clock
        )


class _Desk(NamedTuple):
    unit: str
    window: bool


class _Work(NamedTuple):
    """A task with a limit: until when it had time, and when it was done."""

    until: datetime
    left: datetime | None


@dataclass
class _Line:
    desk: _Desk
    at: datetime
    left_at: datetime | None = None
    works: list[_Work] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    given_by: _Desk | None = None
    task: str | None = None
    """The task that gave it, where one did."""

    def takes(self, one: Stay) -> bool:
        """Whether a task came while the desk had the dossier anyhow."""
        assert one.opened_at is not None, "only what was opened is sorted"
        return self.fits(one) and (self.left_at is None or one.opened_at < self.left_at)

    def fits(self, one: Stay) -> bool:
        """The window waits for the person who fetches results: that is no work with a time limit."""
        return bool(self.works) == (one.due_at is not None)

    def add(self, one: Stay, until: datetime | None, *, first: bool = False) -> None:
        open_still = not first and self.left_at is None
        left = one.left_at
        self.left_at = None if open_still or left is None else max(left, self.left_at or left)
        if until is not None:
            self.works.append(_Work(until, left))
        if one.person and one.person not in self.people:
            self.people.append(one.person)

    def outcome(self, now: datetime) -> tuple[datetime | None, Punctuality]:
        """Until when there was time, by what was late first, else by what is still to be done, else by what was done last."""
        if not self.works:
            return None, punctuality(None, self.left_at, now)
        late = [one for one in self.works if (one.left or now) > one.until]
        going = [one for one in self.works if one.left is None]
        last = max(self.works, key=lambda one: one.left or now)
        said = min(late or going or [last], key=lambda one: one.until)
        if late or going:
            return said.until, Punctuality.LATE if late else Punctuality.UNDER_WAY
        return said.until, punctuality(said.until, said.left, now) if self.left_at else Punctuality.UNDER_WAY


def hand_overs(
    dossier: Dossier, stays: Iterable[Stay], now: datetime, times: Times, clerk: str = ""
) -> list[HandOver]:
    """The lines of the slip, oldest first. `clerk`: who took in what was brought to the window."""
    opened = [one for one in stays if one.opened_at is not None and one.unit]
    lines = []
    for one in _lines(dossier, opened, now, times, clerk):
        due, outcome = one.outcome(now)
        giver = one.given_by or _Desk("", False)
        lines.append(
            HandOver(
                giver.unit, one.desk.unit, one.at, due, one.left_at, outcome, tuple(one.people), giver.window,
                one.desk.window,
            )
        )  # fmt: skip
    return lines


def punctuality(due: datetime | None, left: datetime | None, now: datetime) -> Punctuality:
    """Early is before the due day, as statistics of the one-stop count it."""
    if due is None:
        return Punctuality.ON_TIME if left else Punctuality.UNDER_WAY
    if (left or now) > due:
        return Punctuality.LATE
    if left is None:
        return Punctuality.UNDER_WAY
    return Punctuality.EARLY if left.date() < due.date() else Punctuality.ON_TIME


def _lines(dossier: Dossier, stays: Sequence[Stay], now: datetime, times: Times, clerk: str) -> list[_Line]:
    lines: list[_Line] = []
    window = _Desk(dossier.unit, True)
    stays = _handed_out(stays, times.ready, window)
    ordered = sorted(stays, key=lambda one: (one.opened_at or dossier.submitted_at, one.task_id))
    if not ordered or _desk(ordered[0], window) != window or _waits(ordered[0], window):
        ordered.insert(0, _brought(dossier, clerk))
    for index, one in enumerate(ordered):
        desk, until = _desk(one, window), times.until(one, now)
        last = next((line for line in reversed(lines) if line.desk == desk), None)
        before = _opened_by(ordered[:index], one, window, times)
        if last is not None and _goes_on(last, one, before, window):
            last.add(one, until)
            continue
        giver = _giver(lines, one, desk, before, window)
        if last is not None and giver is None:
            last.add(one, until)
            continue
        assert one.opened_at is not None, "those without were left out"
        new = _Line(desk, one.opened_at, given_by=giver, task=before.task_id if before else None)
        new.add(one, until, first=True)
        lines.append(new)
    return lines


def _handed_out(stays: Sequence[Stay], ready: Sequence[Ready], window: _Desk) -> list[Stay]:
    """What each part gave in place of the tasks by which it was handed out; those that handed out something else stay."""
    waits = [one for one in stays if _waits(one, window)]
    told = [one for one in waits if any(_held(one, each) for each in ready)]
    return [one for one in stays if one not in told] + [_arrival(each, waits, window) for each in ready]


def _held(one: Stay, result: Ready) -> bool:
    """Whether the result was at the window when the task was opened."""
    assert one.opened_at is not None, "only what was opened is sorted"
    return result.at <= one.opened_at + MOMENT and (result.gone is None or result.gone > one.opened_at)


def _arrival(result: Ready, waits: Sequence[Stay], window: _Desk) -> Arrival:
    """It was there until the end of the task by which it went out; what nobody fetched, until the end of the last one. There is
    one such task at a time."""
    known = [
        (one.opened_at, one.task_id, one)
        for one in waits
        if one.opened_at is not None and (one.left_at is None or one.left_at >= result.at)
    ]
    there = [
        one
        for at, _, one in sorted(known, key=lambda one: one[:2])
        if result.gone is None or at < result.gone
    ]
    by, gone = there[-1] if there else None, result.gone
    if by and by.left_at and by.left_at >= (gone or result.at):
        gone = by.left_at
    who = by.person if by else ""
    return Arrival(f"{result.part}/", "", window.unit, result.part, result.at, closed_at=gone, person=who)


def _brought(dossier: Dossier, clerk: str) -> Stay:
    """What came on paper is decided on at once: no task was needed."""
    taken = dossier.accepted_at or dossier.finished_at
    return Stay(
        "", dossier.id, dossier.unit, "", dossier.submitted_at, dossier.answer_due_at, taken, person=clerk
    )


def _opened_by(before: Sequence[Stay], one: Stay, window: _Desk, times: Times) -> Stay | None:
    """The task that opened this one by its end: of the same part (or of none) the one that ended last, for the first task of a
    part the last of the part that it waits for, whatever ended beside it. What is handed out at the window opens nothing, and
    comes from the part that was decided last."""
    assert one.opened_at is not None, "only what was opened is sorted"
    ended = [
        (other.left_at, other)
        for other in before
        if other.left_at is not None and other.left_at <= one.opened_at + MOMENT and not _waits(other, window)
    ]
    told = isinstance(one, Arrival) or not _waits(one, window)
    part = one.part if told else times.decided(one.opened_at)
    for source in (part, times.after.get(part, "")):
        if source and any(other.part == source for _, other in ended):
            ended = [(at, other) for at, other in ended if other.part in ("", source)]
            break
    last = max(ended, key=lambda known: known[0], default=None)
    return last[1] if last else None


def _waits(one: Stay, window: _Desk) -> bool:
    """Whether the window has it for the person who fetches results."""
    return bool(one.task_id) and one.due_at is None and _desk(one, window) == window


def _goes_on(last: _Line, one: Stay, before: Stay | None, window: _Desk) -> bool:
    """Whether the desk has it still, or again by its own task, or by the one that had given it before."""
    if last.takes(one) and not isinstance(one, Arrival):
        return True
    if before is None or not last.fits(one):
        return False
    return _desk(before, window) == last.desk or before.task_id == last.task


def _giver(
    lines: Sequence[_Line], one: Stay, desk: _Desk, before: Stay | None, window: _Desk
) -> _Desk | None:
    """The desk whose task opened it; where none did, another one that has had it longest. None: nobody else has it."""
    if before is not None and _desk(before, window) != desk:
        return _desk(before, window)
    at = one.opened_at
    assert at is not None, "only what was opened is sorted"
    there = (line for line in lines if line.desk != desk and (line.left_at is None or line.left_at > at))
    giver = next(there, None)
    return giver.desk if giver else None


def _desk(one: Stay, window: _Desk) -> _Desk:
    """The window's own work has no step of the drawing."""
    return window if one.unit == window.unit and not one.step_vi else _Desk(one.unit, False)
