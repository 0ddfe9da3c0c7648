# SPDX-License-Identifier: Apache-2.0
"""Calls that failed unexpectedly, findable by the incident id that the caller was shown."""

from __future__ import annotations

from alembic import op
from motcua_hosting.crash_table import create_crash_table_1

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the table."""
    create_crash_table_1(op, "intake")
