# SPDX-License-Identifier: Apache-2.0
"""Finds drafts and files that nobody touches any more, always the oldest first and by an index of what still counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert

from motcua_intake.adapters import files
from motcua_intake.adapters.draft_tables import expired_draft, loose_file
from motcua_intake.adapters.rows import columns, record
from motcua_intake.adapters.tables import draft, file
from motcua_intake.domain.records import Draft

_OPEN = draft.c.dossier_id.is_(None)
_UNTOLD = draft.c.warned_for.is_distinct_from(draft.c.saved_at)


def oldest(connection: sa.Connection, before: datetime, but: Collection[str], *, untold: bool) -> str | None:
    """The draft that was touched last longest ago, before that moment; `untold`: whose owner was not told since."""
    query = sa.select(draft.c.id).where(_OPEN, draft.c.saved_at < before, draft.c.id.not_in(list(but)))
    if untold:
        query = query.where(_UNTOLD)
    return connection.scalar(query.order_by(draft.c.saved_at).limit(1))


def lock(connection: sa.Connection, draft_id: str, before: datetime, *, untold: bool) -> Draft | None:
    """That draft, held until the transaction ends; None when somebody touched it, handed it in or told its owner meanwhile."""
    query = sa.select(*columns(draft, Draft)).where(
        draft.c.id == draft_id, _OPEN, draft.c.saved_at < before, *([_UNTOLD] if untold else [])
    )
    row = connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else record(Draft, row._mapping)


def told(connection: sa.Connection, draft_id: str) -> None:
    connection.execute(sa.update(draft).where(draft.c.id == draft_id).values(warned_for=draft.c.saved_at))


def leave_trace(connection: sa.Connection, gone: Draft, now: datetime) -> None:
    connection.execute(
        sa.insert(expired_draft).values(
            id=gone.id, owner_id=gone.owner_id, procedure_key=gone.procedure_key, saved_at=gone.saved_at,
            removed_at=now,
        )
    )  # fmt: skip


def trace(connection: sa.Connection, draft_id: str, owner_id: str) -> tuple[str, datetime, datetime] | None:
    """Procedure, last touch and removal of an own draft that was removed."""
    e = expired_draft
    query = sa.select(e.c.procedure_key, e.c.saved_at, e.c.removed_at)
    row = connection.execute(query.where(e.c.id == draft_id, e.c.owner_id == owner_id)).one_or_none()
    return None if row is None else (row.procedure_key, row.saved_at, row.removed_at)


def forget_traces(connection: sa.Connection, before: datetime, most: int) -> int:
    e = expired_draft
    some = sa.select(e.c.id).where(e.c.removed_at < before).order_by(e.c.removed_at).limit(most)
    return connection.execute(sa.delete(e).where(e.c.id.in_(some))).rowcount


def add_loose(connection: sa.Connection, file_id: str, now: datetime) -> None:
    """Look at this file once more when its time is over."""
    insert = pg_insert(loose_file).values(file_id=file_id, since=now)
    connection.execute(insert.on_conflict_do_update(index_elements=["file_id"], set_={"since": now}))


def take_loose(connection: sa.Connection, before: datetime, most: int) -> int:
    """Forget the oldest files that hang nowhere since that moment, and cease to watch those that hang somewhere; how many were
    looked at. Their rows are held, so that nobody attaches one at this moment unseen."""
    some = sa.select(loose_file.c.file_id).where(loose_file.c.since < before)
    some = some.order_by(loose_file.c.since).limit(most).with_for_update(skip_locked=True)
    ids = list(connection.execute(some).scalars())
    if not ids:
        return 0
    connection.execute(sa.select(file.c.id).where(file.c.id.in_(ids)).order_by(file.c.id).with_for_update())
    files.drop(connection, ids)
    connection.execute(sa.delete(loose_file).where(loose_file.c.file_id.in_(ids)))
    return len(ids)


def about_to_go(connection: sa.Connection, owner_id: str, before: datetime, most: int) -> list[Draft]:
    """Own drafts that were touched last before that moment, the most urgent first."""
    query = sa.select(*columns(draft, Draft)).where(
        draft.c.owner_id == owner_id, _OPEN, draft.c.saved_at < before
    )
    rows = connection.execute(query.order_by(draft.c.saved_at, draft.c.id).limit(most))
    return [record(Draft, row._mapping) for row in rows]
