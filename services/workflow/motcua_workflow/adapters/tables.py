# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `workflow`. One row of `instance` is one instance; the others are projections of it, written in the
same transaction."""

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
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "workflow"
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)

package = Table(
    "package",
    metadata,
    Column("procedure_key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("name_vi", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("published_at", MOMENT, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("publisher_name", Text, nullable=False, server_default=""),
    Column("publisher_unit", Text, nullable=False, server_default=""),
    Column("publisher_client", Text, nullable=False, server_default=""),
)

instance = Table(
    "instance",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("procedure_version", Integer, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    # The fence: every save says which version it read.
    Column("version", BigInteger, nullable=False),
    Column("trace_length", Integer, nullable=False),
    Column("traceparent", Text),
    Column("started_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Index("instance_dossier", "dossier_id"),
    # What runs on each version: its size is that of the work at hand, not of what was ever done.
    Index(
        "instance_running",
        "procedure_key",
        "procedure_version",
        "dossier_id",
        postgresql_where=text("ended_at IS NULL"),
    ),
)

task = Table(
    "task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("working_limit", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("result_code", Text, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("closed_at", MOMENT),
    Column("how", Text),
    Column("given", JSONB, nullable=False, server_default=text("'{}'")),
    Column("name_en", Text, nullable=False, server_default=""),
    # The signed paper that its completion named, by intake's id.
    Column("result_id", Text, nullable=False, server_default=""),
    # Whoever completes it signs: a result, or the refusal of a part.
    Column("signs", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("instance_id", "key", name="task_key"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    # Not before this moment after a failed try; the machine's time, not business time.
    Column("not_before", MOMENT),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # The span that set it; none where traces were off.
    Column("traceparent", Text),
    UniqueConstraint("instance_id", "key", name="timer_key"),
    Index("timer_due", "due_at"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("message", Text, nullable=False),
    UniqueConstraint("instance_id", "message", name="subscription_message"),
    Index("subscription_waiting", "dossier_id", "message"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("dossier_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
)

trace = Table(
    "trace",
    metadata,
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("element", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("actor_user", Text),
    Column("actor_name", Text),
    Column("actor_unit", Text),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("retried_by", Text),
    Column("element_name", Text, nullable=False, server_default=""),
    Index("incident_open", "last_at", "id", postgresql_where=text("state <> 'resolved'")),
    Index("incident_last", "last_at", "id"),
    Index("incident_instance", "instance_id"),
)

# Who wrote which facts at an incident, and why; never changed.
repair = Table(
    "repair",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("workflow.incident.id"), nullable=False),
    Column("instance_id", Text, ForeignKey("workflow.instance.id"), nullable=False),
    # Of its line in the trace.
    Column("position", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("actor_user", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("actor_unit", Text, nullable=False),
    Column("note", Text, nullable=False),
    # [{"name", "old", "new"}], values as JSON text, so that they stay exact; old is "" where there was no such fact.
    Column("changes", JSONB, nullable=False),
    Column("resolved", Boolean, nullable=False),
    Index("repair_position", "instance_id", "position", unique=True),
    Index("repair_incident", "incident_id", "at"),
)
APPEND_ONLY = ("repair",)

events = event_tables(metadata)
request = request_table(metadata)
audit, audit_seal, audit_queue = audit_tables(metadata)
crash = crash_table(metadata)
failure_act = act_table(metadata)
