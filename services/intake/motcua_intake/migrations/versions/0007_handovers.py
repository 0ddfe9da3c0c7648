# SPDX-License-Identifier: Apache-2.0
"""What was handed over, to whom and on what ground."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


STATEMENTS = (
    "ALTER TABLE intake.dossier ADD COLUMN handovers JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE intake.dossier ALTER COLUMN handovers DROP DEFAULT",
)


def upgrade() -> None:
    """Dossiers of before keep none; their history and slips say what was returned."""
    for statement in STATEMENTS:
        op.execute(statement)
