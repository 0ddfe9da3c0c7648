# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `assignment`."""

from __future__ import annotations

from motcua_events.tables import event_tables
from motcua_hosting.act_table import act_table
from motcua_hosting.crash_table import crash_table
from motcua_storage.audit import audit_tables
from motcua_storage.requests import request_table
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "assignment"
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)
_LIVE = text("state IN ('open', 'claimed')")

task = Table(
    "task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("title_vi", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("result_code", Text, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("legal_due_at", MOMENT, nullable=False),
    Column("assignee_user", Text),
    Column("assignee_name", Text),
    Column("closed_at", MOMENT),
    Column("revision", BigInteger, nullable=False),
    Column("given", JSONB, nullable=False, server_default=text("'{}'")),
    Column("still", Boolean, nullable=False, server_default=text("false")),
    Column("closed_why", Text, nullable=False, server_default=""),
    Column("closed_by", Text, nullable=False, server_default=""),
    Column("escalated_at", MOMENT),
    Column("on_behalf_of", Text, nullable=False, server_default=""),
    # Whoever completes it signs: a result, or the refusal of a part. So it is lent only to who signs for the absent.
    Column("signs", Boolean, nullable=False, server_default=text("false")),
    Column(
        "urgent_at", MOMENT, Computed("CASE WHEN still THEN due_at ELSE legal_due_at END"), nullable=False
    ),
    # In the order of the list, with the role last: one page is read, however many tasks the unit has.
    Index("task_inbox", "unit", "urgent_at", "due_at", "opened_at", "id", "role", postgresql_where=_LIVE),
    Index(
        "task_mine",
        "assignee_user",
        "urgent_at",
        "due_at",
        "opened_at",
        "id",
        postgresql_where=text("state = 'claimed'"),
    ),
    Index("task_done", "assignee_user", "closed_at", "id", postgresql_where=text("state = 'done'")),
    Index("task_dossier", "dossier_id"),
    Index(
        "task_late",
        "due_at",
        postgresql_where=text("state IN ('open', 'claimed') AND kind <> 'return' AND escalated_at IS NULL"),
    ),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("procedure_version", Integer, nullable=False),
    Column("procedure_vi", Text, nullable=False),
    Column("procedure_en", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("promised_at", MOMENT),
    Column("parts", JSONB, nullable=False),
    Column("waiting", JSONB, nullable=False),
    Column("clock", JSONB, nullable=False, server_default=text("'[]'")),
    Column("decided", JSONB, nullable=False, server_default=text("'[]'")),
    # Code and applicant, folded: what the inbox is narrowed by.
    Column("words", Text, nullable=False, server_default=""),
)

# A completion on its way: written before another service is asked to carry it out, settled when it did. What was filled in
# is thereby kept, and the same request can be told from another one after a crash.
completion = Table(
    "completion",
    metadata,
    Column("task_id", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("actor_user", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("actor_unit", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("settled", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("task_id", "caller", "request_id", name="completion_pkey"),
    Index("completion_settled", "task_id", unique=True, postgresql_where=text("settled")),
)

events = event_tables(metadata)
request = request_table(metadata)
audit, audit_seal, audit_queue = audit_tables(metadata)
crash = crash_table(metadata)
failure_act = act_table(metadata)
