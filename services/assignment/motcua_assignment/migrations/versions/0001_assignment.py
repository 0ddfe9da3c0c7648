# SPDX-License-Identifier: Apache-2.0
"""The first tables of the assignment service."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE assignment.task (
        id text PRIMARY KEY,
        kind text NOT NULL,
        state text NOT NULL,
        dossier_id text NOT NULL,
        element text NOT NULL,
        title_vi text NOT NULL,
        title_en text NOT NULL,
        form text NOT NULL,
        role text NOT NULL,
        unit text NOT NULL,
        part text NOT NULL,
        result_code text NOT NULL,
        opened_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        legal_due_at timestamptz NOT NULL,
        assignee_user text,
        assignee_name text,
        closed_at timestamptz,
        revision bigint NOT NULL
    )""",
    """CREATE INDEX task_inbox ON assignment.task (unit, legal_due_at, due_at, id, role)
        WHERE state IN ('open', 'claimed')""",
    """CREATE INDEX task_mine ON assignment.task (assignee_user, legal_due_at, due_at, id)
        WHERE state = 'claimed'""",
    "CREATE INDEX task_done ON assignment.task (assignee_user, closed_at, id) WHERE state = 'done'",
    "CREATE INDEX task_dossier ON assignment.task (dossier_id)",
    """CREATE TABLE assignment.dossier (
        id text PRIMARY KEY,
        code text NOT NULL,
        procedure_key text NOT NULL,
        procedure_version integer NOT NULL,
        procedure_vi text NOT NULL,
        procedure_en text NOT NULL,
        unit text NOT NULL,
        applicant_name text NOT NULL,
        promised_at timestamptz,
        parts jsonb NOT NULL,
        waiting jsonb NOT NULL
    )""",
    """CREATE TABLE assignment.completion (
        task_id text NOT NULL,
        caller text NOT NULL,
        request_id text NOT NULL,
        content_hash bytea NOT NULL,
        answers jsonb NOT NULL,
        actor_user text NOT NULL,
        actor_name text NOT NULL,
        actor_unit text NOT NULL,
        at timestamptz NOT NULL,
        settled boolean NOT NULL DEFAULT false,
        CONSTRAINT completion_pkey PRIMARY KEY (task_id, caller, request_id)
    )""",
    "CREATE UNIQUE INDEX completion_settled ON assignment.completion (task_id) WHERE settled",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
    create_event_tables_1(op, "assignment")
    create_request_table("assignment")
