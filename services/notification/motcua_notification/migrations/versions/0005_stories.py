# SPDX-License-Identifier: Apache-2.0
"""Stories of dossiers: a line for each fact that the service publishes about one, from now on."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_2

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    create_event_tables_2(op, "notification")
    # The span of the event that the notice tells of.
    op.execute("ALTER TABLE notification.notice ADD COLUMN traceparent text")
