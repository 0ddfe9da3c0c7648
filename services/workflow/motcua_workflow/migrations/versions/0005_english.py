# SPDX-License-Identifier: Apache-2.0
"""The English name of a task, as the drawing gives it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; tasks that are open already have none."""
    op.execute("ALTER TABLE workflow.task ADD COLUMN name_en text NOT NULL DEFAULT ''")
