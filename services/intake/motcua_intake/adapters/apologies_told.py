# SPDX-License-Identifier: Apache-2.0
"""Drafts of apologies (form 04) that wait in a unit, and who was told of which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from motcua_storage.upserts import insert

from motcua_intake.adapters.apologies import DRAFT, soonest_ahead, soonest_due
from motcua_intake.adapters.law_tables import extension as e
from motcua_intake.adapters.law_tables import extension_told as told

# A literal, so that PostgreSQL takes the partial index.
_DRAFT = e.c.state == sa.literal_column(f"'{DRAFT}'")


@dataclass(frozen=True, slots=True)
class Heap:
    """What waits in a unit, as far as it takes to see that something came or went."""

    unit: str
    count: int
    newest: datetime


def heaps(connection: sa.Connection) -> list[Heap]:
    """Of each unit in which a draft waits."""
    query = sa.select(e.c.unit, sa.func.count(), sa.func.max(e.c.drafted_at)).where(_DRAFT)
    return [Heap(*row) for row in connection.execute(query.group_by(e.c.unit).order_by(e.c.unit))]


@dataclass(frozen=True, slots=True)
class Waiting:
    """When the first late part of a draft is due, and the first of those whose day has not passed (None: all have)."""

    due_at: datetime
    ahead: datetime | None


def waiting(connection: sa.Connection, unit: str, now: datetime) -> Mapping[str, Waiting]:
    """The drafts of a unit, by id."""
    query = sa.select(e.c.id, soonest_due(now), soonest_ahead(now)).where(_DRAFT, e.c.unit == unit)
    return {row[0]: Waiting(row[1], row[2]) for row in connection.execute(query)}


def is_news(connection: sa.Connection, recipient: str, drafts: Collection[str], day: date) -> bool:
    """Whether this person was told of nothing that day, and not yet of all of these."""
    query = sa.select(
        sa.func.count().filter(told.c.extension_id.in_(list(drafts))),
        sa.func.coalesce(sa.func.bool_or(told.c.day == day), sa.false()),
    ).where(told.c.recipient == recipient, sa.or_(told.c.day == day, told.c.extension_id.in_(list(drafts))))
    known, today = connection.execute(query).one()
    return not today and known < len(drafts)


def note(connection: sa.Connection, recipient: str, drafts: Collection[str], day: date) -> None:
    rows = [{"extension_id": one, "recipient": recipient, "day": day} for one in drafts]
    connection.execute(insert(told).on_conflict_do_nothing(), rows)


def lock(connection: sa.Connection, unit: str) -> None:
    """One teller of a unit at a time, until the transaction ends."""
    key = sa.func.hashtextextended(f"extensions/{unit}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
