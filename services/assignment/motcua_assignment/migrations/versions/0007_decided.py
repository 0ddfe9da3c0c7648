# SPDX-License-Identifier: Apache-2.0
"""What became of the parts of a dossier, so that a task that a withdrawal ended in another pool says so."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Of dossiers before, the log says it again: the events are new to this service, which reads them from the first on."""
    op.execute("ALTER TABLE assignment.dossier ADD COLUMN decided JSONB NOT NULL DEFAULT '[]'")
