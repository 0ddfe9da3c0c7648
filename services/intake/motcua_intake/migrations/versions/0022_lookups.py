# SPDX-License-Identifier: Apache-2.0
"""What registers outside answered about dossiers, as it was seen."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

STATEMENTS = (
    """CREATE TABLE intake.lookup (
        id text PRIMARY KEY,
        dossier_id text NOT NULL REFERENCES intake.dossier (id),
        source text NOT NULL,
        outcome text NOT NULL,
        "values" json NOT NULL,
        reference text NOT NULL,
        asked_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        typed_by json NOT NULL
    )""",
    "CREATE INDEX lookup_dossier ON intake.lookup (dossier_id, seen_at)",
)


def upgrade() -> None:
    """One table."""
    for statement in STATEMENTS:
        op.execute(statement)
