# SPDX-License-Identifier: Apache-2.0
"""Incidents by their last change and with the drawn name of their element; what operators repaired."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE workflow.incident ADD COLUMN element_name text NOT NULL DEFAULT ''",
    "CREATE INDEX incident_last ON workflow.incident (last_at, id)",
    """CREATE TABLE workflow.repair (
        id text PRIMARY KEY,
        incident_id text NOT NULL REFERENCES workflow.incident,
        instance_id text NOT NULL REFERENCES workflow.instance,
        position integer NOT NULL,
        at timestamptz NOT NULL,
        actor_user text NOT NULL,
        actor_name text NOT NULL,
        actor_unit text NOT NULL,
        note text NOT NULL,
        changes jsonb NOT NULL,
        resolved boolean NOT NULL
    )""",
    "CREATE UNIQUE INDEX repair_position ON workflow.repair (instance_id, position)",
    "CREATE INDEX repair_incident ON workflow.repair (incident_id, at)",
)


def upgrade() -> None:
    """Add the columns and the table."""
    for statement in STATEMENTS:
        op.execute(statement)
