# SPDX-License-Identifier: Apache-2.0
"""Notices and what is known of dossiers. `visible_to` is the only way to list for a person; waiting is by the machine's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from motcua_hosting.acts import came_of
from motcua_identity import OPERATOR, Subject
from motcua_rpc import Page
from motcua_storage.upserts import insert as pg_insert
from sqlalchemy.dialects.postgresql import ARRAY

from motcua_notification.adapters.tables import MOMENT, dossier, failure_act, notice
from motcua_notification.domain.notice import Notice, State

PREFIX = "notice-"
"""What the ids of notices that could not be sent begin with where they are told as failures."""
VISIBLE_AFTER = 3
"""Tries after which something that may pass by itself is shown to operators."""
_NEWEST = (notice.c.created_at, notice.c.id)
_LAST = (notice.c.last_failed_at, notice.c.id)


def visible_to(subject: Subject) -> sa.ColumnElement[bool]:
    """Operators: all. Everybody else: what was told to them."""
    if subject.has(OPERATOR):
        return sa.true()
    user = user_of(subject)
    return sa.and_(notice.c.recipient == user, notice.c.recipient != "")


def user_of(subject: Subject) -> str:
    """The name that a recipient is kept by."""
    return subject.username or subject.user_id


def queue(connection: sa.Connection, new: Notice) -> bool:
    """Keep a notice to be sent, unless this moment was told to this person by this channel; whether it was new."""
    values = {name: getattr(new, name) for name in Notice.__slots__} | {"due_at": sa.func.now()}
    insert = pg_insert(notice).values(**values).on_conflict_do_nothing().returning(notice.c.id)
    return connection.execute(insert).first() is not None


def _taking() -> sa.Executable:
    """Built once, as it is asked every second."""
    due = (
        sa.select(notice.c.id)
        .where(notice.c.due_at <= sa.func.now())
        .where(notice.c.id != sa.all_(sa.bindparam("in_hand", type_=ARRAY(sa.Text))))
        .order_by(notice.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        sa.update(notice)
        .where(notice.c.id == due.c.id)
        .values(
            due_at=sa.func.now() + sa.bindparam("lease", type_=sa.Interval), attempts=notice.c.attempts + 1
        )
        .returning(*notice.c)
    )


_TAKE = _taking()


def take(connection: sa.Connection, lease: timedelta, in_hand: Sequence[str] = ()) -> Notice | None:
    """What is due longest and not in hand in this process, held for `lease`; None when nothing is due."""
    row = connection.execute(_TAKE, {"lease": lease, "in_hand": list(in_hand)}).one_or_none()
    return None if row is None else Notice(**row._mapping)


def hold(connection: sa.Connection, taken: Notice, lease: timedelta, **text: str) -> bool:
    """Held for `lease` from now; with it goes what will be told (`subject`, `text`), fixed once, so that every try sends the
    same. False when it is not in this worker's hands any more."""
    longer = (
        sa.update(notice)
        .where(notice.c.id == taken.id, notice.c.state == State.QUEUED)
        .where(notice.c.attempts == taken.attempts)
        .values(due_at=sa.func.now() + sa.cast(lease, sa.Interval), **text)
    )
    return connection.execute(longer).rowcount == 1


def settle(connection: sa.Connection, notice_id: str, state: State, **values: Any) -> bool:
    """A queued notice leaves the queue; False when another worker settled it before."""
    done = (
        sa.update(notice)
        .where(notice.c.id == notice_id, notice.c.state == State.QUEUED)
        .values(state=state, due_at=None, **values)
    )
    settled = connection.execute(done.returning(notice.c.retried_by)).one_or_none()
    if settled is not None and settled.retried_by is not None:
        outcome: Literal["failed", "resolved"] = "failed" if state == State.FAILED else "resolved"
        came_of(connection, failure_act, f"{PREFIX}{notice_id}", outcome)
    return settled is not None


def put_off(
    connection: sa.Connection, taken: Notice, wait: timedelta, cause: str, error: str, at: datetime
) -> None:
    """Due again after `wait`, unless another attempt is on its way."""
    connection.execute(
        sa.update(notice)
        .where(notice.c.id == taken.id, notice.c.state == State.QUEUED)
        .where(notice.c.attempts == taken.attempts)
        .values(due_at=sa.func.now() + sa.cast(wait, sa.Interval), **failed(cause, error, at))
    )
    came_of(connection, failure_act, f"{PREFIX}{taken.id}", "failed")


def failed(cause: str, error: str, at: datetime) -> dict[str, Any]:
    """Columns of a failure."""
    first = sa.func.coalesce(notice.c.first_failed_at, at)
    return {"cause": cause, "error": error, "first_failed_at": first, "last_failed_at": at}


def again(connection: sa.Connection, notice_id: str, by: str, at: datetime) -> Notice | None:
    """Due at once, with tries forgotten; None unless it failed and waits."""
    put_back = (
        sa.update(notice)
        .where(notice.c.id == notice_id, notice.c.last_failed_at.is_not(None))
        .where(notice.c.state.in_((State.FAILED, State.QUEUED)))
        .values(state=State.QUEUED, attempts=0, due_at=sa.func.now(), retried_by=by, retried_at=at)
        .returning(*notice.c)
    )
    row = connection.execute(put_back).one_or_none()
    return None if row is None else Notice(**row._mapping)


def newest(connection: sa.Connection, subject: Subject, dossier_id: str, page: Page) -> list[Notice]:
    """Newest first; one more than the page holds when there is a next one."""
    query = sa.select(notice).where(visible_to(subject))
    if dossier_id:
        query = query.where(notice.c.dossier_id == dossier_id)
    if page.after is not None:
        query = query.where(sa.tuple_(*_NEWEST) < _key(*page.after))
    return _rows(connection, query.order_by(*(column.desc() for column in _NEWEST)).limit(page.size + 1))


def failures(
    connection: sa.Connection, after: tuple[datetime, str] | None, limit: int, everything: bool
) -> list[Notice]:
    """Newest first, below the key `after`."""
    query = sa.select(notice).where(notice.c.last_failed_at.is_not(None))
    if not everything:
        failing = sa.and_(notice.c.state == State.QUEUED, notice.c.attempts >= VISIBLE_AFTER)
        retried = sa.and_(notice.c.state == State.QUEUED, notice.c.retried_by.is_not(None))
        query = query.where(sa.or_(notice.c.state == State.FAILED, failing, retried))
    if after is not None:
        query = query.where(sa.tuple_(*_LAST) < _key(*after))
    return _rows(connection, query.order_by(*(column.desc() for column in _LAST)).limit(limit))


def head_of(connection: sa.Connection, dossier_id: str) -> dict[str, Any] | None:
    """What intake last said of a dossier."""
    found: dict[str, Any] | None = connection.scalar(
        sa.select(dossier.c.head).where(dossier.c.id == dossier_id)
    )
    return found


def keep_head(connection: sa.Connection, dossier_id: str, head: dict[str, Any]) -> None:
    insert = pg_insert(dossier).values(id=dossier_id, head=head)
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"head": head}))


def _key(at: Any, notice_id: Any) -> sa.ColumnElement[Any]:
    return sa.tuple_(sa.literal(at, MOMENT), sa.literal(notice_id))


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[Notice]:
    return [Notice(**row._mapping) for row in connection.execute(query)]
