# SPDX-License-Identifier: Apache-2.0
"""The counter: papers that were shown and not scanned, and which parts a collected original was collected for."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE intake.paper ALTER COLUMN file_id DROP NOT NULL",
    "ALTER TABLE intake.paper ADD COLUMN not_scanned TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE intake.dossier ADD COLUMN custody JSON NOT NULL DEFAULT '{}'",
)


def upgrade() -> None:
    """Add the columns; what was collected before stays where it is."""
    for statement in STATEMENTS:
        op.execute(statement)
