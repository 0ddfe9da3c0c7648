# SPDX-License-Identifier: Apache-2.0
"""The lists go by when a task was opened where two are due at the same time."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    "DROP INDEX assignment.task_inbox",
    "DROP INDEX assignment.task_mine",
    """CREATE INDEX task_inbox ON assignment.task (unit, urgent_at, due_at, opened_at, id, role)
        WHERE state IN ('open', 'claimed')""",
    """CREATE INDEX task_mine ON assignment.task (assignee_user, urgent_at, due_at, opened_at, id)
        WHERE state = 'claimed'""",
)


def upgrade() -> None:
    """The indexes in the order of the lists."""
    for statement in STATEMENTS:
        op.execute(statement)
