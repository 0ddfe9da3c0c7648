# SPDX-License-Identifier: Apache-2.0
"""The ledger of fees, the ways of receiving, deliveries by post, ratings."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

_LINE = (
    "id TEXT PRIMARY KEY", "dossier_id TEXT NOT NULL REFERENCES intake.dossier (id)", "part TEXT NOT NULL",
    "position INTEGER NOT NULL", "name_vi TEXT NOT NULL", "name_en TEXT NOT NULL", "kind TEXT NOT NULL",
    "rule_vi TEXT NOT NULL", "rule_en TEXT NOT NULL", "legal_basis JSON NOT NULL", "illustration BOOLEAN NOT NULL",
    "refundable BOOLEAN", "stays_owed BOOLEAN NOT NULL", "before_return BOOLEAN NOT NULL",
    "refund_vi TEXT NOT NULL", "refund_en TEXT NOT NULL", "counted BOOLEAN NOT NULL",
    "part_position INTEGER NOT NULL",
)  # fmt: skip
_ENTRY = (
    "number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "id TEXT NOT NULL UNIQUE",
    "fee_id TEXT NOT NULL REFERENCES intake.fee_line (id)", "dossier_id TEXT NOT NULL", "at TIMESTAMPTZ NOT NULL",
    "kind TEXT NOT NULL", "amount BIGINT", "actor JSON NOT NULL", "request_id TEXT NOT NULL", "reason_vi TEXT NOT NULL",
    "reason_en TEXT NOT NULL", "method TEXT NOT NULL", "payer TEXT NOT NULL", "document_id TEXT NOT NULL",
)  # fmt: skip
_WAY = (
    "draft_id TEXT PRIMARY KEY REFERENCES intake.draft (id) ON DELETE CASCADE", "way TEXT NOT NULL",
    "receiver TEXT NOT NULL", "phone TEXT NOT NULL", "address TEXT NOT NULL", "chosen_at TIMESTAMPTZ NOT NULL",
    "chosen_by JSON NOT NULL",
)  # fmt: skip
_DELIVERY = (
    "id TEXT PRIMARY KEY", "dossier_id TEXT NOT NULL REFERENCES intake.dossier (id)", "waybill TEXT NOT NULL",
    "carrier TEXT NOT NULL", "receiver TEXT NOT NULL", "phone TEXT NOT NULL", "address TEXT NOT NULL",
    "results JSON NOT NULL", "sent_at TIMESTAMPTZ NOT NULL", "sent_by JSON NOT NULL", "delivered_at TIMESTAMPTZ",
    "came_back_at TIMESTAMPTZ", "came_back_reason TEXT NOT NULL",
)  # fmt: skip
_RATING = (
    "dossier_id TEXT PRIMARY KEY REFERENCES intake.dossier (id)", "unit TEXT NOT NULL", "procedure_key TEXT NOT NULL",
    "satisfaction TEXT NOT NULL", "words TEXT NOT NULL", "rated_at TIMESTAMPTZ NOT NULL", "changed_at TIMESTAMPTZ NOT NULL",
)  # fmt: skip

TABLES = {
    "fee_line": _LINE, "fee_entry": _ENTRY, "return_way": _WAY, "delivery": _DELIVERY, "rating": _RATING,
}  # fmt: skip
INDEXES = (
    "CREATE INDEX fee_line_dossier ON intake.fee_line (dossier_id, part_position, position)",
    "CREATE INDEX fee_entry_dossier ON intake.fee_entry (dossier_id, number)",
    "CREATE INDEX delivery_dossier ON intake.delivery (dossier_id, sent_at)",
    "CREATE UNIQUE INDEX delivery_under_way ON intake.delivery (dossier_id) "
    "WHERE delivered_at IS NULL AND came_back_at IS NULL",
    "CREATE UNIQUE INDEX delivery_waybill ON intake.delivery (carrier, waybill)",
    "CREATE INDEX rating_unit ON intake.rating (unit, rated_at)",
)


def upgrade() -> None:
    """Create them. Dossiers of before have no lines yet: they are drawn up by their own version when somebody first looks."""
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE intake.{name} ({', '.join(columns)})")
    for statement in INDEXES:
        op.execute(statement)
