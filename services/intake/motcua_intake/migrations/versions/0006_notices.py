# SPDX-License-Identifier: Apache-2.0
"""What the process told the applicant, kept in words with the dossier."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    "ALTER TABLE intake.dossier ADD COLUMN notices JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE intake.dossier ALTER COLUMN notices DROP DEFAULT",
)


def upgrade() -> None:
    """Dossiers of before have none; their history says that there was one."""
    for statement in STATEMENTS:
        op.execute(statement)
