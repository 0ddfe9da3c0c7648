# SPDX-License-Identifier: Apache-2.0
"""What was tried with a message and how it went, and which messages need an operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_hosting.acts import came_of
from motcua_storage.upserts import insert as pg_insert

from motcua_liaison.adapters.tables import MOMENT, arrival, attempt, failure, failure_act, message

Key = tuple[datetime, str]
PREFIX = "message-"
"""What the ids of these failures begin with where they are told."""


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A message that was refused, or that cannot be brought to its addressee or answered."""

    message_id: str
    dossier_id: str
    subject: str
    message: str
    cause: str
    attempts: int
    first_at: datetime
    last_at: datetime
    state: str
    retried_by: str | None


def note(connection: sa.Connection, message_id: str, outcome: str, reason: str, at: datetime) -> None:
    """Add a line, unless it says the same as the one before: a message that fails for days must not fill the table."""
    newest = (
        sa.select(attempt.c.outcome, attempt.c.reason)
        .where(attempt.c.message_id == message_id)
        .order_by(attempt.c.position.desc())
        .limit(1)
    )
    before = connection.execute(newest).one_or_none()
    if before is None or tuple(before) != (outcome, reason):
        connection.execute(
            sa.insert(attempt).values(message_id=message_id, at=at, outcome=outcome, reason=reason)
        )


def lines(connection: sa.Connection, message_id: str) -> Sequence[sa.Row[Any]]:
    """Oldest first."""
    query = sa.select(attempt.c.at, attempt.c.outcome, attempt.c.reason)
    return connection.execute(
        query.where(attempt.c.message_id == message_id).order_by(attempt.c.position)
    ).all()


def fail(
    connection: sa.Connection,
    *,
    message_id: str,
    dossier_id: str,
    subject: str,
    message: str,
    cause: str,
    attempts: int,
    at: datetime,
) -> None:
    """Open a failure, or say that it failed again."""
    now = {"message": message, "cause": cause, "attempts": attempts, "last_at": at}
    insert = pg_insert(failure).values(
        message_id=message_id, dossier_id=dossier_id, subject=subject, first_at=at, state="open", **now
    )
    again = sa.case((failure.c.state == "resolved", "open"), else_=failure.c.state)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["message_id"], set_={**now, "state": again})
    )


def failed_again(connection: sa.Connection, message_id: str) -> None:
    """Tell it of whoever let it be tried again, also while it is not shown as a failure yet."""
    came_of(connection, failure_act, f"{PREFIX}{message_id}", "failed")


def resolve(connection: sa.Connection, message_id: str, at: datetime) -> None:
    past = (
        sa.update(failure)
        .where(failure.c.message_id == message_id, failure.c.state != "resolved")
        .values(state="resolved", last_at=at)
    )
    if connection.execute(past).rowcount:
        came_of(connection, failure_act, f"{PREFIX}{message_id}", "resolved")


def mark_retried(connection: sa.Connection, message_id: str, by: str) -> None:
    connection.execute(
        sa.update(failure).where(failure.c.message_id == message_id).values(state="retried", retried_by=by)
    )


def find(connection: sa.Connection, message_id: str) -> FailureRow | None:
    row = connection.execute(sa.select(failure).where(failure.c.message_id == message_id)).one_or_none()
    return None if row is None else FailureRow(**row._mapping)


def page(connection: sa.Connection, after: Key | None, limit: int, everything: bool) -> list[FailureRow]:
    """Newest first, below the key `after`."""
    query = sa.select(failure)
    if not everything:
        query = query.where(failure.c.state != "resolved")
    if after is not None:
        query = query.where(
            sa.tuple_(failure.c.last_at, failure.c.message_id)
            < sa.tuple_(sa.literal(after[0], MOMENT), sa.literal(after[1]))
        )
    order = (failure.c.last_at.desc(), failure.c.message_id.desc())
    return [FailureRow(**row._mapping) for row in connection.execute(query.order_by(*order).limit(limit))]


def envelopes(connection: sa.Connection, message_ids: Sequence[str]) -> dict[str, pb.Envelope]:
    """The envelopes by message, of either book."""
    if not message_ids:
        return {}
    books = [
        sa.select(book.c.message_id, book.c.envelope).where(book.c.message_id.in_(list(message_ids)))
        for book in (message, arrival)
    ]
    found = connection.execute(sa.union_all(*books))
    return {row.message_id: pb.Envelope.FromString(row.envelope) for row in found}
