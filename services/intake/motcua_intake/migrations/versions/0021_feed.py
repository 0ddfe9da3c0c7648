# SPDX-License-Identifier: Apache-2.0
"""What happened to dossiers in one order, and who may be told of each. Filled by a consumer from the log, from its beginning."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"

STATEMENTS = (
    """CREATE TABLE intake.feed (
        position bigint PRIMARY KEY,
        event_id text NOT NULL,
        type text NOT NULL,
        at timestamptz NOT NULL,
        dossier_id text NOT NULL,
        data json NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )""",
    "CREATE INDEX feed_dossier ON intake.feed (dossier_id, position)",
    """CREATE TABLE intake.feed_audience (
        kind text NOT NULL,
        who text NOT NULL,
        position bigint NOT NULL REFERENCES intake.feed (position) ON DELETE CASCADE,
        PRIMARY KEY (kind, who, position)
    )""",
    "CREATE INDEX feed_audience_position ON intake.feed_audience (position)",
)


def upgrade() -> None:
    """Two tables."""
    for statement in STATEMENTS:
        op.execute(statement)
