# SPDX-License-Identifier: Apache-2.0
"""The table `crash` of a service. `create_crash_table_1` must keep doing what it does: old revisions call it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, DateTime, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

_MOMENT = DateTime(timezone=True)


def crash_table(metadata: MetaData) -> Table:
    """No contents of a request and no words of an error: both may name persons. `dossiers` are ids or codes."""
    return Table(
        "crash",
        metadata,
        Column("number", Text, primary_key=True),
        Column("method", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("dossiers", ARRAY(Text), nullable=False),
        Column("times", Integer, nullable=False),
        Column("first_at", _MOMENT, nullable=False),
        Column("last_at", _MOMENT, nullable=False),
        Column("seen_at", _MOMENT),
        Column("seen_by", Text),
        Index(
            "crash_kind", "method", "error", "place", unique=True, postgresql_where=text("seen_at IS NULL")
        ),
        Index("crash_newest", "last_at", "number"),
    )


def create_crash_table_1(op: Any, schema: str) -> None:
    """Create `schema`.crash; `op` is alembic's."""
    columns = (
        "number text PRIMARY KEY", "method text NOT NULL", "error text NOT NULL", "place text NOT NULL",
        "dossiers text[] NOT NULL", "times integer NOT NULL", "first_at timestamptz NOT NULL",
        "last_at timestamptz NOT NULL", "seen_at timestamptz", "seen_by text",
    )  # fmt: skip
    op.execute(f"CREATE TABLE {schema}.crash ({', '.join(columns)})")
    kind = f"CREATE UNIQUE INDEX crash_kind ON {schema}.crash (method, error, place)"
    op.execute(f"{kind} WHERE seen_at IS NULL")
    op.execute(f"CREATE INDEX crash_newest ON {schema}.crash (last_at, number)")
