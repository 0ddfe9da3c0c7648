# SPDX-License-Identifier: Apache-2.0
"""Counts and lists of dossiers for the board. One condition for each measure serves both, so a number is the length of its list.

Every scan is bounded by the days that are asked for, or by what is open now: what was before costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page
from motcua_storage.upserts import insert as pg_insert
from sqlalchemy.dialects import postgresql

from motcua_intake.adapters import board_desks, board_waits, visible
from motcua_intake.adapters import tables as t
from motcua_intake.adapters.board_scope import in_scope, unfinished
from motcua_intake.adapters.board_tables import board_line as b
from motcua_intake.adapters.return_tables import rating as r
from motcua_intake.adapters.rows import columns, record
from motcua_intake.domain.board import Line, State, Timely
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step
from motcua_intake.domain.records import Dossier

Condition = sa.ColumnElement[bool]

_BY_DAY: Final = {
    Measure.RECEIVED: "received_on",
    Measure.ACCEPTED: "accepted_on",
    Measure.SETTLED: "settled_on",
    Measure.SETTLED_IN_TIME: "settled_on",
    Measure.SETTLED_EARLY: "settled_on",
    Measure.SETTLED_ON_TIME: "settled_on",
    Measure.SETTLED_LATE: "settled_on",
    Measure.SUPPLEMENTED: "supplemented_on",
    Measure.EXTENDED: "extended_on",
    Measure.REFUSED: "refused_on",
    Measure.DECLINED: "declined_on",
    Measure.WITHDRAWN: "withdrawn_on",
    Measure.STOPPED: "stopped_on",
}
_TIMELY: Final = {
    Measure.SETTLED_IN_TIME: (Timely.EARLY, Timely.ON_TIME),
    Measure.SETTLED_EARLY: (Timely.EARLY,),
    Measure.SETTLED_ON_TIME: (Timely.ON_TIME,),
    Measure.SETTLED_LATE: (Timely.LATE,),
}
_STATES: Final = {
    Measure.NOW_ACCEPTANCE: State.ACCEPTANCE,
    Measure.NOW_IN_TIME: State.COUNTING,
    Measure.NOW_SOON: State.COUNTING,
    Measure.NOW_LATE: State.COUNTING,
    Measure.NOW_STANDING: State.STANDING,
    Measure.NOW_READY: State.READY,
    Measure.NOW_OPEN: None,
}
_RATED: Final = {
    Measure.RATED_VERY_SATISFIED: "VERY_SATISFIED",
    Measure.RATED_SATISFIED: "SATISFIED",
    Measure.RATED_DISSATISFIED: "DISSATISFIED",
}


@dataclass(frozen=True, slots=True)
class Count:
    measure: Measure
    unit: str
    procedure_key: str
    count: int


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    received: int
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A dossier of a list; `place` is where the next page goes on."""

    dossier: Dossier
    open: bool
    place: tuple[Any, ...]


def keep(connection: sa.Connection, line: Line) -> None:
    """Insert or replace the line of a dossier."""
    connection.execute(_KEEP, asdict(line))


_NEW = pg_insert(b)
_KEEP: Final = _NEW.on_conflict_do_update(
    ["dossier_id"], {one.name: _NEW.excluded[one.name] for one in fields(Line) if one.name != "dossier_id"}
)


# Numbers -----------------------------------------------------------------------------------------------------------------


def counts(connection: sa.Connection, scope: Scope, days: Days) -> list[Count]:
    """Every measure of dossiers, by window and procedure, in one statement; those that read the same rows read them once."""
    scans: dict[str, list[Measure]] = {}
    for measure in Measure:
        if measure.of_dossier:
            scans.setdefault(_scan(measure), []).append(measure)
    ways = [
        sa.select(
            sa.literal(name),
            b.c.unit,
            b.c.procedure_key,
            postgresql.array([sa.func.count().filter(_counted(one, days)) for one in measures]),
        )
        .select_from(_source(measures[0]))
        .where(_read(measures[0], days), *in_scope(scope))
        .group_by(b.c.unit, b.c.procedure_key)
        for name, measures in scans.items()
    ]
    return [
        Count(measure, unit, procedure, number)
        for name, unit, procedure, numbers in connection.execute(sa.union_all(*ways))
        for measure, number in zip(scans[name], numbers, strict=True)
        if number
    ]


def _scan(measure: Measure) -> str:
    """Measures of one scan are counted in the same rows: those of a day, of ratings, of what is open."""
    return _BY_DAY.get(measure, "rated_at" if measure in _RATED else "state")


def _read(measure: Measure, days: Days) -> Condition:
    """The rows of a measure's scan, by its index."""
    if measure in _RATED:
        return sa.and_(r.c.rated_at >= days.begin, r.c.rated_at < days.end)
    return _within(_BY_DAY[measure], days) if measure in _BY_DAY else _counted(Measure.NOW_OPEN, days)


def by_day(connection: sa.Connection, scope: Scope, days: Days) -> list[DayCount]:
    """Days on which something was received or settled, in order."""
    none, one = sa.literal(0), sa.func.count()
    late = sa.func.count().filter(b.c.timely == Timely.LATE)
    received = sa.select(
        b.c.received_on.label("day"), one.label("received"), none.label("settled"), none.label("late")
    )
    settled = sa.select(
        b.c.settled_on.label("day"), none.label("received"), one.label("settled"), late.label("late")
    )
    both = sa.union_all(
        received.where(_within("received_on", days), *in_scope(scope)).group_by(b.c.received_on),
        settled.where(_within("settled_on", days), *in_scope(scope)).group_by(b.c.settled_on),
    ).subquery()
    sums = [sa.func.sum(both.c[name]).label(name) for name in ("received", "settled", "late")]
    rows = connection.execute(sa.select(both.c.day, *sums).group_by(both.c.day).order_by(both.c.day))
    return [DayCount(row.day, int(row.received), int(row.settled - row.late), int(row.late)) for row in rows]


def procedure_names(connection: sa.Connection, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Vietnamese and English, of the newest version of each."""
    if not keys:
        return {}
    p = t.published.c
    query = sa.select(p.procedure_key, p.name_vi, p.name_en).where(p.procedure_key.in_(sorted(keys)))
    query = query.distinct(p.procedure_key).order_by(p.procedure_key, p.version.desc())
    return {row.procedure_key: (row.name_vi, row.name_en) for row in connection.execute(query)}


# Lists -------------------------------------------------------------------------------------------------------------------


def number(connection: sa.Connection, measure: Measure, scope: Scope, days: Days, step: Step) -> int:
    """How many dossiers the list has."""
    found = _found(measure, scope, days, step).subquery()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(found)) or 0)


def page(
    connection: sa.Connection,
    subject: Subject,
    measure: Measure,
    scope: Scope,
    days: Days,
    step: Step,
    wanted: Page,
) -> list[Listed]:
    """The dossiers that a measure counts, one more than the page holds when there is a next one: what is open by when it is due,
    what was in these days newest first."""
    found = _found(measure, scope, days, step).subquery()
    d, place = t.dossier, sa.tuple_(found.c.place, found.c.dossier_id)
    query = sa.select(*columns(d, Dossier), found.c.place, visible.visible_to(subject).label("open")).join(
        found, found.c.dossier_id == d.c.id
    )
    first = measure in _STATES or not measure.of_dossier
    if wanted.after is not None:
        behind = sa.tuple_(*(sa.literal(one) for one in wanted.after))
        query = query.where(place > behind if first else place < behind)
    order = [one.asc() if first else one.desc() for one in (found.c.place, found.c.dossier_id)]
    rows = connection.execute(query.order_by(*order).limit(wanted.size + 1))
    return [Listed(record(Dossier, row._mapping), bool(row.open), (row.place, row.id)) for row in rows]


def _found(measure: Measure, scope: Scope, days: Days, step: Step) -> sa.Select[Any]:
    """Ids of what a measure counts, each once, with what orders them."""
    if measure.of_desk:
        return board_desks.found(measure, scope, days, step)
    if measure.of_wait:
        return board_waits.found(measure, scope, days, step)
    place = _place(measure)
    made = sa.select(b.c.dossier_id, place.label("place")).select_from(_source(measure))
    return made.where(_counted(measure, days), *in_scope(scope))


def _place(measure: Measure) -> sa.ColumnElement[Any]:
    if measure in _BY_DAY:
        return b.c[_BY_DAY[measure]]
    return b.c.due_at if measure in _STATES else r.c.rated_at


def _source(measure: Measure) -> sa.FromClause:
    return b.join(r, r.c.dossier_id == b.c.dossier_id) if measure in _RATED else b


def _counted(measure: Measure, days: Days) -> Condition:
    """What a measure counts. The conditions name the indexed column, and the state as a literal, so that the partial index of
    what is open serves."""
    if measure in _RATED:
        return sa.and_(
            r.c.rated_at >= days.begin, r.c.rated_at < days.end, r.c.satisfaction == _RATED[measure]
        )
    if measure in _BY_DAY:
        within = _within(_BY_DAY[measure], days)
        return sa.and_(within, b.c.timely.in_(_TIMELY[measure])) if measure in _TIMELY else within
    wanted = _STATES[measure]
    if wanted is None:
        return unfinished()
    state = b.c.state == sa.literal_column(f"'{wanted.value}'")
    due = {
        Measure.NOW_LATE: b.c.due_at < days.today,
        Measure.NOW_SOON: sa.and_(b.c.due_at >= days.today, b.c.due_at < days.soon_end),
        Measure.NOW_IN_TIME: b.c.due_at >= days.soon_end,
    }.get(measure)
    return state if due is None else sa.and_(state, due)


def _within(column: str, days: Days) -> Condition:
    return b.c[column].between(days.first, days.last)
