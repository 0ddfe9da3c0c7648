# SPDX-License-Identifier: Apache-2.0
"""Why a task was cancelled and by whose act, so that who still fills it in reads the cause."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    "ALTER TABLE assignment.task ADD COLUMN closed_why TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment.task ADD COLUMN closed_by TEXT NOT NULL DEFAULT ''",
)


def upgrade() -> None:
    """Of tasks that were cancelled before, the cause is not known."""
    for statement in STATEMENTS:
        op.execute(statement)
