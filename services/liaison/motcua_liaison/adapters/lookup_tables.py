# SPDX-License-Identifier: Apache-2.0
"""Questions to outside databases. What is asked with and answered is intake's; here is only that it was, and when again."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from motcua_liaison.adapters.tables import MOMENT, metadata

inquiry = Table(
    "inquiry",
    metadata,
    # The message by which the process asked.
    Column("message_id", Text, primary_key=True),
    Column("dossier_id", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("message", Text, nullable=False),
    # asked, answered, delivered, not_needed
    Column("state", Text, nullable=False),
    # What the process is told: name of the message, outcome and reference; empty before the answer.
    Column("answer", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("answered_at", MOMENT),
    Column("due_at", MOMENT),
    Column("attempts", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("failed_at", MOMENT),
    Column("last_at", MOMENT),
    Column("retried_by", Text, nullable=False),
    Index("inquiry_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    Index("inquiry_failed", "last_at", "message_id", postgresql_where=text("failed_at IS NOT NULL")),
)
