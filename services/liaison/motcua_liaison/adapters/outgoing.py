# SPDX-License-Identifier: Apache-2.0
"""The sender's book: sequences without gaps, messages, and the queue of pairs that have something to deliver.

Whoever changes a pair's queue locks its row of `sequence` first, so that no message is forgotten between two writers.
Waiting is by the machine's clock (the database's), never by business time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_events.tracing import current_traceparent
from motcua_storage.upserts import insert as pg_insert

from motcua_liaison.adapters.tables import message, sequence
from motcua_liaison.domain.envelope import State


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as its sender keeps it."""

    message_id: str
    sender_unit: str
    addressee_unit: str
    number: int
    dossier_id: str
    envelope: bytes
    state: str
    round: int
    attempts: int
    sent_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None
    reason: str
    traceparent: str | None = None
    """Of the span in which it was sent."""

    @property
    def opened(self) -> pb.Envelope:
        return pb.Envelope.FromString(self.envelope)


@dataclass(frozen=True, slots=True)
class Pair:
    """A sequence that this worker holds for a while; `attempts` counts tries since something went through."""

    sender_unit: str
    addressee_unit: str
    attempts: int


def last(connection: sa.Connection, sender: str, addressee: str) -> tuple[int, str]:
    """Number and hash of the newest message of a pair (0 and "" before the first); the pair is locked."""
    insert = pg_insert(sequence).values(
        sender_unit=sender, addressee_unit=addressee, number=0, hash="", attempts=0
    )
    lock = insert.on_conflict_do_update(
        index_elements=["sender_unit", "addressee_unit"], set_={"number": sequence.c.number}
    )
    row = connection.execute(lock.returning(sequence.c.number, sequence.c.hash)).one()
    return row.number, row.hash


def add(connection: sa.Connection, envelope: pb.Envelope, at: datetime) -> None:
    """Keep a sealed envelope as the newest of its pair, to be delivered at once unless the pair waits."""
    connection.execute(
        sa.insert(message).values(
            message_id=envelope.message_id, sender_unit=envelope.sender_unit, addressee_unit=envelope.addressee_unit,
            number=envelope.number, dossier_id=envelope.dossier_id, envelope=envelope.SerializeToString(),
            state=State.SENT, round=1, attempts=0, sent_at=at, reason="", traceparent=current_traceparent(),
        )
    )  # fmt: skip
    connection.execute(
        sa.update(sequence)
        .where(_pair(envelope.sender_unit, envelope.addressee_unit))
        .values(
            number=envelope.number,
            hash=envelope.hash,
            due_at=sa.func.coalesce(sequence.c.due_at, sa.func.now()),
        )
    )


def exists(connection: sa.Connection, message_id: str) -> bool:
    query = sa.select(message.c.message_id).where(message.c.message_id == message_id)
    return connection.execute(query).first() is not None


def _taking() -> sa.Executable:
    """Built once, as it is asked every second."""
    due = (
        sa.select(sequence.c.sender_unit, sequence.c.addressee_unit)
        .where(sequence.c.due_at <= sa.func.now())
        .order_by(sequence.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        sa.update(sequence)
        .where(sequence.c.sender_unit == due.c.sender_unit, sequence.c.addressee_unit == due.c.addressee_unit)
        .values(
            due_at=sa.func.now() + sa.bindparam("lease", type_=sa.Interval), attempts=sequence.c.attempts + 1
        )
        .returning(sequence.c.sender_unit, sequence.c.addressee_unit, sequence.c.attempts)
    )


_TAKE = _taking()


def take(connection: sa.Connection, lease: timedelta) -> tuple[Pair, Sent | None] | None:
    """The pair that is due longest with its oldest undelivered message, held for `lease`; None when nothing is due.

    A pair without such a message leaves the queue.
    """
    row = connection.execute(_TAKE, {"lease": lease}).one_or_none()
    if row is None:
        return None
    pair = Pair(*row)
    return pair, _oldest(connection, pair)


def _oldest(connection: sa.Connection, pair: Pair) -> Sent | None:
    oldest = (
        sa.select(message.c.message_id)
        .where(
            message.c.sender_unit == pair.sender_unit,
            message.c.addressee_unit == pair.addressee_unit,
            message.c.state == State.SENT,
        )
        .order_by(message.c.number)
        .limit(1)
        .scalar_subquery()
    )
    taken = sa.update(message).where(message.c.message_id == oldest).values(attempts=message.c.attempts + 1)
    row = connection.execute(taken.returning(message)).one_or_none()
    if row is None:
        values: dict[str, Any] = {"due_at": None, "attempts": 0}
        connection.execute(
            sa.update(sequence).where(_pair(pair.sender_unit, pair.addressee_unit)).values(**values)
        )
        return None
    return Sent(**row._mapping)


def set_due(connection: sa.Connection, sender: str, addressee: str, wait: timedelta | None) -> None:
    """When the pair is looked at next; None: at once, with its tries forgotten."""
    values: dict[str, Any] = (
        {"due_at": sa.func.now(), "attempts": 0}
        if wait is None
        else {"due_at": sa.func.now() + _interval(wait)}
    )
    connection.execute(sa.update(sequence).where(_pair(sender, addressee)).values(**values))


def find(connection: sa.Connection, message_id: str) -> Sent | None:
    row = connection.execute(sa.select(message).where(message.c.message_id == message_id)).one_or_none()
    return None if row is None else Sent(**row._mapping)


def lock(connection: sa.Connection, message_id: str) -> Sent | None:
    """The message, locked until the transaction ends; lock its pair before (`set_due`, `last`) if that changes too."""
    query = sa.select(message).where(message.c.message_id == message_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Sent(**row._mapping)


def change(connection: sa.Connection, message_id: str, **values: Any) -> None:
    connection.execute(sa.update(message).where(message.c.message_id == message_id).values(**values))


def _pair(sender: str, addressee: str) -> sa.ColumnElement[bool]:
    return sa.and_(sequence.c.sender_unit == sender, sequence.c.addressee_unit == addressee)


def _interval(wait: timedelta) -> sa.ColumnElement[timedelta]:
    return sa.cast(wait, sa.Interval)
