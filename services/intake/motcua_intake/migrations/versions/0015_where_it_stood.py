# SPDX-License-Identifier: Apache-2.0
"""Where a part stood when it was decided, for the notice of a stop."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column; of parts that were decided before it is not known."""
    op.execute("ALTER TABLE intake.part ADD COLUMN stood_at JSONB NOT NULL DEFAULT '[]'")
