# SPDX-License-Identifier: Apache-2.0
"""How often an appointment may be moved the law of the day says, no more this table; one draft waits at a time."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"

STATEMENTS = (
    "DROP INDEX intake.extension_dossier",
    "CREATE INDEX extension_dossier ON intake.extension (dossier_id) WHERE state <> 'NOT_NEEDED'",
    "CREATE UNIQUE INDEX extension_waiting ON intake.extension (dossier_id) WHERE state = 'DRAFT'",
)


def upgrade() -> None:
    """Two indexes for one."""
    for statement in STATEMENTS:
        op.execute(statement)
