# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `notification`."""

from __future__ import annotations

from motcua_events.tables import event_tables
from motcua_hosting.act_table import act_table
from motcua_hosting.crash_table import crash_table
from motcua_storage.audit import audit_tables
from motcua_storage.requests import request_table
from sqlalchemy import Column, DateTime, Index, Integer, MetaData, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "notification"
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)

# What events of intake last said of a dossier: for messages of a process, which do not name the person, and to see whether a
# promised date changed.
dossier = Table(
    "dossier",
    metadata,
    Column("id", Text, primary_key=True),
    Column("head", JSONB, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", MOMENT),
    Column("created_at", MOMENT, nullable=False),
    Column("sent_at", MOMENT),
    Column("cause", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("first_failed_at", MOMENT),
    Column("last_failed_at", MOMENT),
    Column("retried_by", Text),
    Column("retried_at", MOMENT),
    # Of the window, "" for what is no applicant's.
    Column("unit", Text, nullable=False, server_default=text("''")),
    # The span of the event that it tells of; none where traces were off.
    Column("traceparent", Text),
    UniqueConstraint("event_id", "channel", "recipient", name="notice_once"),
    Index("notice_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    Index("notice_newest", "created_at", "id"),
    Index("notice_recipient", "recipient", "created_at", "id"),
    Index("notice_dossier", "dossier_id", "created_at", "id"),
    Index("notice_state", "state", "created_at", "id"),
    Index("notice_unit", "unit", "created_at", "id"),
    Index("notice_unit_state", "unit", "state", "created_at", "id"),
    Index("notice_code", "dossier_code", "created_at", "id"),
    Index("notice_failed", "last_failed_at", "id", postgresql_where=text("last_failed_at IS NOT NULL")),
)

mail = Table(
    "mail",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Index("mail_newest", "received_at", "id"),
)

events = event_tables(metadata)
request = request_table(metadata)
audit, audit_seal, audit_queue = audit_tables(metadata)
crash = crash_table(metadata)
failure_act = act_table(metadata)
