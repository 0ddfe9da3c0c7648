# SPDX-License-Identifier: Apache-2.0
"""Tasks. `visible_to` is the only way to list or find for a person.

States stand in the statements as literals, not as parameters: only so can PostgreSQL take the partial indexes whatever plan it
keeps. Statements are built once, with parameters for what differs: building one costs several times what running it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page

from motcua_assignment.adapters import dossiers, substitutions
from motcua_assignment.adapters.kept_tables import kept_form
from motcua_assignment.adapters.tables import dossier, task
from motcua_assignment.domain.narrowing import Narrowing, Shape, Times
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
_MINE = task.c.assignee_user == sa.any_(substitutions.ACTING_FOR)
"""Of the subject, and of those whom the subject stands in for."""
SOON = sa.and_(
    _shown_due >= sa.bindparam("tomorrow"),
    _shown_due
    <= sa.case(
        (sa.or_(task.c.still, task.c.kind != sa.literal_column(f"'{Kind.STEP}'")), sa.bindparam("soon_step")),
        else_=sa.bindparam("soon_whole"),
    ),
)
"""As `domain.narrowing.Soon` says it of a row; nothing where the unit's time is not known."""
MOST_CHOICES = 200
_DONE = task.c.state == sa.literal_column("'done'")
_LATE = ("kind", "element", "title_vi", "title_en", "form", "role", "unit", "part", "result_code", "opened_at",
         "due_at", "legal_due_at", "given", "still", "signs")  # fmt: skip
"""What a tombstone learns from an opening that comes after the closing."""
Row = tuple[Task, Dossier]

_VISIBLE = sa.and_(
    task.c.unit == sa.bindparam("seen_unit", type_=sa.Text),
    sa.or_(
        sa.bindparam("seen_whole", type_=sa.Boolean),
        task.c.role == sa.any_(sa.bindparam("seen_roles", type_=sa.ARRAY(sa.Text))),
        sa.and_(task.c.kind == sa.literal_column(f"'{Kind.STEP}'"), substitutions.LENT),
    ),
)
"""Needs the parameters of `visible_to`; a statement that is run without them fails."""
_own = task.alias("own_work")
_MADE_BEFORE = sa.and_(
    _own.c.dossier_id == task.c.dossier_id,
    _own.c.state == sa.literal_column("'done'"),
    _own.c.assignee_user == sa.bindparam("seen_user", type_=sa.Text),
    _own.c.role != task.c.role,
    _own.c.kind != sa.literal_column(f"'{Kind.RETURN}'"),
    sa.or_(
        _own.c.part == task.c.part,
        _own.c.part == sa.literal_column("''"),
        task.c.part == sa.literal_column("''"),
    ),
)
"""Work of the subject, in another role, in the same part of the same dossier: who checks it has to be somebody else."""
_TO_DO = sa.and_(
    _VISIBLE,
    sa.or_(
        sa.bindparam("seen_whole", type_=sa.Boolean),
        task.c.role == sa.any_(sa.bindparam("seen_roles", type_=sa.ARRAY(sa.Text))),
        ~sa.exists(sa.select(sa.literal(1)).select_from(_own).where(_MADE_BEFORE).correlate(task)),
    ),
)
"""What stands in a list: not what is only lent and would be the check of one's own work."""
_CHECKED = (
    sa.select(_own.c.title_vi, _own.c.title_en)
    .select_from(task.join(_own, _MADE_BEFORE))
    .where(task.c.id == sa.bindparam("task_id"))
    .order_by(_own.c.closed_at.desc())
    .limit(1)
)
_JOINED = sa.select(*_COLUMNS, *dossiers.LABELLED).join(dossier, dossier.c.id == task.c.dossier_id)
_DONE_BY_ME = sa.and_(
    task.c.unit == sa.bindparam("seen_unit", type_=sa.Text),
    task.c.assignee_user == sa.bindparam("seen_user", type_=sa.Text),
    _DONE,
)
"""What the subject did is theirs to read, also when its role was only lent and the leave that it was lent for is over."""
SEEN_AND_LIVE = (_TO_DO, _LIVE)
"""For statements elsewhere over a person's inbox; run with the parameters of `visible_to`."""
_BEFORE_GIVEN = Task.__slots__.index("given")
_LISTED = sa.select(*(column for column in _COLUMNS if column.name != "given"), *dossiers.LISTED).join(
    dossier, dossier.c.id == task.c.dossier_id
)
"""Without what no list shows, since reading JSON costs more than all other columns together."""
_BY_ID = task.c.id == sa.bindparam("task_id")
_FIND = _JOINED.where(_BY_ID, sa.or_(_VISIBLE, _DONE_BY_ME))
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
    sa.func.count().filter(_CLAIMED, _MINE),
    sa.func.count().filter(_shown_due < sa.bindparam("now")),
    sa.func.count().filter(_shown_due >= sa.bindparam("now"), _shown_due < sa.bindparam("tomorrow")),
    sa.func.count().filter(SOON),
    sa.func.count().filter(task.c.escalated_at.is_not(None)),
).where(_TO_DO, _LIVE)
_COUNT_ESCALATED = (
    sa.select(sa.func.count())
    .select_from(task)
    .where(task.c.unit == sa.bindparam("seen_unit", type_=sa.Text), _LIVE, task.c.escalated_at.is_not(None))
)
_CHOICES = (
    sa.select(
        dossier.c.procedure_key,
        sa.func.max(dossier.c.procedure_vi),
        sa.func.max(dossier.c.procedure_en),
        task.c.element,
        sa.func.max(task.c.title_vi),
        sa.func.max(task.c.title_en),
        sa.func.count(),
    )
    .join(dossier, dossier.c.id == task.c.dossier_id)
    .where(_TO_DO, _LIVE)
    .group_by(dossier.c.procedure_key, task.c.element)
    .order_by(dossier.c.procedure_key, task.c.element)
    .limit(MOST_CHOICES)
)
_CLAIMED_BY = (
    sa.select(task.c.assignee_user, sa.func.count().label("found"))
    .where(_CLAIMED, task.c.unit == sa.bindparam("of_unit"))
    .group_by(task.c.assignee_user)
)
_STAYS = sa.select(*(task.c[name] for name in Stay.__slots__)).where(
    task.c.dossier_id == sa.bindparam("dossier_id"),
    task.c.kind == sa.literal_column(f"'{Kind.STEP}'"),
    task.c.unit != sa.literal_column("''"),
)
_LATE_IDS = (
    sa.select(task.c.id)
    .where(
        _LIVE,
        task.c.kind != sa.literal_column(f"'{Kind.RETURN}'"),
        task.c.escalated_at.is_(None),
        task.c.due_at < sa.bindparam("now"),
    )
    .order_by(task.c.due_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_ESCALATE = (
    sa.update(task)
    .where(task.c.id.in_(_LATE_IDS))
    .values(escalated_at=sa.bindparam("now"), revision=task.c.revision + 1)
    .returning(*_COLUMNS)
)
_LEAVE_OVER = (
    sa.select(*_COLUMNS)
    .where(_CLAIMED, task.c.on_behalf_of != sa.literal_column("''"), ~substitutions.STILL_AWAY)
    .order_by(task.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=task)
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


@dataclass(frozen=True, slots=True)
class Officer(Subject):
    """A caller who works in an inbox, on that day of the business clock."""

    today: date | None = None
    whole: bool = False
    """Reads all of the unit's, as its head."""


def officer_of(subject: Subject, today: date) -> Officer:
    """The same subject on a day."""
    return Officer(**{name: getattr(subject, name) for name in Subject.__slots__}, today=today)


def visible_to(subject: Subject) -> dict[str, Any]:
    """Parameters of every statement for a person: tasks of the subject's unit in one of the subject's roles, and those that a
    substitution lends an `Officer` that day; nothing for whoever has no unit, as nothing equals NULL."""
    officer = subject if isinstance(subject, Officer) else None
    return {
        "seen_unit": subject.unit or None, "seen_roles": sorted(subject.roles), "seen_user": who(subject),
        "seen_day": officer and officer.today, "seen_whole": bool(officer and officer.whole),
    }  # fmt: skip


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


def inbox(connection: sa.Connection, subject: Subject, page: Page, wanted: Narrowing) -> list[Row]:
    """Live tasks, the most urgent first, as far as `wanted` lets them through. One more than the page when there is a next
    one."""
    query = _inbox(wanted.shape, page.after is not None)
    return _listed(connection, query, subject, page, wanted.values())


def done_by(connection: sa.Connection, subject: Subject, page: Page, *, dossier_id: str) -> list[Row]:
    """What the subject finished, newest first."""
    query = _done(bool(dossier_id), page.after is not None)
    return _listed(connection, query, subject, page, {"dossier_id": dossier_id})


def count(connection: sa.Connection, subject: Subject, times: Times) -> tuple[int, int, int, int, int, int]:
    """Open, mine, overdue, due before tomorrow, soon, escalated; over the live tasks that the subject may see."""
    opened, mine, overdue, today, soon, escalated = connection.execute(
        _COUNT, times.values() | visible_to(subject)
    ).one()
    return opened, mine, overdue, today, soon, escalated


def count_escalated(connection: sa.Connection, unit: str) -> int:
    """Live tasks of a unit that are past their own due time, whatever the role: for its head."""
    return int(connection.execute(_COUNT_ESCALATED, {"seen_unit": unit}).scalar_one())


def choices(connection: sa.Connection, subject: Subject) -> list[Any]:
    """Procedure (key, names), element, titles and how many of each, over the live tasks that the subject may see."""
    return list(connection.execute(_CHOICES, visible_to(subject)))


def claimed_by(connection: sa.Connection, unit: str) -> dict[str, int]:
    """How many tasks the officers of a unit have claimed and not finished."""
    return {row.assignee_user: row.found for row in connection.execute(_CLAIMED_BY, {"of_unit": unit})}


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


def escalate(connection: sa.Connection, now: datetime, most: int) -> list[Task]:
    """Mark the live tasks that are past their own due time longest and were not told of yet; locked. What another process is at
    work on is left to it, or to the next look."""
    return [Task(*row) for row in connection.execute(_ESCALATE, {"now": now, "most": most})]


def checks_own_work(connection: sa.Connection, task_id: str, user: str) -> tuple[str, str] | None:
    """What this person did themselves in the same part of the dossier, in another role (titles); None: nothing."""
    row = connection.execute(_CHECKED, {"task_id": task_id, "seen_user": user}).one_or_none()
    return None if row is None else (row.title_vi, row.title_en)


def leave_over(connection: sa.Connection, today: date, most: int) -> list[Task]:
    """Live tasks that somebody has in place of one who is back; locked."""
    return [Task(*row) for row in connection.execute(_LEAVE_OVER, {"seen_day": today, "most": most})]


def change(connection: sa.Connection, task_id: str, **values: Any) -> None:
    """Change a task that the transaction has locked."""
    connection.execute(_CHANGE, {"changed": task_id, **values})


def close(connection: sa.Connection, task_id: str, **values: Any) -> None:
    """Change a locked task that ends; what anybody had typed into it and not sent is forgotten with it."""
    connection.execute(_CLOSE, {"changed": task_id, **values})


def of_unit(connection: sa.Connection, task_id: str, unit: str, *, lock: bool = False) -> Task | None:
    """A task of a unit, whatever its role: for who leads the unit, and for who may be given it."""
    query = _LOCK.where(task.c.unit == sa.bindparam("of_unit", type_=sa.Text))
    row = connection.execute(
        query.with_for_update() if lock else query, {"task_id": task_id, "of_unit": unit or None}
    ).one_or_none()
    return None if row is None else Task(*row)


def live_of_kind(connection: sa.Connection, dossier_id: str, kind: str) -> list[Task]:
    """Live tasks of one kind of a dossier, locked."""
    rows = connection.execute(_LIVE_OF_KIND, {"dossier_id": dossier_id, "wanted_kind": kind})
    return [Task(*row) for row in rows]


def by_id(connection: sa.Connection, task_id: str) -> Task | None:
    """For event handlers: without a person, locked."""
    row = connection.execute(_LOCK_ANY, {"task_id": task_id}).one_or_none()
    return None if row is None else Task(*row)


@cache
def _inbox(shape: Shape, after: bool) -> sa.Select[Any]:
    query = _LISTED.where(_TO_DO, _LIVE)
    if shape.taken is True:
        query = query.where(_CLAIMED, _MINE)
    elif shape.taken is False:
        query = query.where(task.c.assignee_user.is_(None))
    query = query.where(*_due(shape.due))
    if shape.escalated:
        query = query.where(task.c.escalated_at.is_not(None))
    if shape.procedure:
        query = query.where(dossier.c.procedure_key == sa.bindparam("procedure"))
    if shape.element:
        query = query.where(task.c.element == sa.bindparam("element"))
    for place in range(shape.words):
        query = query.where(dossier.c.words.like(sa.bindparam(f"word_{place}", type_=sa.Text)))
    if after:
        query = query.where(sa.tuple_(*_SORT) > _key(_SORT))
    return _paged(query.order_by(*_SORT), shape.of_dossier)


def _due(wanted: str) -> list[sa.ColumnElement[bool]]:
    now: Any = sa.bindparam("now")
    tomorrow: Any = sa.bindparam("tomorrow")
    return {
        "": list[sa.ColumnElement[bool]](),
        "overdue": [_shown_due < now],
        "today": [_shown_due >= now, _shown_due < tomorrow],
        "soon": [SOON],
    }[wanted]


@cache
def _done(of_dossier: bool, after: bool) -> sa.Select[Any]:
    query = _LISTED.where(_DONE_BY_ME)
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
    connection: sa.Connection, query: sa.Select[Any], subject: Subject, page: Page, asked: dict[str, Any]
) -> list[Row]:
    """A page and one more, without what the forms are given. A statement takes what it names of the parameters."""
    asked = {"most": page.size + 1, **visible_to(subject), **asked}
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
