# SPDX-License-Identifier: Apache-2.0
"""Pages that failed, findable by the code that the visitor was shown."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """CREATE TABLE portal.crash (
        code text PRIMARY KEY,
        at timestamptz NOT NULL,
        route text NOT NULL,
        error text NOT NULL,
        place text NOT NULL,
        seen_at timestamptz,
        seen_by text
    )""",
    "CREATE INDEX crash_newest ON portal.crash (at, code)",
    "CREATE INDEX crash_open ON portal.crash (at, code) WHERE seen_at IS NULL",
)


def upgrade() -> None:
    """Create the table."""
    for statement in STATEMENTS:
        op.execute(statement)
