# SPDX-License-Identifier: Apache-2.0
"""Where dossiers wait now: at the desks of the scope, and those of its open dossiers that no such desk has by who has them. Read
from the open stays and the lines of what has not ended, each open dossier looked up by its own id: what ended costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from motcua_calendar import legal_time

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.board_scope import at_desk, in_scope, late_there, unfinished
from motcua_intake.adapters.board_tables import board_line as b
from motcua_intake.adapters.board_tables import halt
from motcua_intake.adapters.law_tables import stay as s
from motcua_intake.adapters.lookup_tables import lookup
from motcua_intake.domain.board import State
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step
from motcua_intake.domain.records import DossierStatus

MOST_WAITS: Final = 200


@dataclass(frozen=True, slots=True)
class Wait:
    """Dossiers that wait now for one step of a unit, or for somebody else; then `unit` is their window's, but of
    WAIT_ELSEWHERE who has them."""

    measure: Measure
    unit: str
    step_vi: str
    step_en: str
    for_person: bool
    count: int
    late: int
    oldest_at: datetime


def waits(connection: sa.Connection, scope: Scope, days: Days, here: list[Any]) -> tuple[list[Wait], int]:
    """In one statement, the oldest first, and how many rows there are beyond those. `here`: which stays are of the scope."""
    ways = [_at_steps(Measure.DESK_STEP, days).where(at_desk(), *here), _by_party(scope, days)]
    if scope.units is not None:
        ways.append(_at_steps(Measure.WAIT_ELSEWHERE, days).select_from(_elsewhere()).where(*_outside(scope)))
    every = sa.union_all(*ways).subquery()
    rows = connection.execute(
        sa.select(every, sa.func.count().over().label("rows"))
        .order_by(every.c.oldest, every.c.unit, every.c.measure, every.c.step_vi)
        .limit(MOST_WAITS)
    ).all()
    found = [
        Wait(
            Measure(row.measure), row.unit, row.step_vi, row.step_en, row.for_person, row.n, row.late, legal_time(row.oldest)
        )
        for row in rows
    ]  # fmt: skip
    return found, rows[0].rows - len(rows) if rows else 0


def found(measure: Measure, scope: Scope, days: Days, step: Step) -> sa.Select[Any]:
    """The dossiers of one row, each once, with what orders them."""
    if measure is Measure.WAIT_ELSEWHERE:
        since = sa.func.min(s.c.opened_at).label("place")
        query = sa.select(s.c.dossier_id, since).select_from(_elsewhere()).group_by(s.c.dossier_id)
        at_step = (s.c.step_vi == step.name, s.c.due_at.is_(None) == sa.literal(step.for_person))
        query = query.where(*_outside(scope), s.c.unit == step.unit, *at_step)
        return query.where(late_there(days)) if step.late else query
    line = _lines(scope, days).subquery()
    chosen = sa.select(line.c.dossier_id, line.c.due_at.label("place")).where(line.c.party == measure.value)
    return chosen.where(line.c.late) if step.late else chosen


def _at_steps(measure: Measure, days: Days) -> sa.Select[Any]:
    """Rows of stays, by unit and step."""
    each, for_person = sa.func.count(s.c.dossier_id.distinct()), s.c.due_at.is_(None)
    return sa.select(
        sa.literal(measure.value).label("measure"), s.c.unit, s.c.step_vi,
        sa.func.max(s.c.step_en).label("step_en"), for_person.label("for_person"), each.label("n"),
        each.filter(late_there(days)).label("late"), sa.func.min(s.c.opened_at).label("oldest"),
    ).group_by(s.c.unit, s.c.step_vi, for_person)  # fmt: skip


def _elsewhere() -> sa.FromClause:
    return s.join(b, b.c.dossier_id == s.c.dossier_id)


def _outside(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Open dossiers of the scope at desks that are not of it."""
    beyond = s.c.unit.not_in([*(scope.units or ()), ""])
    return [at_desk(), unfinished(), beyond, *in_scope(scope)]


def _by_party(scope: Scope, days: Days) -> sa.Select[Any]:
    line = _lines(scope, days).subquery()
    number, blank = sa.func.count(), sa.literal("")
    return (
        sa.select(
            line.c.party, line.c.unit, blank.label("step_vi"), blank.label("step_en"), sa.false(), number,
            number.filter(line.c.late), sa.func.min(line.c.since),
        )
        .where(line.c.party != "")
        .group_by(line.c.party, line.c.unit)
    )  # fmt: skip


def _lines(scope: Scope, days: Days) -> sa.Select[Any]:
    """Each open dossier of the scope, with whom it waits for ("": a unit that has it), since when, and whether its appointed day
    is past."""
    # Each by its id: a plain join may read every dossier that there ever was, as OFFSET forbids.
    of = sa.select(t.dossier.c.status, t.dossier.c.submitted_at).where(t.dossier.c.id == b.c.dossier_id)
    d = of.offset(sa.literal_column("0")).lateral("d")
    halted, asked, answered = _halted(), _asked(), _answered()
    on_desk = sa.exists().where(s.c.dossier_id == b.c.dossier_id, s.c.unit != "", at_desk())
    party = sa.case(
        (halted.is_not(None), Measure.WAIT_INCIDENT.value),
        (d.c.status == DossierStatus.SUPPLEMENT_REQUESTED.value, Measure.WAIT_PAPERS.value),
        (on_desk, ""),
        (sa.and_(asked.is_not(None), sa.or_(answered.is_(None), answered < asked)), Measure.WAIT_REGISTER.value),
        (d.c.status == DossierStatus.FINANCIAL_OBLIGATION.value, Measure.WAIT_MONEY.value),
        else_=Measure.WAIT_NOBODY.value,
    )  # fmt: skip
    since = sa.case(
        (halted.is_not(None), halted),
        (d.c.status == DossierStatus.SUPPLEMENT_REQUESTED.value, _last(t.supplement, "requested_at")),
        else_=sa.func.greatest(d.c.submitted_at, _last(s, "closed_at"), asked),
    )
    late = sa.and_(b.c.state == State.COUNTING.value, b.c.due_at < days.today)
    lines = sa.select(
        b.c.dossier_id, b.c.unit, b.c.due_at, party.label("party"), since.label("since"), late.label("late")
    )
    return lines.join_from(b, d, sa.true()).where(unfinished(), *in_scope(scope))


def _last(table: sa.Table, moment: str) -> sa.ScalarSelect[Any]:
    query = sa.select(sa.func.max(table.c[moment])).where(table.c.dossier_id == b.c.dossier_id)
    return query.scalar_subquery()


def _halted() -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.min(halt.c.raised_at)).where(halt.c.dossier_id == b.c.dossier_id).scalar_subquery()
    )


def _asked() -> sa.ScalarSelect[Any]:
    """When a register was asked last, as the history tells."""
    h = t.history
    query = sa.select(sa.func.max(h.c.at)).where(
        h.c.dossier_id == b.c.dossier_id, h.c.type == "dossier.lookup_asked"
    )
    return query.scalar_subquery()


def _answered() -> sa.ScalarSelect[Any]:
    return _last(lookup, "seen_at")
