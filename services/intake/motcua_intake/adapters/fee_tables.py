# SPDX-License-Identifier: Apache-2.0
"""The tables of the ledger, of the ways of returning and of ratings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, metadata

fee_line = Table(
    "fee_line",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    Column("part", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_vi", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rule_vi", Text, nullable=False),
    Column("rule_en", Text, nullable=False),
    Column("legal_basis", DOCUMENT, nullable=False),
    Column("illustration", Boolean, nullable=False),
    Column("refundable", Boolean),
    Column("stays_owed", Boolean, nullable=False),
    Column("before_return", Boolean, nullable=False),
    Column("refund_vi", Text, nullable=False),
    Column("refund_en", Text, nullable=False),
    Column("counted", Boolean, nullable=False),
    # The place of its part in the procedure.
    Column("part_position", Integer, nullable=False),
    Index("fee_line_dossier", "dossier_id", "part_position", "position"),
)

fee_entry = Table(
    "fee_entry",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("fee_id", Text, ForeignKey("intake.fee_line.id"), nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger),
    Column("actor", DOCUMENT, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("reason_vi", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Index("fee_entry_dossier", "dossier_id", "number"),
)

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

# What was handed to the post.
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
    Index("delivery_dossier", "dossier_id", "sent_at"),
    Index(
        "delivery_under_way",
        "dossier_id",
        unique=True,
        postgresql_where=text("delivered_at IS NULL AND came_back_at IS NULL"),
    ),
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
