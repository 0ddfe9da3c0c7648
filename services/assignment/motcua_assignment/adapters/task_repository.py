# SPDX-License-Identifier: Apache-2.0
"""Tasks and the dossier projection. `visible_to` is the only way to list or find for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page
from sqlalchemy.dialects.postgresql import insert as pg_insert

from motcua_assignment.adapters.tables import dossier, record, task
from motcua_assignment.domain.task import LIVE, Dossier, State, Task

_COLUMNS = [task.c[name] for name in Task.__slots__]
_DOSSIER = [dossier.c[name].label(f"d_{name}") for name in Dossier.__slots__]
_SORT = (task.c.legal_due_at, task.c.due_at, task.c.id)
Row = tuple[Task, Dossier]


def visible_to(subject: Subject) -> sa.ColumnElement[bool]:
    """Tasks of the subject's unit in one of the subject's roles; nothing for whoever has no unit."""
    return sa.and_(task.c.unit == (subject.unit or ""), task.c.role.in_(sorted(subject.roles)))


def find(connection: sa.Connection, task_id: str, subject: Subject) -> Row | None:
    """A task that the subject may see, whatever its state."""
    row = connection.execute(_joined().where(task.c.id == task_id, visible_to(subject))).one_or_none()
    return None if row is None else _pair(row)


def lock(connection: sa.Connection, task_id: str, subject: Subject) -> Task | None:
    """The same for a change: the row is locked until the transaction ends."""
    query = sa.select(*_COLUMNS).where(task.c.id == task_id, visible_to(subject)).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Task(**row._mapping)


def inbox(
    connection: sa.Connection, subject: Subject, page: Page, *, assignee: str | None, dossier_id: str
) -> list[Row]:
    """Live tasks by legal due date; `assignee` "" means taken by nobody. One more than the page when there is a next one."""
    query = _joined().where(visible_to(subject), task.c.state.in_(LIVE))
    if assignee is not None:
        wanted = task.c.assignee_user == assignee if assignee else task.c.assignee_user.is_(None)
        query = query.where(wanted)
    if dossier_id:
        query = query.where(task.c.dossier_id == dossier_id)
    if page.after is not None:
        query = query.where(sa.tuple_(*_SORT) > sa.tuple_(*map(sa.literal, page.after)))
    return [_pair(row) for row in connection.execute(query.order_by(*_SORT).limit(page.size + 1))]


def done_by(connection: sa.Connection, subject: Subject, page: Page) -> list[Row]:
    """What the subject finished, newest first."""
    query = _joined().where(
        visible_to(subject), task.c.state == State.DONE, task.c.assignee_user == subject.username
    )
    if page.after is not None:
        query = query.where(sa.tuple_(task.c.closed_at, task.c.id) < sa.tuple_(*map(sa.literal, page.after)))
    order = (task.c.closed_at.desc(), task.c.id.desc())
    return [_pair(row) for row in connection.execute(query.order_by(*order).limit(page.size + 1))]


def count(
    connection: sa.Connection, subject: Subject, now: datetime, tomorrow: datetime
) -> tuple[int, int, int, int]:
    """Open, mine, overdue, due before `tomorrow`; over the live tasks that the subject may see."""
    legal = task.c.legal_due_at
    query = sa.select(
        sa.func.count(),
        sa.func.count().filter(task.c.assignee_user == subject.username),
        sa.func.count().filter(legal < now),
        sa.func.count().filter(sa.and_(legal >= now, legal < tomorrow)),
    ).where(visible_to(subject), task.c.state.in_(LIVE))
    opened, mine, overdue, today = connection.execute(query).one()
    return opened, mine, overdue, today


def add(connection: sa.Connection, new: Task) -> bool:
    """Insert a task unless its id is there already; whether it was new."""
    values = {name: getattr(new, name) for name in Task.__slots__}
    return connection.execute(pg_insert(task).values(**values).on_conflict_do_nothing()).rowcount == 1


def change(connection: sa.Connection, task_id: str, **values: Any) -> None:
    connection.execute(
        sa.update(task).where(task.c.id == task_id).values(revision=task.c.revision + 1, **values)
    )


def live_of_kind(connection: sa.Connection, dossier_id: str, kind: str) -> list[Task]:
    """Live tasks of one kind of a dossier, locked."""
    query = sa.select(*_COLUMNS).where(
        task.c.dossier_id == dossier_id, task.c.kind == kind, task.c.state.in_(LIVE)
    )
    return [Task(**row._mapping) for row in connection.execute(query.with_for_update())]


def by_id(connection: sa.Connection, task_id: str) -> Task | None:
    """For event handlers: without a person, locked."""
    row = connection.execute(sa.select(*_COLUMNS).where(task.c.id == task_id).with_for_update()).one_or_none()
    return None if row is None else Task(**row._mapping)


def visible(connection: sa.Connection, ids: Sequence[str], subject: Subject) -> list[Row]:
    """Those of these tasks that the subject may see and that are live."""
    query = _joined().where(task.c.id.in_(list(ids)), visible_to(subject), task.c.state.in_(LIVE))
    return [_pair(row) for row in connection.execute(query.order_by(*_SORT))]


def keep_record(
    connection: sa.Connection, task_id: str, answers: dict[str, Any], subject: Subject, at: datetime
) -> None:
    """The step's form as it was filled in; written once."""
    connection.execute(
        pg_insert(record)
        .values(
            task_id=task_id, answers=answers, actor_user=subject.username or subject.user_id,
            actor_name=subject.name, actor_unit=subject.unit or "", at=at,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


def dossier_of(connection: sa.Connection, dossier_id: str) -> Dossier | None:
    row = connection.execute(
        sa.select(*[dossier.c[name] for name in Dossier.__slots__]).where(dossier.c.id == dossier_id)
    ).one_or_none()
    return None if row is None else _dossier(dict(row._mapping))


def introduce(connection: sa.Connection, new: Dossier) -> Dossier:
    """What is known of a dossier, inserted with what a task says of it when intake's events were not read yet."""
    connection.execute(pg_insert(dossier).values(**_values(new)).on_conflict_do_nothing())
    return dossier_of(connection, new.id) or new


def update_dossier(connection: sa.Connection, new: Dossier) -> None:
    """Insert or overwrite, and let live steps follow the new dates."""
    values = _values(new)
    connection.execute(
        pg_insert(dossier)
        .values(**values)
        .on_conflict_do_update(
            index_elements=[dossier.c.id], set_={k: v for k, v in values.items() if k != "id"}
        )
    )
    if new.promised_at is None:
        return
    dates = dict(new.parts)
    legal = sa.case(dates, value=task.c.part, else_=new.promised_at) if dates else sa.literal(new.promised_at)
    connection.execute(
        sa.update(task)
        .where(task.c.dossier_id == new.id, task.c.state.in_(LIVE), task.c.kind != "acceptance")
        .values(legal_due_at=legal)
    )


def _joined() -> sa.Select[Any]:
    return sa.select(*_COLUMNS, *_DOSSIER).join(dossier, dossier.c.id == task.c.dossier_id)


def _pair(row: sa.Row[Any]) -> Row:
    values = row._mapping
    return (
        Task(**{name: values[name] for name in Task.__slots__}),
        _dossier({name: values[f"d_{name}"] for name in Dossier.__slots__}),
    )


def _values(one: Dossier) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Dossier.__slots__}
    return values | {"parts": [[part, due.isoformat()] for part, due in one.parts]}


def _dossier(values: dict[str, Any]) -> Dossier:
    parts = tuple((part, datetime.fromisoformat(due)) for part, due in values["parts"])
    return Dossier(**(values | {"parts": parts}))
