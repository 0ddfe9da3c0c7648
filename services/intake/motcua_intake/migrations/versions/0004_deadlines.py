# SPDX-License-Identifier: Apache-2.0
"""Open supplements before acceptance by their last day, so that what is overdue is found without a search."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One small index: it holds only what is open."""
    op.execute(
        "CREATE INDEX supplement_waiting ON intake.supplement (answer_by)"
        " WHERE stage = 'before_acceptance' AND answered_at IS NULL AND closed_at IS NULL"
    )
