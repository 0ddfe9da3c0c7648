# SPDX-License-Identifier: Apache-2.0
"""The first tables of the workflow service."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE workflow.package (
        procedure_key text NOT NULL,
        version integer NOT NULL,
        sha256 text NOT NULL,
        content bytea NOT NULL,
        name_vi text NOT NULL,
        name_en text NOT NULL,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        PRIMARY KEY (procedure_key, version)
    )""",
    """CREATE TABLE workflow.instance (
        id text PRIMARY KEY,
        dossier_id text NOT NULL,
        dossier_code text NOT NULL,
        procedure_key text NOT NULL,
        procedure_version integer NOT NULL,
        process_id text NOT NULL,
        territory text NOT NULL,
        status text NOT NULL,
        state bytea NOT NULL,
        version bigint NOT NULL,
        trace_length integer NOT NULL,
        traceparent text,
        started_at timestamptz NOT NULL,
        ended_at timestamptz
    )""",
    "CREATE INDEX instance_dossier ON workflow.instance (dossier_id)",
    """CREATE TABLE workflow.task (
        id text PRIMARY KEY,
        instance_id text NOT NULL REFERENCES workflow.instance (id),
        key text NOT NULL,
        element text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        agency text NOT NULL,
        form text NOT NULL,
        working_limit text NOT NULL,
        part text NOT NULL,
        result_code text NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        how text,
        CONSTRAINT task_key UNIQUE (instance_id, key)
    )""",
    """CREATE TABLE workflow.timer (
        id text PRIMARY KEY,
        instance_id text NOT NULL REFERENCES workflow.instance (id),
        key text NOT NULL,
        element text NOT NULL,
        due_at timestamptz NOT NULL,
        not_before timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        CONSTRAINT timer_key UNIQUE (instance_id, key)
    )""",
    "CREATE INDEX timer_due ON workflow.timer (due_at)",
    """CREATE TABLE workflow.subscription (
        id text PRIMARY KEY,
        instance_id text NOT NULL REFERENCES workflow.instance (id),
        dossier_id text NOT NULL,
        process_id text NOT NULL,
        key text NOT NULL,
        element text NOT NULL,
        message text NOT NULL,
        CONSTRAINT subscription_message UNIQUE (instance_id, message)
    )""",
    "CREATE INDEX subscription_waiting ON workflow.subscription (dossier_id, message)",
    """CREATE TABLE workflow.delivery (
        message_id text PRIMARY KEY,
        dossier_id text NOT NULL,
        name text NOT NULL,
        accepted_by text NOT NULL,
        at timestamptz NOT NULL
    )""",
    """CREATE TABLE workflow.trace (
        instance_id text NOT NULL REFERENCES workflow.instance (id),
        position integer NOT NULL,
        element text NOT NULL,
        event text NOT NULL,
        at timestamptz NOT NULL,
        actor_user text,
        actor_name text,
        actor_unit text,
        PRIMARY KEY (instance_id, position)
    )""",
    """CREATE TABLE workflow.incident (
        id text PRIMARY KEY,
        instance_id text NOT NULL REFERENCES workflow.instance (id),
        dossier_id text NOT NULL,
        key text NOT NULL,
        element text NOT NULL,
        code text NOT NULL,
        message text NOT NULL,
        attempts integer NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        state text NOT NULL,
        retried_by text
    )""",
    "CREATE INDEX incident_open ON workflow.incident (last_at, id) WHERE state <> 'resolved'",
    "CREATE INDEX incident_instance ON workflow.incident (instance_id)",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
    create_event_tables_1(op, "workflow")
    create_request_table("workflow")
