# SPDX-License-Identifier: Apache-2.0
"""Tasks know what was before them at the same unit, so that the board counts dossiers by reading each row once; numbers that a
database gave are found again."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"

STATEMENTS = (
    "ALTER TABLE intake.stay ADD COLUMN came_before TIMESTAMPTZ, ADD COLUMN done_before TIMESTAMPTZ, "
    "ADD COLUMN late_before TIMESTAMPTZ",
    """
    UPDATE intake.stay SET came_before = b.came, done_before = b.done, late_before = b.late
    FROM (
        SELECT task_id,
            lag(opened_at) OVER (PARTITION BY dossier_id, unit ORDER BY opened_at, task_id) AS came,
            max(closed_at) FILTER (WHERE due_at IS NOT NULL AND opened_at IS NOT NULL) OVER closed AS done,
            max(closed_at) FILTER (WHERE due_at IS NOT NULL AND opened_at IS NOT NULL AND closed_at > due_at)
                OVER closed AS late
        FROM intake.stay
        WINDOW closed AS (
            PARTITION BY dossier_id, unit ORDER BY closed_at, task_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    ) b
    WHERE b.task_id = stay.task_id AND (b.came IS NOT NULL OR b.done IS NOT NULL)
    """,
    "DROP INDEX intake.stay_opened, intake.stay_closed",
    "CREATE INDEX stay_opened ON intake.stay (opened_at) INCLUDE (unit, dossier_id, came_before)",
    "CREATE INDEX stay_closed ON intake.stay (closed_at) "
    "INCLUDE (unit, dossier_id, opened_at, due_at, done_before, late_before)",
    "CREATE INDEX lookup_number ON intake.lookup ((\"values\" ->> 'personal_number')) "
    "WHERE \"values\" ->> 'personal_number' <> ''",
)


def upgrade() -> None:
    """One pass over the tasks."""
    for statement in STATEMENTS:
        op.execute(statement)
