# SPDX-License-Identifier: Apache-2.0
"""The control slip (form 06): the stays of a dossier with each unit, read from the tasks that lay in the units' inboxes.

Nobody writes it: a unit has received the dossier when its first task came, and has handed it on when its last task was done.
Tasks of one unit that follow each other are one stay. TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 06.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from motcua_intake.domain.records import Dossier

MOMENT: Final = timedelta(seconds=30)
"""Tasks of one move reach the inboxes one after the other; what comes so soon after the last one left is the same stay."""


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

    @property
    def left_at(self) -> datetime | None:
        return self.closed_at or self.cancelled_at


@dataclass(frozen=True, slots=True)
class HandOver:
    """A stay of the dossier with a unit; `given_by` "" is whoever handed the dossier in."""

    given_by: str
    received_by: str
    at: datetime
    due_at: datetime | None
    left_at: datetime | None
    punctuality: Punctuality
    people: tuple[str, ...] = ()


@dataclass
class _Line:
    unit: str
    at: datetime
    due_at: datetime | None
    left_at: datetime | None
    people: list[str] = field(default_factory=list)

    def takes(self, one: Stay) -> bool:
        assert one.opened_at is not None, "only what was opened is sorted"
        if (self.due_at is None) != (one.due_at is None):
            return False  # the window waits for the person who fetches results: that is no work with a time limit
        return self.left_at is None or one.opened_at <= self.left_at + MOMENT

    def add(self, one: Stay) -> None:
        self.left_at = max(self.left_at, one.left_at) if self.left_at and one.left_at else None
        self.due_at = (
            max(self.due_at, one.due_at) if self.due_at and one.due_at else one.due_at or self.due_at
        )
        self.name(one.person)

    def name(self, person: str) -> None:
        if person and person not in self.people:
            self.people.append(person)


def hand_overs(dossier: Dossier, stays: Iterable[Stay], now: datetime) -> list[HandOver]:
    """The lines of the slip, oldest first."""
    lines = _lines(dossier, [one for one in stays if one.opened_at is not None and one.unit])
    return [
        HandOver(
            _giver(lines[:index], one),
            one.unit,
            one.at,
            one.due_at,
            one.left_at,
            punctuality(one.due_at, one.left_at, now),
            tuple(one.people),
        )
        for index, one in enumerate(lines)
    ]


def punctuality(due: datetime | None, left: datetime | None, now: datetime) -> Punctuality:
    """Early is before the due day, as statistics of the one-stop count it."""
    if due is None:
        return Punctuality.ON_TIME if left else Punctuality.UNDER_WAY
    if (left or now) > due:
        return Punctuality.LATE
    if left is None:
        return Punctuality.UNDER_WAY
    return Punctuality.EARLY if left.date() < due.date() else Punctuality.ON_TIME


def _lines(dossier: Dossier, stays: Sequence[Stay]) -> list[_Line]:
    lines: list[_Line] = []
    ordered = sorted(stays, key=lambda one: (one.opened_at or dossier.submitted_at, one.task_id))
    if not ordered or ordered[0].unit != dossier.unit:
        # What came on paper is decided on at once: no task was needed.
        taken = dossier.accepted_at or dossier.finished_at
        lines.append(_Line(dossier.unit, dossier.submitted_at, dossier.answer_due_at, taken))
    for one in ordered:
        last = next((line for line in reversed(lines) if line.unit == one.unit), None)
        if last is not None and last.takes(one):
            last.add(one)
            continue
        assert one.opened_at is not None, "those without were left out"
        line = _Line(one.unit, one.opened_at, one.due_at, one.left_at)
        line.name(one.person)
        lines.append(line)
    return lines


def _giver(before: Sequence[_Line], one: _Line) -> str:
    """Which other unit handed it on last before it came; where none has, the one that has it longest."""
    others = [line for line in before if line.unit != one.unit]
    left = [line for line in others if line.left_at is not None and line.left_at <= one.at + MOMENT]
    if left:
        return max(left, key=lambda line: line.left_at or line.at).unit
    giver = next(iter(others or before), None)
    return giver.unit if giver else ""
