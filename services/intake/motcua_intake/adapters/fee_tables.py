# SPDX-License-Identifier: Apache-2.0
"""The tables of the ledger."""

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
)

from motcua_intake.adapters.tables import DOCUMENT, metadata

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
