# SPDX-License-Identifier: Apache-2.0
"""The first tables of the portal."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE portal.session (
        id_hash text PRIMARY KEY,
        tokens jsonb NOT NULL,
        csrf text NOT NULL,
        created_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL
    )""",
    "CREATE INDEX session_ends_at ON portal.session (ends_at)",
    """CREATE TABLE portal.sign_in (
        id_hash text PRIMARY KEY,
        attempt jsonb NOT NULL,
        next text NOT NULL,
        ends_at timestamptz NOT NULL
    )""",
    "CREATE INDEX sign_in_ends_at ON portal.sign_in (ends_at)",
    """CREATE TABLE portal.stash (
        id_hash text PRIMARY KEY,
        path text NOT NULL,
        fields jsonb NOT NULL,
        ends_at timestamptz NOT NULL
    )""",
    "CREATE INDEX stash_ends_at ON portal.stash (ends_at)",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
