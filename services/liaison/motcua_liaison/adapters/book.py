# SPDX-License-Identifier: Apache-2.0
"""The book of messages as people read it. `visible_to` is the only way in."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from motcua_identity import OPERATOR, Subject
from motcua_rpc import Page

from motcua_liaison.adapters.outgoing import Sent
from motcua_liaison.adapters.tables import MOMENT, message


def visible_to(subject: Subject) -> Sequence[sa.ColumnElement[bool]]:
    """Ways in which a message may be seen, any of which suffices; each is served by an index of its own."""
    if subject.has(OPERATOR) or subject.is_service():
        return [sa.true()]
    unit = subject.unit or ""
    return [message.c.sender_unit == unit, message.c.addressee_unit == unit]


def may_read_payload(subject: Subject, one: Sent) -> bool:
    """The two units and services; an operator looks after the carrying, not after what is carried."""
    return subject.is_service() or subject.unit in (one.sender_unit, one.addressee_unit)


def newest(connection: sa.Connection, subject: Subject, dossier_id: str, page: Page) -> list[Sent]:
    """Newest first; one more than the page holds when there is a next one."""
    branches = [
        _branch(allowed, dossier_id, page).subquery(f"way_{number}")
        for number, allowed in enumerate(visible_to(subject))
    ]
    # A message of a unit to itself comes by both ways: UNION keeps one.
    merged = sa.union(*(sa.select(branch) for branch in branches)).subquery("merged")
    query = sa.select(merged).order_by(merged.c.sent_at.desc(), merged.c.message_id.desc())
    return [Sent(**row._mapping) for row in connection.execute(query.limit(page.size + 1))]


def find(connection: sa.Connection, subject: Subject, message_id: str) -> Sent | None:
    query = sa.select(message).where(message.c.message_id == message_id, sa.or_(*visible_to(subject)))
    row = connection.execute(query).one_or_none()
    return None if row is None else Sent(**row._mapping)


def _branch(allowed: sa.ColumnElement[bool], dossier_id: str, page: Page) -> sa.Select[tuple[object, ...]]:
    query = sa.select(message).where(allowed)
    if dossier_id:
        query = query.where(message.c.dossier_id == dossier_id)
    if page.after is not None:
        below = sa.tuple_(sa.literal(page.after[0], MOMENT), sa.literal(page.after[1]))
        query = query.where(sa.tuple_(message.c.sent_at, message.c.message_id) < below)
    return query.order_by(message.c.sent_at.desc(), message.c.message_id.desc()).limit(page.size + 1)
