# SPDX-License-Identifier: Apache-2.0
"""The latest business time that was told, so that a machine whose clock was set back does not take it back."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Unknown until the first system of this version has run."""
    op.execute("ALTER TABLE platform.trial_clock ADD COLUMN told timestamptz")
