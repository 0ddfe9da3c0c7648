# SPDX-License-Identifier: Apache-2.0
"""What came to a desk is work that has a limit, as what was done there and what lies there: that the window waits for a person is
none of them."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"

STATEMENTS = (
    """
    UPDATE intake.stay SET came_before = b.came
    FROM (
        SELECT task_id, max(opened_at) FILTER (WHERE due_at IS NOT NULL) OVER (
            PARTITION BY dossier_id, unit ORDER BY opened_at, task_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS came
        FROM intake.stay
    ) b
    WHERE b.task_id = stay.task_id AND b.came IS DISTINCT FROM stay.came_before
    """,
    "DROP INDEX intake.stay_opened",
    "CREATE INDEX stay_opened ON intake.stay (opened_at) INCLUDE (unit, dossier_id, came_before) WHERE due_at IS NOT NULL",
)


def upgrade() -> None:
    """One pass over the tasks."""
    for statement in STATEMENTS:
        op.execute(statement)
