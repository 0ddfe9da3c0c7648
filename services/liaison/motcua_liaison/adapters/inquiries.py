# SPDX-License-Identifier: Apache-2.0
"""The queue of questions to outside databases, and which of them an operator should see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from motcua.events.v1 import process_pb2
from motcua_hosting.acts import came_of
from motcua_storage.upserts import insert as pg_insert

from motcua_liaison.adapters.lookup_tables import inquiry as t
from motcua_liaison.adapters.tables import MOMENT, failure_act

Key = tuple[datetime, str]
PREFIX = "lookup-"
"""What the ids of these failures begin with where they are told."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question. `answer` is the message that brings the answer to the process, "" while there is none."""

    message_id: str
    dossier_id: str
    dossier_code: str
    party: str
    message: str
    state: str
    answer: str
    outcome: str
    reference: str
    asked_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    attempts: int
    cause: str
    sentence: str
    failed_at: datetime | None
    last_at: datetime | None
    retried_by: str


def add(connection: sa.Connection, thrown: process_pb2.MessageThrown, at: datetime) -> bool:
    """Put a question in, due at once; False when it was there."""
    new = pg_insert(t).values(
        message_id=thrown.message_id, dossier_id=thrown.process.dossier_id, dossier_code=thrown.process.dossier_code,
        party=thrown.target_party, message=thrown.name, state="asked", answer="", outcome="", reference="", asked_at=at,
        due_at=sa.func.now(), attempts=0, cause="", sentence="", retried_by="",
    )  # fmt: skip
    added = new.on_conflict_do_nothing(index_elements=["message_id"]).returning(t.c.message_id)
    return connection.execute(added).one_or_none() is not None


def _taking() -> sa.Executable:
    """Built once, as it is asked every second."""
    due = (
        sa.select(t.c.message_id)
        .where(t.c.due_at <= sa.func.now())
        .order_by(t.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        sa.update(t)
        .where(t.c.message_id == due.c.message_id)
        .values(due_at=sa.func.now() + sa.bindparam("lease", type_=sa.Interval), attempts=t.c.attempts + 1)
        .returning(*t.c)
    )


_TAKE = _taking()


def take(connection: sa.Connection, lease: timedelta) -> Inquiry | None:
    """What is due longest, held for `lease`."""
    row = connection.execute(_TAKE, {"lease": lease}).one_or_none()
    return None if row is None else Inquiry(**row._mapping)


def hold(connection: sa.Connection, message_id: str, lease: timedelta) -> None:
    """Held for `lease` from now, unless it is over or put off already."""
    now = sa.func.now()
    held = sa.update(t).where(t.c.message_id == message_id, t.c.due_at.is_not(None))
    connection.execute(held.values(due_at=sa.func.greatest(t.c.due_at, now + sa.cast(lease, sa.Interval))))


def answered(
    connection: sa.Connection, message_id: str, answer: str, outcome: str, reference: str, at: datetime
) -> None:
    _change(
        connection, message_id, state="answered", answer=answer, outcome=outcome, reference=reference,
        answered_at=at, attempts=0,
    )  # fmt: skip


def done(connection: sa.Connection, message_id: str, state: str, attempts: int, at: datetime) -> None:
    """The process knows after so many tries, or needs it no more: nothing is due, and what failed is past."""
    _change(connection, message_id, state=state, due_at=None, attempts=attempts, last_at=at)
    came_of(connection, failure_act, f"{PREFIX}{message_id}", "resolved")


def drop(connection: sa.Connection, taken: Inquiry, cause: str, sentence: str, at: datetime) -> None:
    """It was not answered and nobody needs it any more: over, with the reason."""
    _change(connection, taken.message_id, cause=cause, sentence=sentence)
    done(connection, taken.message_id, "not_needed", taken.attempts, at)


def due_at_once(connection: sa.Connection, dossier_id: str) -> int:
    """Questions of a dossier that have no answer are looked at now; how many there are."""
    now = (
        sa.update(t)
        .where(t.c.dossier_id == dossier_id, t.c.state == "asked", t.c.due_at.is_not(None))
        .values(due_at=sa.func.now())
    )
    return connection.execute(now).rowcount


def put_off(
    connection: sa.Connection,
    taken: Inquiry,
    wait: timedelta,
    cause: str,
    sentence: str,
    at: datetime,
    shown: bool,
) -> None:
    """Tried again after `wait`; `shown`: an operator sees it."""
    changes: dict[str, Any] = {"cause": cause, "sentence": sentence, "last_at": at}
    if shown and taken.failed_at is None:
        changes["failed_at"] = at
    _change(connection, taken.message_id, due_at=sa.func.now() + sa.cast(wait, sa.Interval), **changes)
    came_of(connection, failure_act, f"{PREFIX}{taken.message_id}", "failed")


def again(connection: sa.Connection, message_id: str, by: str) -> Inquiry | None:
    """Due at once, in the operator's name; None when it is not waiting."""
    now = (
        sa.update(t)
        .where(t.c.message_id == message_id, t.c.state.in_(("asked", "answered")), t.c.failed_at.is_not(None))
        .values(due_at=sa.func.now(), retried_by=by)
        .returning(*t.c)
    )
    row = connection.execute(now).one_or_none()
    return None if row is None else Inquiry(**row._mapping)


def failed(connection: sa.Connection, below: Key | None, limit: int, everything: bool) -> list[Inquiry]:
    """Newest first, below a key; those that were answered since when `everything` is asked for."""
    query = sa.select(t).where(t.c.failed_at.is_not(None))
    if not everything:
        query = query.where(t.c.state.in_(("asked", "answered")))
    if below is not None:
        query = query.where(
            sa.tuple_(t.c.last_at, t.c.message_id)
            < sa.tuple_(sa.literal(below[0], MOMENT), sa.literal(below[1]))
        )
    rows = connection.execute(query.order_by(t.c.last_at.desc(), t.c.message_id.desc()).limit(limit))
    return [Inquiry(**row._mapping) for row in rows]


def _change(connection: sa.Connection, message_id: str, **changes: Any) -> None:
    connection.execute(sa.update(t).where(t.c.message_id == message_id).values(**changes))
