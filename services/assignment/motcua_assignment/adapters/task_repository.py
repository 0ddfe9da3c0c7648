# SPDX-License-Identifier: Apache-2.0
"""Tasks. `visible_to` is the only way to list or find for a person.

States stand in the statements as literals, not as parameters: only so can PostgreSQL take the partial indexes whatever plan it
keeps. Statements are built once, with parameters for what differs: building one costs several times what running it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page

from motcua_assignment.adapters import dossiers
from motcua_assignment.adapters.kept_tables import kept_form
from motcua_assignment.adapters.tables import dossier, task
from motcua_assignment.domain.task import Dossier, Kind, Task
from motcua_assignment.domain.whereabouts import Stay

_COLUMNS = [task.c[name] for name in Task.__slots__]
_SORT = (task.c.urgent_at, task.c.due_at, task.c.opened_at, task.c.id)
"""Of what is due at the same time, what was opened first. Ids do not tell: those at the window follow from the occasion."""
_DONE_SORT = (task.c.closed_at, task.c.id)
_LIVE = task.c.state.in_([sa.literal_column("'open'"), sa.literal_column("'claimed'")])
_shown_due = task.c.urgent_at
"""What a row of the list is marked with and sorted by, and the counters count: the law's time, or the step's own while the law
counts nothing. Handing results over lies behind every time that is counted (`NEVER_DUE`)."""
_CLAIMED = task.c.state == sa.literal_column("'claimed'")
_DONE = task.c.state == sa.literal_column("'done'")
_LATE = ("kind", "element", "title_vi", "title_en", "form", "role", "unit", "part", "result_code", "opened_at",
         "due_at", "legal_due_at", "given", "still")  # fmt: skip
"""What a tombstone learns from an opening that comes after the closing."""
Row = tuple[Task, Dossier]
Due = tuple[datetime | None, datetime | None]
"""From the first moment on, until before the second; None: no bound."""

_VISIBLE = sa.and_(
    task.c.unit == sa.bindparam("seen_unit", type_=sa.Text),
    task.c.role == sa.any_(sa.bindparam("seen_roles", type_=sa.ARRAY(sa.Text))),
)
"""Needs the parameters of `visible_to`; a statement that is run without them fails."""
_JOINED = sa.select(*_COLUMNS, *dossiers.LABELLED).join(dossier, dossier.c.id == task.c.dossier_id)
SEEN_AND_LIVE = (_VISIBLE, _LIVE)
"""For statements elsewhere over a person's inbox; run with the parameters of `visible_to`."""
_BEFORE_GIVEN = Task.__slots__.index("given")
_LISTED = sa.select(*(column for column in _COLUMNS if column.name != "given"), *dossiers.LISTED).join(
    dossier, dossier.c.id == task.c.dossier_id
)
"""Without what no list shows, since reading JSON costs more than all other columns together."""
_BY_ID = task.c.id == sa.bindparam("task_id")
_FIND = _JOINED.where(_BY_ID, _VISIBLE)
_FIND_ALL = _JOINED.where(
    task.c.id == sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.Text))), _VISIBLE
).order_by(*_SORT)
_LOCK = sa.select(*_COLUMNS).where(_BY_ID)
_LOCK_VISIBLE = _LOCK.where(_VISIBLE).with_for_update()
_LOCK_ANY = _LOCK.with_for_update()
_LIVE_OF_KIND = (
    sa.select(*_COLUMNS)
    .where(task.c.dossier_id == sa.bindparam("dossier_id"), task.c.kind == sa.bindparam("wanted_kind"), _LIVE)
    .order_by(task.c.id)
    .with_for_update()
)
_COUNT = sa.select(
    sa.func.count(),
    sa.func.count().filter(task.c.assignee_user == sa.bindparam("me")),
    sa.func.count().filter(_shown_due < sa.bindparam("now")),
    sa.func.count().filter(_shown_due >= sa.bindparam("now"), _shown_due < sa.bindparam("tomorrow")),
).where(_VISIBLE, _LIVE)
_STAYS = sa.select(*(task.c[name] for name in Stay.__slots__)).where(
    task.c.dossier_id == sa.bindparam("dossier_id"),
    task.c.kind == sa.literal_column(f"'{Kind.STEP}'"),
    task.c.unit != sa.literal_column("''"),
)
_CHANGE = sa.update(task).where(task.c.id == sa.bindparam("changed")).values(revision=task.c.revision + 1)
_FORGET_FORMS = sa.delete(kept_form).where(kept_form.c.task_id == sa.bindparam("changed")).cte("forgotten")
_CLOSE = _CHANGE.add_cte(_FORGET_FORMS)
# As text: SQLAlchemy compiles an insert with ON CONFLICT anew each time.
_INSERT = """
INSERT INTO assignment.task AS known ({names})
SELECT {names} FROM jsonb_populate_recordset(CAST(NULL AS assignment.task), CAST(:rows AS jsonb))
"""
_OR_FILL = """
ON CONFLICT (id) DO UPDATE SET {late} WHERE known.unit = '' RETURNING id, state
"""
_INTO = _INSERT.format(names=", ".join(Task.__slots__))
_ADD = sa.text(_INTO + _OR_FILL.format(late=", ".join(f"{name} = excluded.{name}" for name in _LATE)))
# Not rowcount: SQLAlchemy does not keep it for an insert.
_BURY = sa.text(_INTO + "ON CONFLICT DO NOTHING RETURNING id")


def visible_to(subject: Subject) -> dict[str, Any]:
    """Parameters of every statement for a person: tasks of the subject's unit in one of the subject's roles; nothing for
    whoever has no unit, as nothing equals NULL."""
    return {"seen_unit": subject.unit or None, "seen_roles": sorted(subject.roles)}


def who(subject: Subject) -> str:
    """The name that an assignee is kept by."""
    return subject.username or subject.user_id


def find(connection: sa.Connection, task_id: str, subject: Subject) -> Row | None:
    """A task that the subject may see, whatever its state."""
    row = connection.execute(_FIND, {"task_id": task_id, **visible_to(subject)}).one_or_none()
    return None if row is None else _pair(row)


def find_all(connection: sa.Connection, ids: Sequence[str], subject: Subject) -> list[Row]:
    """Those of these tasks that the subject may see, in the order of the list."""
    return [_pair(row) for row in connection.execute(_FIND_ALL, {"ids": list(ids), **visible_to(subject)})]


def lock(connection: sa.Connection, task_id: str, subject: Subject) -> Task | None:
    """The same for a change: the row is locked until the transaction ends."""
    row = connection.execute(_LOCK_VISIBLE, {"task_id": task_id, **visible_to(subject)}).one_or_none()
    return None if row is None else Task(*row)


def inbox(
    connection: sa.Connection,
    subject: Subject,
    page: Page,
    *,
    taken: bool | None,
    dossier_id: str,
    due: Due = (None, None),
) -> list[Row]:
    """Live tasks, the most urgent first; `taken` True: those of the subject, False: those of nobody, None: all; `due` narrows
    them by what a row counts down to. One more than the page when there is a next one."""
    query = _inbox(taken, bool(dossier_id), page.after is not None, tuple(one is not None for one in due))
    return _listed(connection, query, subject, page, dossier_id, due)


def done_by(connection: sa.Connection, subject: Subject, page: Page, *, dossier_id: str) -> list[Row]:
    """What the subject finished, newest first."""
    return _listed(connection, _done(bool(dossier_id), page.after is not None), subject, page, dossier_id)


def count(
    connection: sa.Connection, subject: Subject, now: datetime, tomorrow: datetime
) -> tuple[int, int, int, int]:
    """Open, mine, overdue, due before `tomorrow`; over the live tasks that the subject may see."""
    asked = {"me": who(subject), "now": now, "tomorrow": tomorrow, **visible_to(subject)}
    opened, mine, overdue, today = connection.execute(_COUNT, asked).one()
    return opened, mine, overdue, today


def stays(connection: sa.Connection, dossier_id: str) -> list[Stay]:
    """Where the steps of a dossier were and are; for whoever may read the dossier, which the caller of this has to know."""
    return [Stay(*row) for row in connection.execute(_STAYS, {"dossier_id": dossier_id})]


def add(connection: sa.Connection, new: Sequence[Task]) -> list[Task]:
    """Insert tasks unless their ids are there already; those that were new. A tombstone is filled in and stays closed."""
    if not new:
        return []
    by_id = {one.id: one for one in new}
    rows = connection.execute(_ADD, _written(by_id.values()))
    return [by_id[row.id] for row in rows if row.state == by_id[row.id].state]


def bury(connection: sa.Connection, stone: Task) -> bool:
    """Insert a tombstone; False when the task is there already."""
    return connection.execute(_BURY, _written([stone])).first() is not None


def change(connection: sa.Connection, task_id: str, **values: Any) -> None:
    """Change a task that the transaction has locked."""
    connection.execute(_CHANGE, {"changed": task_id, **values})


def close(connection: sa.Connection, task_id: str, **values: Any) -> None:
    """Change a locked task that ends; what anybody had typed into it and not sent is forgotten with it."""
    connection.execute(_CLOSE, {"changed": task_id, **values})


def live_of_kind(connection: sa.Connection, dossier_id: str, kind: str) -> list[Task]:
    """Live tasks of one kind of a dossier, locked."""
    rows = connection.execute(_LIVE_OF_KIND, {"dossier_id": dossier_id, "wanted_kind": kind})
    return [Task(*row) for row in rows]


def by_id(connection: sa.Connection, task_id: str) -> Task | None:
    """For event handlers: without a person, locked."""
    row = connection.execute(_LOCK_ANY, {"task_id": task_id}).one_or_none()
    return None if row is None else Task(*row)


@cache
def _inbox(taken: bool | None, of_dossier: bool, after: bool, due: tuple[bool, ...]) -> sa.Select[Any]:
    query = _LISTED.where(_VISIBLE, _LIVE)
    if taken is True:
        query = query.where(_CLAIMED, task.c.assignee_user == sa.bindparam("me"))
    elif taken is False:
        query = query.where(task.c.assignee_user.is_(None))
    since, before = due
    if since:
        query = query.where(_shown_due >= sa.bindparam("due_since"))
    if before:
        query = query.where(_shown_due < sa.bindparam("due_before"))
    if after:
        query = query.where(sa.tuple_(*_SORT) > _key(_SORT))
    return _paged(query.order_by(*_SORT), of_dossier)


@cache
def _done(of_dossier: bool, after: bool) -> sa.Select[Any]:
    query = _LISTED.where(_VISIBLE, _DONE, task.c.assignee_user == sa.bindparam("me"))
    if after:
        query = query.where(sa.tuple_(*_DONE_SORT) < _key(_DONE_SORT))
    return _paged(query.order_by(task.c.closed_at.desc(), task.c.id.desc()), of_dossier)


def _paged(query: sa.Select[Any], of_dossier: bool) -> sa.Select[Any]:
    if of_dossier:
        query = query.where(task.c.dossier_id == sa.bindparam("dossier_id"))
    return query.limit(sa.bindparam("most", type_=sa.Integer))


def _key(columns: Sequence[sa.Column[Any]]) -> sa.Tuple:
    # With the columns' own types: a moment must not lose its zone on the way.
    return sa.tuple_(*(sa.bindparam(f"after_{place}", type_=one.type) for place, one in enumerate(columns)))


def _listed(
    connection: sa.Connection,
    query: sa.Select[Any],
    subject: Subject,
    page: Page,
    dossier_id: str,
    due: Due = (None, None),
) -> list[Row]:
    """A page and one more, without what the forms are given. A statement takes what it names of the parameters."""
    asked = {"me": who(subject), "dossier_id": dossier_id, "most": page.size + 1, **visible_to(subject)}
    asked |= {"due_since": due[0], "due_before": due[1]}
    asked |= {f"after_{place}": value for place, value in enumerate(page.after or ())}
    return [_listed_pair(row) for row in connection.execute(query, asked).all()]


def _written(rows: Iterable[Task]) -> dict[str, str]:
    return {"rows": json.dumps([asdict(one) for one in rows], default=datetime.isoformat, ensure_ascii=False)}


def _pair(row: sa.Row[Any]) -> Row:
    own = len(_COLUMNS)
    return Task(*row[:own]), dossiers.of_row(row[own:])


def _listed_pair(row: sa.Row[Any]) -> Row:
    own = len(_COLUMNS) - 1
    values = [*row[:_BEFORE_GIVEN], {}, *row[_BEFORE_GIVEN:own]]
    return Task(*values), dossiers.of_listed(row[own:])
