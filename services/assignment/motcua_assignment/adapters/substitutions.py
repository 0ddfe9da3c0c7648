# SPDX-License-Identifier: Apache-2.0
"""Substitutions as rows, and the conditions by which they widen what an officer sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa
from motcua_rpc import Page
from sqlalchemy.dialects.postgresql import array

from motcua_assignment.adapters.desk_tables import substitution
from motcua_assignment.adapters.tables import task
from motcua_assignment.domain.substitution import Substitution
from motcua_assignment.domain.task import Task

_COLUMNS = [substitution.c[name] for name in Substitution.__slots__]
_ME = sa.bindparam("seen_user", type_=sa.Text)
_DAY = sa.bindparam("seen_day", type_=sa.Date)
_IN_FORCE = sa.and_(
    substitution.c.ended_at.is_(None), substitution.c.from_day <= _DAY, substitution.c.to_day >= _DAY
)
LENT = sa.exists(
    sa.select(sa.literal(1)).where(
        substitution.c.substitute_user == _ME,
        _IN_FORCE,
        substitution.c.unit == task.c.unit,
        task.c.role == sa.any_(substitution.c.lent_roles),
        sa.or_(~task.c.signs, substitution.c.signs),
    )
)
"""A task of a role that is lent to the subject that day, and needs no signature that is not. With the parameters of
`visible_to`."""
STILL_AWAY = sa.exists(
    sa.select(sa.literal(1)).where(
        substitution.c.substitute_user == task.c.assignee_user,
        substitution.c.absent_user == task.c.on_behalf_of,
        substitution.c.unit == task.c.unit,
        _IN_FORCE,
    )
)
"""Whoever has a task in place of somebody does so that day. With the parameter `seen_day`."""
ACTING_FOR = sa.func.array_cat(
    array([_ME]),
    sa.func.array(
        sa.select(substitution.c.absent_user)
        .where(substitution.c.substitute_user == _ME, _IN_FORCE)
        .scalar_subquery(),
        type_=sa.ARRAY(sa.Text),
    ),
    type_=sa.ARRAY(sa.Text),
)
"""The subject, and everybody for whom the subject acts that day."""
_OF = sa.select(*_COLUMNS).where(substitution.c.substitute_user == _ME, _IN_FORCE).order_by(substitution.c.id)
_LAST_FIRST = (substitution.c.to_day, substitution.c.id)


def held_by(connection: sa.Connection, user: str, today: date) -> list[Substitution]:
    """Those in which this person stands in for somebody today."""
    rows = connection.execute(_OF, {"seen_user": user, "seen_day": today})
    return [Substitution(*row) for row in rows]


def for_any_of(
    connection: sa.Connection, absent: Iterable[str], units: Iterable[str], today: date
) -> list[Substitution]:
    """Those in which somebody stands in for one of these people of these units today."""
    query = sa.select(*_COLUMNS).where(
        substitution.c.absent_user.in_(list(absent)),
        substitution.c.unit.in_(list(units)),
        substitution.c.ended_at.is_(None),
        substitution.c.from_day <= today,
        substitution.c.to_day >= today,
    )
    return [Substitution(*row) for row in connection.execute(query.order_by(substitution.c.id))]


def lending(connection: sa.Connection, wanted: Task, today: date) -> list[Substitution]:
    """Those that lend the role of a task today, and its signature where it needs one."""
    query = sa.select(*_COLUMNS).where(
        substitution.c.unit == wanted.unit,
        sa.literal(wanted.role) == sa.any_(substitution.c.lent_roles),
        sa.or_(sa.literal(not wanted.signs), substitution.c.signs),
        substitution.c.ended_at.is_(None),
        substitution.c.from_day <= today,
        substitution.c.to_day >= today,
    )
    return [Substitution(*row) for row in connection.execute(query.order_by(substitution.c.id))]


def name_of(connection: sa.Connection, user: str) -> str:
    """The name under which somebody was absent last; the user's own where nobody stood in."""
    query = sa.select(substitution.c.absent_name).where(substitution.c.absent_user == user)
    return connection.scalar(query.order_by(substitution.c.id.desc()).limit(1)) or user


def away(connection: sa.Connection, unit: str, today: date) -> set[str]:
    """Who of a unit has a substitute today."""
    query = sa.select(substitution.c.absent_user).where(
        substitution.c.unit == unit,
        substitution.c.ended_at.is_(None),
        substitution.c.from_day <= today,
        substitution.c.to_day >= today,
    )
    return set(connection.execute(query).scalars())


def clash(
    connection: sa.Connection, absent: str, substitute: str, first: date, last: date
) -> Substitution | None:
    """One that is in the way: the absent has a substitute in these days already, or stands in for somebody, or the substitute is
    away."""
    query = sa.select(*_COLUMNS).where(
        sa.or_(
            substitution.c.absent_user.in_([absent, substitute]), substitution.c.substitute_user == absent
        ),
        substitution.c.ended_at.is_(None),
        substitution.c.from_day <= last,
        substitution.c.to_day >= first,
    )
    row = connection.execute(query.order_by(substitution.c.id).limit(1)).one_or_none()
    return None if row is None else Substitution(*row)


def lock_people(connection: sa.Connection, users: Sequence[str]) -> None:
    """One change at a time of what these people stand in for, until the transaction ends."""
    for user in sorted(set(users)):
        connection.execute(
            sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"substitution/{user}", 0)))
        )


def add(connection: sa.Connection, new: Substitution) -> None:
    connection.execute(sa.insert(substitution).values(**asdict(new)))


def lock(connection: sa.Connection, substitution_id: str, unit: str) -> Substitution | None:
    """One of a unit, locked for a change."""
    query = sa.select(*_COLUMNS).where(substitution.c.id == substitution_id, substitution.c.unit == unit)
    row = connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else Substitution(*row)


def end(connection: sa.Connection, substitution_id: str, at: datetime, user: str, name: str) -> None:
    connection.execute(
        sa.update(substitution)
        .where(substitution.c.id == substitution_id)
        .values(ended_at=at, ended_by_user=user, ended_by_name=name)
    )


def page(
    connection: sa.Connection, unit: str, today: date, everything: bool, wanted: Page
) -> list[Substitution]:
    """Of a unit, the one that ends last first; without `everything` only what is not over. One more than the page when there is
    a next one."""
    query = sa.select(*_COLUMNS).where(substitution.c.unit == unit)
    if not everything:
        query = query.where(substitution.c.ended_at.is_(None), substitution.c.to_day >= today)
    if wanted.after is not None:
        day, key = wanted.after
        query = query.where(
            sa.tuple_(*_LAST_FIRST) < sa.tuple_(sa.literal(date.fromisoformat(str(day))), sa.literal(key))
        )
    query = query.order_by(*(column.desc() for column in _LAST_FIRST)).limit(wanted.size + 1)
    return [Substitution(*row) for row in connection.execute(query)]
