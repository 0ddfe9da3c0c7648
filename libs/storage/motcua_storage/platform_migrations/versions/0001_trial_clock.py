# SPDX-License-Identifier: Apache-2.0
"""The trial clock: one row with how far business time is ahead of the system's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """One row, and only ever one."""
    table = op.create_table(
        "trial_clock",
        sa.Column("only", sa.Boolean, sa.CheckConstraint('"only"'), primary_key=True),
        sa.Column("ahead", sa.Interval, sa.CheckConstraint("ahead >= interval '0'"), nullable=False),
        schema="platform",
    )
    op.execute(table.insert().values(only=True, ahead=sa.text("interval '0'")))
