# SPDX-License-Identifier: Apache-2.0
"""A request for papers knows whose part it completes, where an agency behind the window asks."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """One column; what was asked before is of no part by name."""
    op.execute("ALTER TABLE intake.supplement ADD COLUMN part text NOT NULL DEFAULT ''")
