# SPDX-License-Identifier: Apache-2.0
"""The first tables of the liaison service."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE liaison.sequence (
        sender_unit text NOT NULL,
        addressee_unit text NOT NULL,
        number bigint NOT NULL,
        hash text NOT NULL,
        due_at timestamptz,
        attempts integer NOT NULL,
        PRIMARY KEY (sender_unit, addressee_unit)
    )""",
    "CREATE INDEX sequence_due ON liaison.sequence (due_at) WHERE due_at IS NOT NULL",
    """CREATE TABLE liaison.message (
        message_id text PRIMARY KEY,
        sender_unit text NOT NULL,
        addressee_unit text NOT NULL,
        number bigint NOT NULL,
        dossier_id text NOT NULL,
        envelope bytea NOT NULL,
        state text NOT NULL,
        round integer NOT NULL,
        attempts integer NOT NULL,
        sent_at timestamptz NOT NULL,
        delivered_at timestamptz,
        answered_at timestamptz,
        reason text NOT NULL,
        CONSTRAINT message_number UNIQUE (sender_unit, addressee_unit, number)
    )""",
    """CREATE INDEX message_undelivered ON liaison.message (sender_unit, addressee_unit, number)
        WHERE state = 'sent'""",
    "CREATE INDEX message_newest ON liaison.message (sent_at, message_id)",
    "CREATE INDEX message_sender ON liaison.message (sender_unit, sent_at, message_id)",
    "CREATE INDEX message_addressee ON liaison.message (addressee_unit, sent_at, message_id)",
    "CREATE INDEX message_dossier ON liaison.message (dossier_id, sent_at, message_id)",
    """CREATE TABLE liaison.arrival_sequence (
        sender_unit text NOT NULL,
        addressee_unit text NOT NULL,
        number bigint NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (sender_unit, addressee_unit)
    )""",
    """CREATE TABLE liaison.arrival (
        message_id text PRIMARY KEY,
        sender_unit text NOT NULL,
        addressee_unit text NOT NULL,
        number bigint NOT NULL,
        dossier_id text NOT NULL,
        hash text NOT NULL,
        envelope bytea NOT NULL,
        round integer NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        told boolean NOT NULL,
        attempts integer NOT NULL,
        due_at timestamptz,
        received_at timestamptz NOT NULL,
        answered_at timestamptz,
        CONSTRAINT arrival_number UNIQUE (sender_unit, addressee_unit, number)
    )""",
    "CREATE INDEX arrival_due ON liaison.arrival (due_at) WHERE due_at IS NOT NULL",
    """CREATE INDEX arrival_unanswered ON liaison.arrival (dossier_id, sender_unit, addressee_unit, number)
        WHERE state = 'received'""",
    """CREATE TABLE liaison.attempt (
        message_id text NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL,
        outcome text NOT NULL,
        reason text NOT NULL,
        CONSTRAINT attempt_pkey PRIMARY KEY (message_id, position)
    )""",
    """CREATE TABLE liaison.failure (
        message_id text PRIMARY KEY,
        dossier_id text NOT NULL,
        subject text NOT NULL,
        message text NOT NULL,
        cause text NOT NULL,
        attempts integer NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        state text NOT NULL,
        retried_by text
    )""",
    "CREATE INDEX failure_open ON liaison.failure (last_at, message_id) WHERE state <> 'resolved'",
    "CREATE INDEX failure_all ON liaison.failure (last_at, message_id)",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
    create_event_tables_1(op, "liaison")
    create_request_table("liaison")
