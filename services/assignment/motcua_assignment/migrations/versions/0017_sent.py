# SPDX-License-Identifier: Apache-2.0
"""What was sent to the log is kept for some days, to be sent again where the log is lost."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_3

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    create_event_tables_3(op, "assignment")
