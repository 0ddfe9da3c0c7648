# SPDX-License-Identifier: Apache-2.0
"""What outside databases answered about dossiers, as it was seen."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text, literal_column

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, metadata

lookup = Table(
    "lookup",
    metadata,
    # Of the asking message, or of the task in which an officer typed it.
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    Column("source", Text, nullable=False),
    # issued, unknown, typed
    Column("outcome", Text, nullable=False),
    Column("values", DOCUMENT, nullable=False),
    Column("reference", Text, nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Column("typed_by", DOCUMENT, nullable=False),
    Index("lookup_dossier", "dossier_id", "seen_at"),
)
_NUMBER: Final = lookup.c["values"].op("->>", return_type=Text)(literal_column("'personal_number'"))
Index("lookup_number", _NUMBER, postgresql_where=literal_column("''") != _NUMBER)
