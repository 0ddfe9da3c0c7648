# SPDX-License-Identifier: Apache-2.0
"""What a task is given of its instance's facts: kept, so that a repeated answer says the same."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; tasks that are open already are given nothing."""
    op.execute("ALTER TABLE workflow.task ADD COLUMN given jsonb NOT NULL DEFAULT '{}'")
