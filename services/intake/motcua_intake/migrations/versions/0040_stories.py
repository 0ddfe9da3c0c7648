# SPDX-License-Identifier: Apache-2.0
"""Stories of dossiers: a line for each fact that the service publishes about one, from now on."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_2

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    create_event_tables_2(op, "intake")
