# SPDX-License-Identifier: Apache-2.0
"""Name and unit of who marked a failed page as seen."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; who saw one before is known by what they sign in with."""
    op.execute("ALTER TABLE portal.crash ADD COLUMN seen_name text, ADD COLUMN seen_unit text")
