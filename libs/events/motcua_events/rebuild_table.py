# SPDX-License-Identifier: Apache-2.0
"""The table `rebuild` of a service that has projections. `create_rebuild_table_1` must keep doing what it does: old revisions
call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:  # importing alembic takes longer than everything here
    from alembic.operations import Operations


def rebuild_table(metadata: MetaData) -> Table:
    """The last rebuilding of each projection: how far it is, or what came of it. `positions`: by partition, the offset of the
    last record that is in it."""
    return Table(
        "rebuild",
        metadata,
        Column("projection", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("positions", JSONB, nullable=False),
        Column("done", BigInteger, nullable=False),
        Column("total", BigInteger, nullable=False),
        Column("changed", BigInteger, nullable=False),
        Column("by_user", Text, nullable=False),
        Column("started_at", DateTime(timezone=True), nullable=False),
        Column("ended_at", DateTime(timezone=True)),
        CheckConstraint("state IN ('running', 'done', 'refused')", name="rebuild_state"),
    )


def create_rebuild_table_1(op: Operations, schema: str) -> None:
    """Create `schema`.rebuild."""
    op.execute(f"""CREATE TABLE {schema}.rebuild (
        projection text PRIMARY KEY,
        state text NOT NULL,
        reason text NOT NULL,
        positions jsonb NOT NULL,
        done bigint NOT NULL,
        total bigint NOT NULL,
        changed bigint NOT NULL,
        by_user text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT rebuild_state CHECK (state IN ('running', 'done', 'refused'))
    )""")
