# SPDX-License-Identifier: Apache-2.0
"""What dossiers are found by: one row of folded words for each. Derived from the dossier, so it can be made again at any time."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text

from motcua_intake.adapters.tables import metadata

dossier_words = Table(
    "dossier_words",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    # With a space before and after each word, so that a whole word can be told from a part of one.
    Column("words", Text, nullable=False),
    Index("dossier_words_newest", "submitted_at", "dossier_id"),
    Index(
        "dossier_words_parts",
        "words",
        postgresql_using="gin",
        postgresql_ops={"words": "intake.gin_trgm_ops"},
    ),
)
