# SPDX-License-Identifier: Apache-2.0
"""Tasks as hand-overs are read from them, and the numbers of control slips."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from motcua_storage.upserts import Upsert
from motcua_storage.upserts import insert as pg_insert

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.law_tables import control_slip as s
from motcua_intake.adapters.law_tables import stay
from motcua_intake.adapters.rows import columns, record
from motcua_intake.domain.control import Stay


@dataclass(frozen=True, slots=True)
class Slip:
    """The control slip of a dossier: its number, and its document once the dossier has ended."""

    dossier_id: str
    unit: str
    year: int
    seq: int
    number: str
    opened_at: datetime
    finished_at: datetime | None = None
    document_id: str | None = None


def note(
    connection: sa.Connection, task_id: str, dossier_id: str, *, into: sa.Table = stay, **known: Any
) -> bool:
    """Add what an event says of a task; moments that are known stay. Events come in any order and more than once. False where
    there is no such dossier here. `into`: `stay`, or `stay_rebuilt`."""
    row = {"task_id": task_id, "dossier_id": dossier_id} | _BLANK | known
    statement = _noting(into, tuple(known), known.get("closed_at") is None)
    done = connection.execute(statement, row)
    if done.rowcount:
        connection.execute(_in_order(into), {"of_dossier": dossier_id})
    return bool(done.rowcount)


_BLANK: Final = {"unit": "", "part": "", "person": "", "step_vi": "", "step_en": ""}


@cache
def _noting(stay: sa.Table, known: tuple[str, ...], unfinished: bool) -> Upsert:
    """Built once for what each kind of event says: to build it costs more than to run it."""
    names = list(dict.fromkeys(("task_id", "dossier_id", *_BLANK, *known)))
    fields = {name: sa.bindparam(name, type_=stay.c[name].type) for name in names}
    there = sa.select(*(field.label(name) for name, field in fields.items())).where(
        sa.exists().where(t.dossier.c.id == fields["dossier_id"])
    )
    statement = pg_insert(stay).from_select(names, there)
    taken = {name: _newer(stay, name, statement.excluded, unfinished) for name in known}
    return statement.on_conflict_do_update(index_elements=["task_id"], set_=taken)


@cache
def _in_order(stay: sa.Table) -> sa.Update:
    """What was before each task of a dossier at the same unit, as far as it is not written so yet."""
    known = sa.and_(stay.c.due_at.is_not(None), stay.c.opened_at.is_not(None))
    opened, closed = (stay.c.opened_at, stay.c.task_id), (stay.c.closed_at, stay.c.task_id)
    late = sa.and_(known, stay.c.closed_at > stay.c.due_at)
    before: dict[str, sa.ColumnElement[Any]] = {}
    for name, order, which in (
        ("came_before", opened, known),
        ("done_before", closed, known),
        ("late_before", closed, late),
    ):
        last = sa.func.max(order[0]).filter(which)
        before[name] = last.over(partition_by=stay.c.unit, order_by=order, rows=(None, -1))
    mine = stay.c.dossier_id == sa.bindparam("of_dossier")
    new = sa.select(stay.c.task_id, *(one.label(name) for name, one in before.items())).where(mine).subquery()
    other = sa.or_(*(stay.c[name].is_distinct_from(new.c[name]) for name in before))
    return (
        sa.update(stay)
        .values({name: new.c[name] for name in before})
        .where(mine, stay.c.task_id == new.c.task_id, other)
    )


def _newer(stay: sa.Table, name: str, new: Any, unfinished: bool) -> sa.ColumnElement[Any]:
    if name in ("person", "held_at"):  # who did it stays, though what was before comes later
        before = stay.c.held_at > new.held_at
        if unfinished:
            before = sa.or_(before, stay.c.closed_at.is_not(None))
        return sa.case((before, stay.c[name]), else_=new[name])
    if name in ("unit", "part", "step_vi", "step_en"):
        return _said(stay, name, new, "")
    if name == "due_at":
        return _said(stay, name, new, None)
    return sa.func.coalesce(stay.c[name], new[name])


def _said(stay: sa.Table, name: str, new: Any, blank: str | None) -> sa.ColumnElement[Any]:
    """The newest that was said; what an event left blank stays as it was."""
    return sa.func.coalesce(sa.func.nullif(new[name], sa.literal(blank)), stay.c[name])


def of_dossier(connection: sa.Connection, dossier_id: str) -> list[Stay]:
    query = sa.select(*columns(stay, Stay)).where(stay.c.dossier_id == dossier_id).order_by(stay.c.opened_at)
    return [record(Stay, row._mapping) for row in connection.execute(query)]


def slip(connection: sa.Connection, dossier_id: str) -> Slip | None:
    row = connection.execute(sa.select(*columns(s, Slip)).where(s.c.dossier_id == dossier_id)).one_or_none()
    return None if row is None else record(Slip, row._mapping)


def window_without_slip(connection: sa.Connection, dossier_id: str) -> str | None:
    """The window of a dossier that was accepted and has no slip yet. Whoever is told of one holds the opening of slips of this
    dossier until the commit, and looks again, as another event may have been faster."""
    query = sa.select(t.dossier.c.unit).where(
        t.dossier.c.id == dossier_id,
        t.dossier.c.accepted_at.is_not(None),
        ~sa.exists().where(s.c.dossier_id == dossier_id),
    )
    if connection.scalar(query) is None:
        return None
    connection.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"slip/{dossier_id}", 0)))
    )
    return connection.scalar(query)


def open_slip(connection: sa.Connection, new: Slip) -> None:
    row = {name: getattr(new, name) for name in ("dossier_id", "unit", "year", "seq", "number", "opened_at")}
    connection.execute(sa.insert(s).values(**row))


def finish(connection: sa.Connection, dossier_id: str, at: datetime) -> None:
    """The dossier has ended: its slip can be printed."""
    change = sa.update(s).where(s.c.dossier_id == dossier_id, s.c.finished_at.is_(None))
    connection.execute(change.values(finished_at=at))


def next_to_print(connection: sa.Connection, patience: datetime, but: Collection[str]) -> str | None:
    """The dossier whose slip waits longest to be printed: every task in it is over, or it ended before `patience`."""
    still = sa.exists().where(
        stay.c.dossier_id == s.c.dossier_id, stay.c.closed_at.is_(None), stay.c.cancelled_at.is_(None)
    )
    query = (
        sa.select(s.c.dossier_id)
        .where(
            s.c.finished_at.is_not(None),
            s.c.document_id.is_(None),
            sa.or_(s.c.finished_at <= patience, ~still),
            s.c.dossier_id != sa.all_(sa.literal(list(but), sa.ARRAY(sa.Text))),
        )
        .order_by(s.c.finished_at)
        .limit(1)
    )
    return connection.scalar(query)


def printed(connection: sa.Connection, dossier_id: str, document_id: str) -> None:
    connection.execute(sa.update(s).where(s.c.dossier_id == dossier_id).values(document_id=document_id))
