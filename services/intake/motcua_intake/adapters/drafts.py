# SPDX-License-Identifier: Apache-2.0
"""Drafts: seen and changed by their owner only. Saving and submitting are fenced by the revision that
was shown; it rises with the papers, too."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from motcua_rpc import Page

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.records import Draft

_COLUMNS = columns(t.draft, Draft)


def find(connection: sa.Connection, draft_id: str, owner_id: str, *, lock: bool = False) -> Draft | None:
    query = sa.select(*_COLUMNS).where(t.draft.c.id == draft_id, t.draft.c.owner_id == owner_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else record(Draft, row._mapping)


def any_one(connection: sa.Connection, draft_id: str) -> Draft | None:
    """Whoever it belongs to, unless it became a dossier: for services."""
    query = sa.select(*_COLUMNS).where(t.draft.c.id == draft_id, t.draft.c.dossier_id.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else record(Draft, row._mapping)


def add(connection: sa.Connection, new: Draft) -> None:
    connection.execute(sa.insert(t.draft).values(**values(t.draft, new)))


def save(connection: sa.Connection, changed: Draft) -> None:
    """Write a draft whose row is locked by `find`."""
    fields = values(t.draft, changed)
    connection.execute(sa.update(t.draft).where(t.draft.c.id == changed.id).values(**fields))


def touch(connection: sa.Connection, draft_id: str, now: datetime) -> None:
    """Its papers changed: whoever saw it before has seen something else. Its row is locked by `find`."""
    d = t.draft
    connection.execute(sa.update(d).where(d.c.id == draft_id).values(revision=d.c.revision + 1, saved_at=now))


def remove(connection: sa.Connection, draft_id: str) -> None:
    connection.execute(sa.delete(t.draft).where(t.draft.c.id == draft_id))


def page(connection: sa.Connection, owner_id: str, wanted: Page) -> list[Draft]:
    """Own drafts that were not submitted, newest first, one more than the page holds when there is a next one."""
    query = sa.select(*_COLUMNS).where(t.draft.c.owner_id == owner_id, t.draft.c.dossier_id.is_(None))
    if wanted.after is not None:
        query = query.where(
            sa.tuple_(t.draft.c.created_at, t.draft.c.id) < sa.tuple_(*map(sa.literal, wanted.after))
        )
    query = query.order_by(t.draft.c.created_at.desc(), t.draft.c.id.desc()).limit(wanted.size + 1)
    return [record(Draft, row._mapping) for row in connection.execute(query)]
