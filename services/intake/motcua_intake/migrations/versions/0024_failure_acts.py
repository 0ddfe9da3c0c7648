# SPDX-License-Identifier: Apache-2.0
"""Who tried, repaired, saw or gave up on what failed, and when."""

from __future__ import annotations

from alembic import op
from motcua_hosting.act_table import create_act_table_1

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Create the table."""
    create_act_table_1(op, "intake")
