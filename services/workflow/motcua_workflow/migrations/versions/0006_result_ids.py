# SPDX-License-Identifier: Apache-2.0
"""Which paper the completion of a task named."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; tasks that were completed before named none."""
    op.execute("ALTER TABLE workflow.task ADD COLUMN result_id text NOT NULL DEFAULT ''")
