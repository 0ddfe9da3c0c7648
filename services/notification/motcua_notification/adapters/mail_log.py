# SPDX-License-Identifier: Apache-2.0
"""The log of notices, narrowed by dossier, state and days. Each way of narrowing has its index, so a page costs a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from motcua_rpc import Page

from motcua_notification.adapters.tables import MOMENT, notice
from motcua_notification.domain.notice import Notice, State

RETRYING = "retrying"
"""A notice that waits for its next try after one that failed; the rows say queued."""
STATES = (*(one.value for one in State), RETRYING)
_NEWEST = (notice.c.created_at, notice.c.id)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """`units` None is all; a text that is "" and a moment that is None narrow nothing."""

    units: tuple[str, ...] | None
    code: str = ""
    state: str = ""
    begin: datetime | None = None
    end: datetime | None = None


def newest(connection: sa.Connection, by: Narrowing, page: Page) -> list[Notice]:
    """Newest first; one more than the page holds when there is a next one."""
    query = sa.select(*(notice.c[name] for name in Notice.__slots__)).where(*_where(by))
    if page.after is not None:
        at, last = page.after
        query = query.where(sa.tuple_(*_NEWEST) < sa.tuple_(sa.literal(at, MOMENT), sa.literal(last)))
    query = query.order_by(*(column.desc() for column in _NEWEST)).limit(page.size + 1)
    return [Notice(**row._mapping) for row in connection.execute(query)]


def find(connection: sa.Connection, units: tuple[str, ...] | None, notice_id: str) -> Notice | None:
    """One notice of these units."""
    query = sa.select(*(notice.c[name] for name in Notice.__slots__))
    row = connection.execute(query.where(notice.c.id == notice_id, *_where(Narrowing(units)))).one_or_none()
    return None if row is None else Notice(**row._mapping)


def _where(by: Narrowing) -> list[sa.ColumnElement[bool]]:
    made: list[sa.ColumnElement[bool]] = []
    if by.units is not None:
        made.append(notice.c.unit.in_(list(by.units)))
    if by.code:
        made.append(notice.c.dossier_code == by.code)
    if by.state == RETRYING:
        made += [notice.c.state == State.QUEUED, notice.c.last_failed_at.is_not(None)]
    elif by.state == State.QUEUED:
        made += [notice.c.state == State.QUEUED, notice.c.last_failed_at.is_(None)]
    elif by.state:
        made.append(notice.c.state == by.state)
    if by.begin is not None:
        made.append(notice.c.created_at >= by.begin)
    if by.end is not None:
        made.append(notice.c.created_at < by.end)
    return made
