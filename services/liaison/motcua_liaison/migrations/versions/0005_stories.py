# SPDX-License-Identifier: Apache-2.0
"""Stories of dossiers: a line for each fact that the service publishes about one, from now on."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_2

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    create_event_tables_2(op, "liaison")
    # The span in which the message was sent.
    op.execute("ALTER TABLE liaison.message ADD COLUMN traceparent text")
