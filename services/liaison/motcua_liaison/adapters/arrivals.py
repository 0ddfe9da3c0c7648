# SPDX-License-Identifier: Apache-2.0
"""The addressee's book: what arrived in which order, and the queue of what has to be handed over or answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_storage.upserts import insert as pg_insert

from motcua_liaison.adapters.tables import arrival, arrival_sequence
from motcua_liaison.domain.envelope import Arrival


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as its addressee keeps it; `told`: the sender knows the answer."""

    message_id: str
    sender_unit: str
    addressee_unit: str
    number: int
    dossier_id: str
    hash: str
    envelope: bytes
    round: int
    state: str
    reason: str
    told: bool
    attempts: int
    due_at: datetime | None
    received_at: datetime
    answered_at: datetime | None

    @property
    def opened(self) -> pb.Envelope:
        return pb.Envelope.FromString(self.envelope)


def last(connection: sa.Connection, sender: str, addressee: str) -> tuple[int, str]:
    """Number and hash of the newest arrival of a pair; the pair is locked."""
    insert = pg_insert(arrival_sequence).values(
        sender_unit=sender, addressee_unit=addressee, number=0, hash=""
    )
    lock = insert.on_conflict_do_update(
        index_elements=["sender_unit", "addressee_unit"], set_={"number": arrival_sequence.c.number}
    )
    row = connection.execute(lock.returning(arrival_sequence.c.number, arrival_sequence.c.hash)).one()
    return row.number, row.hash


def add(connection: sa.Connection, envelope: pb.Envelope, round_: int, at: datetime) -> None:
    """Keep a checked envelope as the newest of its pair, due at once."""
    connection.execute(
        sa.insert(arrival).values(
            message_id=envelope.message_id, sender_unit=envelope.sender_unit, addressee_unit=envelope.addressee_unit,
            number=envelope.number, dossier_id=envelope.dossier_id, hash=envelope.hash,
            envelope=envelope.SerializeToString(), round=round_, state=Arrival.RECEIVED, reason="", told=False,
            attempts=0, due_at=sa.func.now(), received_at=at,
        )
    )  # fmt: skip
    connection.execute(
        sa.update(arrival_sequence)
        .where(
            arrival_sequence.c.sender_unit == envelope.sender_unit,
            arrival_sequence.c.addressee_unit == envelope.addressee_unit,
        )
        .values(number=envelope.number, hash=envelope.hash)
    )


def find(connection: sa.Connection, message_id: str, *, lock: bool = False) -> Arrived | None:
    query = sa.select(arrival).where(arrival.c.message_id == message_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Arrived(**row._mapping)


def _taking() -> sa.Executable:
    """Built once, as it is asked every second."""
    earlier = arrival.alias("earlier")
    waits = sa.exists().where(
        arrival.c.state == Arrival.RECEIVED,
        earlier.c.state == Arrival.RECEIVED,
        earlier.c.dossier_id == arrival.c.dossier_id,
        earlier.c.sender_unit == arrival.c.sender_unit,
        earlier.c.addressee_unit == arrival.c.addressee_unit,
        earlier.c.number < arrival.c.number,
    )
    due = (
        sa.select(arrival.c.message_id)
        .where(arrival.c.due_at <= sa.func.now(), ~waits)
        .order_by(arrival.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=arrival)
        .cte("due")
    )
    return (
        sa.update(arrival)
        .where(arrival.c.message_id == due.c.message_id)
        .values(
            due_at=sa.func.now() + sa.bindparam("lease", type_=sa.Interval), attempts=arrival.c.attempts + 1
        )
        .returning(*arrival.c)
    )


_TAKE = _taking()


def take(connection: sa.Connection, lease: timedelta) -> Arrived | None:
    """What is due longest, held for `lease`; a message waits while an earlier one of its dossier between the same two units
    has no answer."""
    row = connection.execute(_TAKE, {"lease": lease}).one_or_none()
    return None if row is None else Arrived(**row._mapping)


def answer(
    connection: sa.Connection, taken: Arrived, state: Arrival, reason: str, at: datetime, lease: timedelta
) -> bool:
    """Keep the answer of the business, unless this round has one already; the holder goes on to tell the sender."""
    kept = (
        sa.update(arrival)
        .where(
            arrival.c.message_id == taken.message_id,
            arrival.c.round == taken.round,
            arrival.c.state == Arrival.RECEIVED,
        )
        .values(
            state=state, reason=reason, told=False, answered_at=at, attempts=0,
            due_at=sa.func.now() + sa.cast(lease, sa.Interval),
        )
    )  # fmt: skip
    return connection.execute(kept).rowcount == 1


def told(connection: sa.Connection, taken: Arrived) -> None:
    """The sender knows the answer of this round: nothing is left to do."""
    connection.execute(
        sa.update(arrival)
        .where(
            arrival.c.message_id == taken.message_id,
            arrival.c.round == taken.round,
            arrival.c.state != Arrival.RECEIVED,
        )
        .values(told=True, due_at=None, attempts=0)
    )


def put_off(connection: sa.Connection, taken: Arrived, wait: timedelta) -> None:
    connection.execute(
        sa.update(arrival)
        .where(arrival.c.message_id == taken.message_id, arrival.c.round == taken.round)
        .values(due_at=sa.func.now() + sa.cast(wait, sa.Interval))
    )


def again(connection: sa.Connection, message_id: str, **values: Any) -> None:
    """Due at once, with tries forgotten."""
    connection.execute(
        sa.update(arrival)
        .where(arrival.c.message_id == message_id)
        .values(due_at=sa.func.now(), attempts=0, **values)
    )
