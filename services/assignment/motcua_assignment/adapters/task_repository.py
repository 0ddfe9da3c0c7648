# SPDX-License-Identifier: Apache-2.0
"""Tasks. `visible_to` is the only way to list or find for a person.

States stand in the statements as literals, not as parameters: only so can PostgreSQL take the partial indexes whatever plan it
keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page
from sqlalchemy.dialects.postgresql import insert as pg_insert

from motcua_assignment.adapters import dossiers
from motcua_assignment.adapters.tables import dossier, task
from motcua_assignment.domain.task import Dossier, Task

_COLUMNS = [task.c[name] for name in Task.__slots__]
_SORT = (task.c.legal_due_at, task.c.due_at, task.c.id)
_DONE_SORT = (task.c.closed_at, task.c.id)
_LIVE = task.c.state.in_([sa.literal_column("'open'"), sa.literal_column("'claimed'")])
_CLAIMED = task.c.state == sa.literal_column("'claimed'")
_DONE = task.c.state == sa.literal_column("'done'")
_LATE = ("kind", "element", "title_vi", "title_en", "form", "role", "unit", "part", "result_code", "opened_at",
         "due_at", "legal_due_at")  # fmt: skip
"""What a tombstone learns from an opening that comes after the closing."""
Row = tuple[Task, Dossier]


def visible_to(subject: Subject) -> sa.ColumnElement[bool]:
    """Tasks of the subject's unit in one of the subject's roles; nothing for whoever has no unit."""
    if not subject.unit:
        return sa.false()
    return sa.and_(task.c.unit == subject.unit, task.c.role.in_(sorted(subject.roles)))


def who(subject: Subject) -> str:
    """The name that an assignee is kept by."""
    return subject.username or subject.user_id


def find(connection: sa.Connection, task_id: str, subject: Subject) -> Row | None:
    """A task that the subject may see, whatever its state."""
    row = connection.execute(_joined().where(task.c.id == task_id, visible_to(subject))).one_or_none()
    return None if row is None else _pair(row)


def find_all(connection: sa.Connection, ids: Sequence[str], subject: Subject) -> list[Row]:
    """Those of these tasks that the subject may see, in the order of the list."""
    query = _joined().where(task.c.id.in_(list(ids)), visible_to(subject))
    return [_pair(row) for row in connection.execute(query.order_by(*_SORT))]


def lock(connection: sa.Connection, task_id: str, subject: Subject) -> Task | None:
    """The same for a change: the row is locked until the transaction ends."""
    query = sa.select(*_COLUMNS).where(task.c.id == task_id, visible_to(subject))
    row = connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else Task(**row._mapping)


def inbox(
    connection: sa.Connection, subject: Subject, page: Page, *, taken: bool | None, dossier_id: str
) -> list[Row]:
    """Live tasks by legal due date; `taken` True: those of the subject, False: those of nobody, None: all. One more than the
    page when there is a next one."""
    query = _joined().where(visible_to(subject), _LIVE)
    if taken is True:
        query = query.where(_CLAIMED, task.c.assignee_user == who(subject))
    elif taken is False:
        query = query.where(task.c.assignee_user.is_(None))
    if dossier_id:
        query = query.where(task.c.dossier_id == dossier_id)
    if page.after is not None:
        query = query.where(sa.tuple_(*_SORT) > _key(page.after, _SORT))
    return [_pair(row) for row in connection.execute(query.order_by(*_SORT).limit(page.size + 1))]


def done_by(connection: sa.Connection, subject: Subject, page: Page, *, dossier_id: str) -> list[Row]:
    """What the subject finished, newest first."""
    query = _joined().where(visible_to(subject), _DONE, task.c.assignee_user == who(subject))
    if dossier_id:
        query = query.where(task.c.dossier_id == dossier_id)
    if page.after is not None:
        query = query.where(sa.tuple_(*_DONE_SORT) < _key(page.after, _DONE_SORT))
    order = (task.c.closed_at.desc(), task.c.id.desc())
    return [_pair(row) for row in connection.execute(query.order_by(*order).limit(page.size + 1))]


def count(
    connection: sa.Connection, subject: Subject, now: datetime, tomorrow: datetime
) -> tuple[int, int, int, int]:
    """Open, mine, overdue, due before `tomorrow`; over the live tasks that the subject may see."""
    legal = task.c.legal_due_at
    query = sa.select(
        sa.func.count(),
        sa.func.count().filter(task.c.assignee_user == who(subject)),
        sa.func.count().filter(legal < now),
        sa.func.count().filter(sa.and_(legal >= now, legal < tomorrow)),
    ).where(visible_to(subject), _LIVE)
    opened, mine, overdue, today = connection.execute(query).one()
    return opened, mine, overdue, today


def add(connection: sa.Connection, new: Sequence[Task]) -> list[Task]:
    """Insert tasks unless their ids are there already; those that were new. A tombstone is filled in and stays closed."""
    if not new:
        return []
    by_id = {one.id: one for one in new}
    values = [{name: getattr(one, name) for name in Task.__slots__} for one in by_id.values()]
    statement = pg_insert(task).values(values)
    late = statement.on_conflict_do_update(
        index_elements=[task.c.id],
        set_={name: statement.excluded[name] for name in _LATE},
        where=task.c.unit == sa.literal_column("''"),
    )
    rows = connection.execute(late.returning(task.c.id, task.c.state))
    return [by_id[row.id] for row in rows if row.state == by_id[row.id].state]


def bury(connection: sa.Connection, stone: Task) -> bool:
    """Insert a tombstone; False when the task is there already."""
    values = {name: getattr(stone, name) for name in Task.__slots__}
    # Not rowcount: SQLAlchemy does not keep it for an insert.
    insert = pg_insert(task).values(values).on_conflict_do_nothing().returning(task.c.id)
    return connection.execute(insert).first() is not None


def change(connection: sa.Connection, task_id: str, **values: Any) -> None:
    """Change a task that the transaction has locked."""
    connection.execute(
        sa.update(task).where(task.c.id == task_id).values(revision=task.c.revision + 1, **values)
    )


def live_of_kind(connection: sa.Connection, dossier_id: str, kind: str) -> list[Task]:
    """Live tasks of one kind of a dossier, locked."""
    query = sa.select(*_COLUMNS).where(task.c.dossier_id == dossier_id, task.c.kind == kind, _LIVE)
    return [Task(**row._mapping) for row in connection.execute(query.order_by(task.c.id).with_for_update())]


def by_id(connection: sa.Connection, task_id: str) -> Task | None:
    """For event handlers: without a person, locked."""
    row = connection.execute(sa.select(*_COLUMNS).where(task.c.id == task_id).with_for_update()).one_or_none()
    return None if row is None else Task(**row._mapping)


def _joined() -> sa.Select[Any]:
    return sa.select(*_COLUMNS, *dossiers.LABELLED).join(dossier, dossier.c.id == task.c.dossier_id)


def _key(after: Sequence[Any], columns: Sequence[sa.Column[Any]]) -> sa.Tuple:
    # With the columns' own types: a moment must not lose its zone on the way.
    return sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, columns, strict=True)))


def _pair(row: sa.Row[Any]) -> Row:
    values = row._mapping
    return (
        Task(**{name: values[name] for name in Task.__slots__}),
        dossiers.from_labelled(values),
    )
