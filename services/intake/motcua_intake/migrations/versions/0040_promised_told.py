# SPDX-License-Identifier: Apache-2.0
"""What people were promised last, kept while a clock stands still and the promised day is only reckoned, so that its end can
tell what the wait moved from what a changed table of days off did.

Of a clock that stands still already it is the day of the acceptance, where nothing has moved that yet; else it is not known, and
its end tells by the days of today's table, as before.
"""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"

STATEMENTS = (
    "ALTER TABLE intake.dossier ADD COLUMN promised_told TIMESTAMPTZ",
    """
    UPDATE intake.dossier d SET promised_told = d.original_promised_at
    WHERE d.finished_at IS NULL AND d.extension IS NULL
      AND d.id IN (SELECT s.dossier_id FROM intake.stretch s GROUP BY s.dossier_id HAVING bool_and(s.to_at IS NULL))
      AND NOT EXISTS (SELECT FROM intake.history h WHERE h.dossier_id = d.id AND h.type = 'clock.moved')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
