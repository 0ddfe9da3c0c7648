# SPDX-License-Identifier: Apache-2.0
"""Tables of the room that ends what nobody touches any more: drafts, and uploads that were never attached."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Table, Text

from motcua_intake.adapters.tables import metadata

MOMENT = DateTime(timezone=True)

# What a draft's page says once it was removed; nothing of what was typed.
expired_draft = Table(
    "expired_draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", Text, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("saved_at", MOMENT, nullable=False),
    Column("removed_at", MOMENT, nullable=False),
    Index("expired_draft_oldest", "removed_at"),
)

# Files that may hang nowhere, since when; each is looked at once when its time is over.
loose_file = Table(
    "loose_file",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("since", MOMENT, nullable=False),
    Index("loose_file_oldest", "since"),
)
