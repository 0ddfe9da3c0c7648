# SPDX-License-Identifier: Apache-2.0
"""The table `failure_act` of a service. `create_act_table_1` must keep doing what it does: old revisions call it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, MetaData, Table, Text


def act_table(metadata: MetaData) -> Table:
    """What people did about failures; rows are added, and only an empty `outcome` is filled in later. `failure_id` is the id that
    the API shows."""
    return Table(
        "failure_act",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("failure_id", Text, nullable=False),
        Column("act", Text, nullable=False),
        Column("by_user", Text, nullable=False),
        Column("by_name", Text, nullable=False),
        Column("by_unit", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("outcome", Text, nullable=False),
        Column("note", Text, nullable=False),
        Index("failure_act_of", "failure_id", "id"),
    )


def create_act_table_1(op: Any, schema: str) -> None:
    """Create `schema`.failure_act; `op` is alembic's."""
    columns = (
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "failure_id text NOT NULL", "act text NOT NULL",
        "by_user text NOT NULL", "by_name text NOT NULL", "by_unit text NOT NULL", "at timestamptz NOT NULL",
        "outcome text NOT NULL", "note text NOT NULL",
    )  # fmt: skip
    op.execute(f"CREATE TABLE {schema}.failure_act ({', '.join(columns)})")
    op.execute(f"CREATE INDEX failure_act_of ON {schema}.failure_act (failure_id, id)")
