# SPDX-License-Identifier: Apache-2.0
"""When a session was used last, so that one that nobody uses ends."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of a session that was begun before, its begin counts."""
    op.execute("ALTER TABLE portal.session ADD COLUMN used_at timestamptz")
