# SPDX-License-Identifier: Apache-2.0
"""Who published a version: their name, their unit and the client that they used, beside the account."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; of versions that are there already only the account is known."""
    op.execute(
        """ALTER TABLE workflow.package
            ADD COLUMN publisher_name text NOT NULL DEFAULT '',
            ADD COLUMN publisher_unit text NOT NULL DEFAULT '',
            ADD COLUMN publisher_client text NOT NULL DEFAULT ''"""
    )
