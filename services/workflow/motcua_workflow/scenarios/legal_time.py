# SPDX-License-Identifier: Apache-2.0
"""The legal clock of a scenario: what the drawing asks of it, and when each part is due.

Counts as the service that owns dossiers does, by the hours that apply without a unit: Monday to Friday
07:00-11:30 and 13:30-17:00. A scenario says what the law asks for, wherever its folder is used: it is counted
with the days that ship, never with those that one province or one storm added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from motcua_calendar import (
    DEFAULT_CUTOFF,
    Due,
    Interval,
    Policy,
    WorkingCalendar,
    compute,
    compute_after,
    shipped_calendar,
)
from motcua_calendar.disjoint import disjoint
from motcua_procedure import Part, Procedure

from motcua_workflow.engine.step import ClockRequest, Decision

Requests = Sequence[tuple[str, ClockRequest, datetime]]
Decisions = Sequence[tuple[Decision, datetime]]


def dues(
    procedure: Procedure,
    received: datetime,
    requests: Requests,
    decisions: Decisions,
    now: datetime,
    calendar: WorkingCalendar | None = None,
) -> dict[str, Due]:
    """The due moment of every part, by the days that ship unless `calendar` is given. Raises ClockError for what the calendar
    cannot count."""
    calendar = calendar or shipped_calendar()
    decided = {decision.part: at for decision, at in reversed(decisions)}
    found: dict[str, Due] = {}
    for part in procedure.parts:  # a part stands below the one that it follows
        stops = _intervals(procedure, part, requests, decided.get(part.key))
        if part.after:
            before = found[part.after]
            ended = decided.get(part.after) if part.from_decision else None
            due = compute_after(
                before.day if ended is None else ended.date(),
                part.limit,
                calendar,
                intervals=stops,
                now=now,
                original_day=before.original_at.date(),
            )
            found[part.key] = replace(due, provisional=due.provisional or before.provisional)
        else:
            cutoff = part.cutoff or DEFAULT_CUTOFF
            found[part.key] = compute(received, part.limit, calendar, cutoff=cutoff, intervals=stops, now=now)
    return found


def promised(procedure: Procedure, received: datetime) -> date:
    """The date on the receipt: the last part's, before anything interrupted it."""
    return max(due.day for due in dues(procedure, received, (), (), received).values())


def _intervals(
    procedure: Procedure, part: Part, requests: Requests, decided: datetime | None
) -> tuple[Interval, ...]:
    """What bears on a part. Nothing after its decision counts."""
    open_ones: dict[tuple[str, str, str], Interval] = {}
    closed: list[Interval] = []
    for key, request, at in requests:
        if request.part not in ("", part.key) or (decided is not None and at >= decided):
            continue
        mark = (key, request.ground, request.part)
        if request.action == "open":
            ground = procedure.grounds[request.ground]
            open_ones[mark] = Interval(Policy(ground.policy), at, None, ground.name, ground.extends)
        elif mark in open_ones:
            closed.append(replace(open_ones.pop(mark), end=at))
    left = [replace(one, end=decided) for one in open_ones.values()]
    return disjoint([*closed, *left])
