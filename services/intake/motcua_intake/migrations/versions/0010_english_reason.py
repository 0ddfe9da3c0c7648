# SPDX-License-Identifier: Apache-2.0
"""The English of a reason that the drawing gives, beside the Vietnamese, which is the binding one."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column; parts that were decided before have none."""
    op.execute("ALTER TABLE intake.part ADD COLUMN reason_en TEXT NOT NULL DEFAULT ''")
