# SPDX-License-Identifier: Apache-2.0
"""Questions to registers outside."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """CREATE TABLE liaison.inquiry (
        message_id text PRIMARY KEY,
        dossier_id text NOT NULL,
        dossier_code text NOT NULL,
        party text NOT NULL,
        message text NOT NULL,
        state text NOT NULL,
        answer text NOT NULL,
        outcome text NOT NULL,
        reference text NOT NULL,
        asked_at timestamptz NOT NULL,
        answered_at timestamptz,
        due_at timestamptz,
        attempts integer NOT NULL,
        cause text NOT NULL,
        sentence text NOT NULL,
        failed_at timestamptz,
        last_at timestamptz,
        retried_by text NOT NULL
    )""",
    "CREATE INDEX inquiry_due ON liaison.inquiry (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX inquiry_failed ON liaison.inquiry (last_at, message_id) WHERE failed_at IS NOT NULL",
)


def upgrade() -> None:
    """One table."""
    for statement in STATEMENTS:
        op.execute(statement)
