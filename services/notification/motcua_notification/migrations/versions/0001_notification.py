# SPDX-License-Identifier: Apache-2.0
"""The first tables of the notification service."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE notification.dossier (
        id text PRIMARY KEY,
        head jsonb NOT NULL
    )""",
    """CREATE TABLE notification.notice (
        id text PRIMARY KEY,
        event_id text NOT NULL,
        moment text NOT NULL,
        channel text NOT NULL,
        recipient text NOT NULL,
        dossier_id text NOT NULL,
        dossier_code text NOT NULL,
        facts jsonb NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        address text NOT NULL,
        state text NOT NULL,
        attempts integer NOT NULL,
        due_at timestamptz,
        created_at timestamptz NOT NULL,
        sent_at timestamptz,
        cause text NOT NULL,
        error text NOT NULL,
        first_failed_at timestamptz,
        last_failed_at timestamptz,
        retried_by text,
        CONSTRAINT notice_once UNIQUE (event_id, channel, recipient)
    )""",
    "CREATE INDEX notice_due ON notification.notice (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX notice_newest ON notification.notice (created_at, id)",
    "CREATE INDEX notice_recipient ON notification.notice (recipient, created_at, id)",
    "CREATE INDEX notice_dossier ON notification.notice (dossier_id, created_at, id)",
    """CREATE INDEX notice_failed ON notification.notice (last_failed_at, id)
        WHERE last_failed_at IS NOT NULL""",
    """CREATE TABLE notification.mail (
        id text PRIMARY KEY,
        sender text NOT NULL,
        recipient text NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        received_at timestamptz NOT NULL
    )""",
    "CREATE INDEX mail_newest ON notification.mail (received_at, id)",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
    create_event_tables_1(op, "notification")
    create_request_table("notification")
