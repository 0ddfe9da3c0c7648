# SPDX-License-Identifier: Apache-2.0
"""What people without an e-mail address are to be told by the window; openings of extracts of the register."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"

STATEMENTS = (
    """
    CREATE TABLE intake.phone_call (
        id TEXT PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        moment TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        text_vi TEXT NOT NULL,
        text_en TEXT NOT NULL,
        state TEXT NOT NULL,
        closed_at TIMESTAMPTZ,
        way TEXT NOT NULL,
        note TEXT NOT NULL,
        told_by JSON NOT NULL
    )
    """,
    "CREATE INDEX phone_call_waiting ON intake.phone_call (unit, at, id) WHERE state = 'WAITING'",
    "CREATE INDEX phone_call_told ON intake.phone_call (unit, closed_at, id) WHERE state = 'TOLD'",
    "CREATE INDEX phone_call_dossier ON intake.phone_call (dossier_id) WHERE state = 'WAITING'",
    "ALTER TABLE intake.printing ALTER COLUMN dossier_id DROP NOT NULL",
    "ALTER TABLE intake.printing ALTER COLUMN document_id DROP NOT NULL",
    "ALTER TABLE intake.printing ADD COLUMN extract_id TEXT REFERENCES intake.register_extract (id)",
    "ALTER TABLE intake.printing ADD CONSTRAINT printing_of CHECK ((document_id IS NULL) <> (extract_id IS NULL))",
    "CREATE INDEX printing_extract ON intake.printing (extract_id, id) WHERE extract_id IS NOT NULL",
)


def upgrade() -> None:
    """Who was to be told before, and who opened an extract, is not known."""
    for statement in STATEMENTS:
        op.execute(statement)
