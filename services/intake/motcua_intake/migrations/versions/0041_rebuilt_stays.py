# SPDX-License-Identifier: Apache-2.0
"""Who had which task when can be made again from the log: beside the table, and with the place where that stands."""

from __future__ import annotations

from alembic import op
from motcua_events.rebuild_table import create_rebuild_table_1

revision = "0041"
down_revision = "0040"

STATEMENTS = (
    """
    CREATE TABLE intake.stay_rebuilt (
        task_id TEXT PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        part TEXT NOT NULL,
        opened_at TIMESTAMPTZ,
        due_at TIMESTAMPTZ,
        closed_at TIMESTAMPTZ,
        cancelled_at TIMESTAMPTZ,
        person TEXT NOT NULL,
        held_at TIMESTAMPTZ,
        step_vi TEXT NOT NULL DEFAULT '',
        step_en TEXT NOT NULL DEFAULT '',
        came_before TIMESTAMPTZ,
        done_before TIMESTAMPTZ,
        late_before TIMESTAMPTZ
    )
    """,
    "CREATE INDEX stay_rebuilt_dossier ON intake.stay_rebuilt (dossier_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    create_rebuild_table_1(op, "intake")
