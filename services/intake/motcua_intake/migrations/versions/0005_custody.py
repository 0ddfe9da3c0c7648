# SPDX-License-Identifier: Apache-2.0
"""What an original was collected for is always said: no default."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Rows from before have the empty one already."""
    op.execute("ALTER TABLE intake.dossier ALTER COLUMN custody DROP DEFAULT")
