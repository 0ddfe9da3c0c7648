# SPDX-License-Identifier: Apache-2.0
"""The tables of events, and one in which effects can be seen; it lets doubled rows in on purpose."""

from __future__ import annotations

from alembic import op
from motcua_events import create_event_tables_1, create_event_tables_2, create_event_tables_3
from motcua_storage.audit import create_audit_tables_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Event tables, effects, and a counter per key that writers lock."""
    create_event_tables_1(op, "intake")
    create_event_tables_2(op, "intake")
    create_event_tables_3(op, "intake")
    create_audit_tables_1(op, "intake")
    op.execute("CREATE TABLE intake.effect (id bigserial PRIMARY KEY, key text, number integer)")
    op.execute("CREATE TABLE intake.aggregate (key text PRIMARY KEY, number integer NOT NULL)")
