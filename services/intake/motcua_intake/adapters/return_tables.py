# SPDX-License-Identifier: Apache-2.0
"""The tables of the ways of returning, of what the post carries and of ratings."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, metadata

# How results are to reach the applicant: of a draft, and of the dossier that it became. The dossier's history tells each change.
return_way = Table(
    "return_way",
    metadata,
    Column("draft_id", Text, ForeignKey("intake.draft.id", ondelete="CASCADE"), primary_key=True),
    Column("way", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("chosen_at", MOMENT, nullable=False),
    Column("chosen_by", DOCUMENT, nullable=False),
)

# What was handed to the post. A result is in at most one of them that did not come back: sending holds the dossier.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    Column("waybill", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    # [part, code, id] of each result.
    Column("results", DOCUMENT, nullable=False),
    Column("sent_at", MOMENT, nullable=False),
    Column("sent_by", DOCUMENT, nullable=False),
    Column("delivered_at", MOMENT),
    Column("came_back_at", MOMENT),
    Column("came_back_reason", Text, nullable=False),
    # What goes along: codes of originals that go back, ids of slips. NULL: sent before that was kept, with all that waited then.
    Column("originals", DOCUMENT),
    Column("slips", DOCUMENT),
    Index("delivery_dossier", "dossier_id", "sent_at"),
    Index("delivery_waybill", "carrier", "waybill", unique=True),
)

rating = Table(
    "rating",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("unit", Text, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("satisfaction", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("rated_at", MOMENT, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    Index("rating_unit", "unit", "rated_at"),
)
