# SPDX-License-Identifier: Apache-2.0
"""What lies at the desks of each unit, and how it was done by the unit's own limits, read from the tasks of its inbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from motcua_intake.adapters.board_scope import at_desk, late_there
from motcua_intake.adapters.board_tables import board_line as b
from motcua_intake.adapters.law_tables import stay as s
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step

Condition = sa.ColumnElement[bool]


Counts = dict[tuple[str, str, Measure], int]
"""By unit, procedure ("" is all of them) and measure."""


def counts(connection: sa.Connection, scope: Scope, days: Days, by_procedure: bool = False) -> Counts:
    """By unit, in one statement. A dossier is in time where none of its work there was late. What came and what was done in these
    days is counted where it is the first of its dossier and unit in them, so that no row is compared with another."""
    procedure = b.c.procedure_key if by_procedure else sa.literal("", sa.Text).label("procedure_key")
    source = s.join(b, b.c.dossier_id == s.c.dossier_id) if by_procedure else s
    came = _sums("CAME", s.c.unit, procedure, _first(s.c.came_before, days), sa.false()).where(_came(days))
    late = sa.and_(_done_late(), _first(s.c.late_before, days))
    done = _sums("DONE", s.c.unit, procedure, _first(s.c.done_before, days), late).where(_done(days))
    keys = (s.c.unit, b.c.procedure_key) if by_procedure else (s.c.unit,)
    ways = [one.select_from(source).where(*here(scope)).group_by(*keys) for one in (came, done)]
    now = _open_now(scope, days, procedure).select_from(source).group_by(*keys, s.c.dossier_id).subquery()
    lying = _sums("HERE", now.c.unit, now.c.procedure_key, sa.true(), now.c.late)
    rows = connection.execute(sa.union_all(*ways, lying.group_by(now.c.unit, now.c.procedure_key)))
    found: Counts = {}
    for unit, of, what, every, late_ones in rows:
        found[unit, of, _measure(what, late=False)] = every - late_ones
        if late_ones:
            found[unit, of, _measure(what, late=True)] = late_ones
    return {key: number for key, number in found.items() if number}


def found(measure: Measure, scope: Scope, days: Days, step: Step) -> sa.Select[Any]:
    """The dossiers that a measure counts in the one unit of the scope, each once, with when it came there."""
    first = sa.func.min(s.c.opened_at).label("place")
    query = sa.select(s.c.dossier_id, first).where(*here(scope)).group_by(s.c.dossier_id)
    if measure is Measure.DESK_CAME:
        return query.where(_came(days))
    if measure in (Measure.DESK_STEP, Measure.DESK_STEP_LATE):
        at_step = (s.c.step_vi == step.name, s.c.due_at.is_(None) == sa.literal(step.for_person))
        query = query.where(at_desk(), *at_step)
        return query if measure is Measure.DESK_STEP else query.where(late_there(days))
    done = measure in (Measure.DESK_DONE_IN_TIME, Measure.DESK_DONE_LATE)
    late = sa.func.bool_or(_done_late() if done else late_there(days))
    query = query.where(_done(days) if done else _here())
    wanted = measure in (Measure.DESK_DONE_LATE, Measure.DESK_HERE_LATE)
    return query.having(late if wanted else ~late)


def _sums(
    what: str,
    unit: sa.ColumnElement[Any],
    procedure: sa.ColumnElement[Any],
    every: Condition,
    late: Condition | sa.ColumnElement[Any],
) -> sa.Select[Any]:
    number = sa.func.count()
    return sa.select(unit, procedure, sa.literal(what), number.filter(every), number.filter(late))


def _first(before: sa.ColumnElement[Any], days: Days) -> Condition:
    return sa.or_(before.is_(None), before < days.begin)


def _open_now(scope: Scope, days: Days, procedure: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Each dossier once for each unit where it is now: as many rows as there is open work."""
    late = sa.func.coalesce(sa.func.bool_or(late_there(days)), sa.false()).label("late")
    return sa.select(s.c.unit, procedure, s.c.dossier_id, late).where(_here(), *here(scope))


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


def _here() -> Condition:
    return sa.and_(at_desk(), s.c.due_at.is_not(None))


def here(scope: Scope) -> list[Condition]:
    """Stays at the units of the scope."""
    made: list[Condition] = [s.c.unit != ""]
    if scope.units is not None:
        made.append(s.c.unit.in_(list(scope.units)))
    if scope.procedure:
        of = sa.exists().where(b.c.dossier_id == s.c.dossier_id, b.c.procedure_key == scope.procedure)
        made.append(of)
    return made
