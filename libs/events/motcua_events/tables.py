# SPDX-License-Identifier: Apache-2.0
"""The tables that every service keeps in its own schema: outbox, what was sent of it, inbox, dead letters, stories.

Two forms of the same thing, held equal by a test: factories for a service's metadata, and frozen steps for
its Alembic migrations. A change of a table is a new numbered step, never an edit of an old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    text,
)

if TYPE_CHECKING:  # importing alembic takes longer than everything here
    from alembic.operations import Operations

# Rows live for milliseconds: without an early vacuum the head of the index fills with dead entries that each
# poll must step over.
_SHORT_LIVED = (
    "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, "
    "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000"
)


@dataclass(frozen=True, slots=True)
class EventTables:
    """The tables of one schema."""

    outbox: Table
    sent: Table
    inbox: Table
    dead_letter: Table
    story: Table


def event_tables(metadata: MetaData) -> EventTables:
    """Declare outbox, sent, inbox, dead letters and stories in `metadata`, whose schema is the service's."""
    return EventTables(
        outbox_table(metadata),
        sent_table(metadata),
        inbox_table(metadata),
        dead_letter_table(metadata),
        story_table(metadata),
    )


def outbox_table(metadata: MetaData) -> Table:
    """Events written but not yet in the log, in the order of their ids; empty in a healthy system."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    )


def sent_table(metadata: MetaData) -> Table:
    """Events that went to a log outside of the database, for some days: where that log is lost, or the database is brought back
    to a moment before what the log has, they go once more. Under the ids that they had in the outbox."""
    return Table(
        "sent",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("sent_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


def inbox_table(metadata: MetaData) -> Table:
    """Events that a consumer group of this service has dealt with; pruned by age."""
    return Table(
        "inbox",
        metadata,
        Column("consumer_group", Text, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("processed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        PrimaryKeyConstraint("consumer_group", "event_id", name="inbox_pkey"),
        Index("inbox_processed_at", "processed_at"),
    )


def dead_letter_table(metadata: MetaData) -> Table:
    """Events that a consumer group could not handle, and those of the same key that wait behind them."""
    moment = DateTime(timezone=True)
    return Table(
        "dead_letter",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("consumer_group", Text, nullable=False),
        Column("topic", Text, nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("key", Text, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("event_type", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("behind", BigInteger),
        Column("error_class", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("first_failed_at", moment, nullable=False),
        Column("last_failed_at", moment, nullable=False),
        Column("opened_at", moment, nullable=False, server_default=func.now()),
        Column("state", Text, nullable=False, server_default="open"),
        Column("closed_at", moment),
        Column("actor", Text),
        Column("note", Text),
        CheckConstraint("state IN ('open', 'retried', 'discarded')", name="dead_letter_state"),
        Index("dead_letter_open", "consumer_group", "key", "id", postgresql_where=text("state = 'open'")),
        Index("dead_letter_closed", "closed_at", postgresql_where=text("state <> 'open'")),
    )


def story_table(metadata: MetaData) -> Table:
    """What the service did with each dossier, step by step: one line for each fact that it published (`story.py`)."""
    moment = DateTime(timezone=True)
    return Table(
        "story",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("dossier_id", Text, nullable=False),
        # The machine's time, beside the business clock's.
        Column("at", moment, nullable=False),
        Column("business_at", moment, nullable=False),
        Column("type", Text, nullable=False),
        Column("element", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("role", Text, nullable=False),
        # The id of its span in the dossier's trace; "" where traces were off.
        Column("span", Text, nullable=False),
        Column("milliseconds", Integer, nullable=False),
        Index("story_dossier", "dossier_id", "id"),
    )


def create_event_tables_1(op: Operations, schema: str) -> None:
    """First step, for a revision of a service: `create_event_tables_1(op, "intake")`."""
    for statement in _STEP_1:
        op.execute(statement.format(schema=schema))


_STEP_1 = (
    """CREATE TABLE {schema}.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        key text NOT NULL,
        envelope text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    ) WITH ("""
    + _SHORT_LIVED
    + ")",
    """CREATE TABLE {schema}.inbox (
        consumer_group text NOT NULL,
        event_id text NOT NULL,
        processed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT inbox_pkey PRIMARY KEY (consumer_group, event_id)
    )""",
    "CREATE INDEX inbox_processed_at ON {schema}.inbox (processed_at)",
    """CREATE TABLE {schema}.dead_letter (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer_group text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        key text NOT NULL,
        event_id text NOT NULL,
        event_type text NOT NULL,
        envelope text NOT NULL,
        behind bigint,
        error_class text NOT NULL,
        error text NOT NULL,
        attempts integer NOT NULL,
        first_failed_at timestamptz NOT NULL,
        last_failed_at timestamptz NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'open',
        closed_at timestamptz,
        actor text,
        note text,
        CONSTRAINT dead_letter_state CHECK (state IN ('open', 'retried', 'discarded'))
    )""",
    "CREATE INDEX dead_letter_open ON {schema}.dead_letter (consumer_group, key, id) WHERE state = 'open'",
    "CREATE INDEX dead_letter_closed ON {schema}.dead_letter (closed_at) WHERE state <> 'open'",
)


def create_event_tables_2(op: Operations, schema: str) -> None:
    """Second step: stories of dossiers, from this release on."""
    for statement in _STEP_2:
        op.execute(statement.format(schema=schema))


_STEP_2 = (
    """CREATE TABLE {schema}.story (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        dossier_id text NOT NULL,
        at timestamptz NOT NULL,
        business_at timestamptz NOT NULL,
        type text NOT NULL,
        element text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        span text NOT NULL,
        milliseconds integer NOT NULL
    )""",
    "CREATE INDEX story_dossier ON {schema}.story (dossier_id, id)",
)


def create_event_tables_3(op: Operations, schema: str) -> None:
    """Third step: what was sent, from this release on."""
    op.execute(
        f"CREATE TABLE {schema}.sent (id bigint PRIMARY KEY, topic text NOT NULL, key text NOT NULL, envelope text NOT NULL,"
        " sent_at timestamptz NOT NULL DEFAULT now())"
    )
