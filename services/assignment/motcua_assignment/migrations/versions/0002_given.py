# SPDX-License-Identifier: Apache-2.0
"""What the fields of a task's form hold when it opens, as workflow said."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; tasks that are there already are given nothing."""
    op.execute("ALTER TABLE assignment.task ADD COLUMN given jsonb NOT NULL DEFAULT '{}'")
