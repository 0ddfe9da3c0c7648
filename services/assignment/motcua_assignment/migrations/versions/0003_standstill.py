# SPDX-License-Identifier: Apache-2.0
"""Where the legal clock of a dossier stands still, and the moment that the list is sorted by while it does."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    "ALTER TABLE assignment.dossier ADD COLUMN clock jsonb NOT NULL DEFAULT '[]'",
    """ALTER TABLE assignment.task
        ADD COLUMN still boolean NOT NULL DEFAULT false,
        ADD COLUMN urgent_at timestamptz NOT NULL
            GENERATED ALWAYS AS (CASE WHEN still THEN due_at ELSE legal_due_at END) STORED""",
    "DROP INDEX assignment.task_inbox",
    "DROP INDEX assignment.task_mine",
    """CREATE INDEX task_inbox ON assignment.task (unit, urgent_at, due_at, id, role)
        WHERE state IN ('open', 'claimed')""",
    """CREATE INDEX task_mine ON assignment.task (assignee_user, urgent_at, due_at, id)
        WHERE state = 'claimed'""",
)


def upgrade() -> None:
    """Dossiers whose clock stands still at this moment are told of when it goes on; until then they keep their dates."""
    for statement in STATEMENTS:
        op.execute(statement)
