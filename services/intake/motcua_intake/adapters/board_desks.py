# SPDX-License-Identifier: Apache-2.0
"""What lies at the desks of each unit, and how it was done by the unit's own limits, read from the tasks of its inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from motcua_calendar import legal_time

from motcua_intake.adapters.board_tables import board_line as b
from motcua_intake.adapters.law_tables import stay as s
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step

Condition = sa.ColumnElement[bool]
MOST_WAITS: Final = 200


@dataclass(frozen=True, slots=True)
class Wait:
    """A step at which dossiers of a unit wait now."""

    unit: str
    step_vi: str
    step_en: str
    for_person: bool
    count: int
    late: int
    oldest_at: datetime


def counts(connection: sa.Connection, scope: Scope, days: Days) -> dict[tuple[str, Measure], int]:
    """By unit, in one statement. A dossier is in time where none of its work there was late. What came and what was done in these
    days is counted where it is the first of its dossier and unit in them, so that no row is compared with another."""
    came = _counted("CAME", _came(days), _first(s.c.came_before, days), sa.false())
    done = _counted(
        "DONE",
        _done(days),
        _first(s.c.done_before, days),
        sa.and_(_done_late(), _first(s.c.late_before, days)),
    )
    open_now = _open_now(scope, days).subquery()
    here = _sums("HERE", open_now.c.unit, sa.true(), open_now.c.late)
    ways = [one.where(*_in(scope)).group_by(s.c.unit) for one in (came, done)]
    rows = connection.execute(sa.union_all(*ways, here.group_by(open_now.c.unit)))
    found = {}
    for unit, what, every, late in rows:
        found[unit, _measure(what, late=False)] = every - late
        if late:
            found[unit, _measure(what, late=True)] = late
    return {key: number for key, number in found.items() if number}


def waits(connection: sa.Connection, scope: Scope, days: Days) -> list[Wait]:
    """Where dossiers wait now, the oldest first."""
    late = sa.func.count(s.c.dossier_id.distinct()).filter(_late(days))
    oldest, for_person = sa.func.min(s.c.opened_at), s.c.due_at.is_(None)
    query = (
        sa.select(
            s.c.unit,
            s.c.step_vi,
            sa.func.max(s.c.step_en).label("step_en"),
            for_person.label("for_person"),
            sa.func.count(s.c.dossier_id.distinct()).label("n"),
            late.label("late"),
            oldest.label("oldest"),
        )
        .where(_open(), *_in(scope))
        .group_by(s.c.unit, s.c.step_vi, for_person)
        .order_by(oldest, s.c.unit, s.c.step_vi)
        .limit(MOST_WAITS)
    )
    return [
        Wait(row.unit, row.step_vi, row.step_en, row.for_person, row.n, row.late, legal_time(row.oldest))
        for row in connection.execute(query)
    ]


def found(measure: Measure, scope: Scope, days: Days, step: Step) -> sa.Select[Any]:
    """The dossiers that a measure counts in the one unit of the scope, each once, with when it came there."""
    first = sa.func.min(s.c.opened_at).label("place")
    query = sa.select(s.c.dossier_id, first).where(*_in(scope)).group_by(s.c.dossier_id)
    if measure is Measure.DESK_CAME:
        return query.where(_came(days))
    if measure in (Measure.DESK_STEP, Measure.DESK_STEP_LATE):
        at_step = (s.c.step_vi == step.name, s.c.due_at.is_(None) == sa.literal(step.for_person))
        query = query.where(_open(), *at_step)
        return query if measure is Measure.DESK_STEP else query.where(_late(days))
    done = measure in (Measure.DESK_DONE_IN_TIME, Measure.DESK_DONE_LATE)
    late = sa.func.bool_or(_done_late() if done else _late(days))
    query = query.where(_done(days) if done else _here())
    wanted = measure in (Measure.DESK_DONE_LATE, Measure.DESK_HERE_LATE)
    return query.having(late if wanted else ~late)


def _counted(what: str, which: Condition, every: Condition, late: Condition) -> sa.Select[Any]:
    return _sums(what, s.c.unit, every, late).where(which)


def _sums(
    what: str, unit: sa.ColumnElement[Any], every: Condition, late: Condition | sa.ColumnElement[Any]
) -> sa.Select[Any]:
    number = sa.func.count()
    return sa.select(unit, sa.literal(what), number.filter(every), number.filter(late))


def _first(before: sa.ColumnElement[Any], days: Days) -> Condition:
    return sa.or_(before.is_(None), before < days.begin)


def _open_now(scope: Scope, days: Days) -> sa.Select[Any]:
    """Each dossier once for each unit where it is now: as many rows as there is open work."""
    late = sa.func.coalesce(sa.func.bool_or(_late(days)), sa.false()).label("late")
    return (
        sa.select(s.c.unit, s.c.dossier_id, late)
        .where(_here(), *_in(scope))
        .group_by(s.c.unit, s.c.dossier_id)
    )


def _measure(what: str, late: bool) -> Measure:
    if what == "CAME":
        return Measure.DESK_CAME
    return Measure(f"DESK_{what}_{'LATE' if late else 'IN_TIME'}")


def _came(days: Days) -> Condition:
    """Work with a limit; that the window waits for a person is none, here as in what was done and what lies there."""
    return sa.and_(s.c.opened_at >= days.begin, s.c.opened_at < days.end, s.c.due_at.is_not(None))


def _done(days: Days) -> Condition:
    known = sa.and_(s.c.due_at.is_not(None), s.c.opened_at.is_not(None))
    return sa.and_(s.c.closed_at >= days.begin, s.c.closed_at < days.end, known)


def _done_late() -> Condition:
    return s.c.closed_at > s.c.due_at


def _open() -> Condition:
    return sa.and_(s.c.closed_at.is_(None), s.c.cancelled_at.is_(None), s.c.opened_at.is_not(None))


def _here() -> Condition:
    return sa.and_(_open(), s.c.due_at.is_not(None))


def _late(days: Days) -> Condition:
    return s.c.due_at < days.now


def _in(scope: Scope) -> list[Condition]:
    made: list[Condition] = [s.c.unit != ""]
    if scope.units is not None:
        made.append(s.c.unit.in_(list(scope.units)))
    if scope.procedure:
        of = sa.exists().where(b.c.dossier_id == s.c.dossier_id, b.c.procedure_key == scope.procedure)
        made.append(of)
    return made
