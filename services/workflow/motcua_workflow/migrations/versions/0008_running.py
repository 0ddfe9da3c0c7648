# SPDX-License-Identifier: Apache-2.0
"""Finds the dossiers that run on a version without reading those that ended."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the index."""
    op.execute(
        """CREATE INDEX instance_running ON workflow.instance (procedure_key, procedure_version, dossier_id)
            WHERE ended_at IS NULL"""
    )
