# SPDX-License-Identifier: Apache-2.0
"""Stories of dossiers: a line for each fact that the service publishes about one, from now on."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_2

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create_event_tables_2(op, "workflow")
    # The span that set the timer: what fires weeks later is linked to it.
    op.execute("ALTER TABLE workflow.timer ADD COLUMN traceparent text")
