# SPDX-License-Identifier: Apache-2.0
"""Answers of outside databases, kept for good: a row is added once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert

from motcua_intake.adapters.lookup_tables import lookup
from motcua_intake.adapters.rows import columns, record, values


@dataclass(frozen=True, slots=True)
class Lookup:
    """One answer, as seen at that time. `outcome`: issued, unknown or typed; `typed_by` is empty where the database answered."""

    id: str
    dossier_id: str
    source: str
    outcome: str
    values: Mapping[str, str]
    reference: str
    asked_at: datetime
    seen_at: datetime
    typed_by: Mapping[str, str] = field(default_factory=dict)


def keep(connection: sa.Connection, new: Lookup) -> bool:
    """Add it; False when it was kept before."""
    added = pg_insert(lookup).values(values(lookup, new)).on_conflict_do_nothing(index_elements=["id"])
    return connection.execute(added.returning(lookup.c.id)).one_or_none() is not None


def find(connection: sa.Connection, lookup_id: str) -> Lookup | None:
    row = connection.execute(
        sa.select(*columns(lookup, Lookup)).where(lookup.c.id == lookup_id)
    ).one_or_none()
    return None if row is None else record(Lookup, row._mapping)


def lock_number(connection: sa.Connection, number: str) -> None:
    """Until the commit nobody else keeps this number for another dossier, who takes the same lock first."""
    connection.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"number/{number}", 0)))
    )


def dossiers_of_number(connection: sa.Connection, number: str) -> list[str]:
    """Ids of the dossiers for which a personal number is kept, as it was given or typed."""
    said = lookup.c["values"].op("->>", return_type=sa.Text)("personal_number")
    query = sa.select(lookup.c.dossier_id).where(said != "", said == number).distinct()
    return list(connection.scalars(query))


def of_dossier(connection: sa.Connection, dossier_id: str) -> list[Lookup]:
    """Oldest first."""
    query = sa.select(*columns(lookup, Lookup)).where(lookup.c.dossier_id == dossier_id)
    rows = connection.execute(query.order_by(lookup.c.seen_at, lookup.c.id))
    return [record(Lookup, row._mapping) for row in rows]
