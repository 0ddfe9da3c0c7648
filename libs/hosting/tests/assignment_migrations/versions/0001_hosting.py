# SPDX-License-Identifier: Apache-2.0
"""A service with the tables that hosting works on, and one for effects."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1, create_event_tables_2, create_event_tables_3
from motcua_hosting.act_table import create_act_table_1
from motcua_hosting.crash_table import create_crash_table_1
from motcua_storage.audit import create_audit_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE assignment.effect (id bigint GENERATED ALWAYS AS IDENTITY, what text NOT NULL)")
    create_event_tables_1(op, "assignment")
    create_event_tables_2(op, "assignment")
    create_event_tables_3(op, "assignment")
    create_audit_tables_1(op, "assignment")
    create_request_table("assignment")
    create_crash_table_1(op, "assignment")
    create_act_table_1(op, "assignment")
