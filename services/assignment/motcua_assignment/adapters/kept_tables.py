# SPDX-License-Identifier: Apache-2.0
"""The table of half-filled forms: one row for each task and person."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from motcua_assignment.adapters.tables import MOMENT, metadata

kept_form = Table(
    "kept_form",
    metadata,
    Column("task_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("saved_at", MOMENT, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("by_user", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    PrimaryKeyConstraint("task_id", "person", name="kept_form_pkey"),
)
