# SPDX-License-Identifier: Apache-2.0
"""Dossiers whose completion was answered, or ended, and which went on being shown as waiting for papers."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """What waits for nothing has moved on: an agency had it when it asked."""
    op.execute(
        """
        UPDATE intake.dossier SET status = 'IN_PROGRESS'
        WHERE status = 'SUPPLEMENT_REQUESTED' AND accepted_at IS NOT NULL
          AND EXISTS (SELECT FROM intake.supplement s WHERE s.dossier_id = dossier.id AND s.stage = 'completion')
          AND NOT EXISTS (
            SELECT FROM intake.supplement s
            WHERE s.dossier_id = dossier.id AND s.answered_at IS NULL AND s.closed_at IS NULL
          )
        """
    )
