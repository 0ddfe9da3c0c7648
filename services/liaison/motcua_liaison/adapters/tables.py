# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `liaison`. The sending and the receiving side each keep their own book, also on one node: `sequence`
and `message` belong to the sender, `arrival_sequence` and `arrival` to the addressee."""

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
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA = "liaison"
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)

# Last number and hash of a sender to an addressee, and when its oldest undelivered message is tried next (null: there is
# none). The queue is one of pairs, as a sequence is delivered in its order.
sequence = Table(
    "sequence",
    metadata,
    Column("sender_unit", Text, primary_key=True),
    Column("addressee_unit", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("due_at", MOMENT),
    Column("attempts", Integer, nullable=False),
    Index("sequence_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)

message = Table(
    "message",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("sender_unit", Text, nullable=False),
    Column("addressee_unit", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    # Raised when an operator lets a refused message be tried again.
    Column("round", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", MOMENT, nullable=False),
    Column("delivered_at", MOMENT),
    Column("answered_at", MOMENT),
    Column("reason", Text, nullable=False),
    # The span in which it was sent; none where traces were off.
    Column("traceparent", Text),
    UniqueConstraint("sender_unit", "addressee_unit", "number", name="message_number"),
    Index(
        "message_undelivered",
        "sender_unit",
        "addressee_unit",
        "number",
        postgresql_where=text("state = 'sent'"),
    ),
    Index("message_newest", "sent_at", "message_id"),
    Index("message_sender", "sender_unit", "sent_at", "message_id"),
    Index("message_addressee", "addressee_unit", "sent_at", "message_id"),
    Index("message_dossier", "dossier_id", "sent_at", "message_id"),
)

arrival_sequence = Table(
    "arrival_sequence",
    metadata,
    Column("sender_unit", Text, primary_key=True),
    Column("addressee_unit", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

arrival = Table(
    "arrival",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("sender_unit", Text, nullable=False),
    Column("addressee_unit", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("round", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Whether the sender knows the answer.
    Column("told", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", MOMENT),
    Column("received_at", MOMENT, nullable=False),
    Column("answered_at", MOMENT),
    UniqueConstraint("sender_unit", "addressee_unit", "number", name="arrival_number"),
    Index("arrival_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    Index(
        "arrival_unanswered",
        "dossier_id",
        "sender_unit",
        "addressee_unit",
        "number",
        postgresql_where=text("state = 'received'"),
    ),
)

attempt = Table(
    "attempt",
    metadata,
    Column("message_id", Text, nullable=False),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("message_id", "position", name="attempt_pkey"),
)

failure = Table(
    "failure",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("dossier_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
    # open, retried, resolved
    Column("state", Text, nullable=False),
    Column("retried_by", Text),
    Index("failure_open", "last_at", "message_id", postgresql_where=text("state <> 'resolved'")),
    Index("failure_all", "last_at", "message_id"),
)

events = event_tables(metadata)
request = request_table(metadata)
audit, audit_seal, audit_queue = audit_tables(metadata)
crash = crash_table(metadata)
failure_act = act_table(metadata)
