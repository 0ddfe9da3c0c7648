# SPDX-License-Identifier: Apache-2.0
"""Dossiers whose process stands still by an incident, as workflow tells it, so that the board says where they wait.

What stood still before is told when it fails again; until then it waits at nobody's desk there.
"""

from __future__ import annotations

from alembic import op

revision = "0039"
down_revision = "0038"

STATEMENTS = (
    """
    CREATE TABLE intake.halt (
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        incident_id TEXT NOT NULL,
        raised_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (dossier_id, incident_id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
