# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `portal`: sessions, sign-ins under way, what a person typed when the session had ended, and pages that
failed; who signed in and out is in the audit."""

from __future__ import annotations

from motcua_storage.audit import audit_tables
from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "portal"
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)
audit, audit_seal, audit_queue = audit_tables(metadata)

# Keys are hashes of what the browser holds: whoever reads the table cannot take over a session.
session = Table(
    "session",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("tokens", JSONB, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    # The issuer's id of the session and of the person, by which it says that a session has ended.
    Column("issuer_session", Text),
    Column("user_id", Text),
    # When a person last asked for something; written once a minute at most. Empty where an older version opened it.
    Column("used_at", MOMENT),
    # By what its person tells it from their others, and ends it. It opens nothing, and says nothing of the key.
    Column("handle", Uuid(as_uuid=False), nullable=False, server_default=func.gen_random_uuid()),
    # Kind of browser and system (`web.devices`), never what the browser said of itself.
    Column("browser", Text),
    Column("system", Text),
    # When the issuer last saw a password, or what else it asks for; empty where it does not say.
    Column("proved_at", MOMENT),
    Index("session_ends_at", "ends_at"),
    Index("session_issuer_session", "issuer_session"),
    Index("session_user_id", "user_id"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("attempt", JSONB, nullable=False),
    Column("next", Text, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Index("sign_in_ends_at", "ends_at"),
)

stash = Table(
    "stash",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Index("stash_ends_at", "ends_at"),
)

# No address, no text of the error: both may name persons. `route` is the pattern of the page, `place` file, line and function.
crash = Table(
    "crash",
    metadata,
    Column("code", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("route", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("seen_at", MOMENT),
    Column("seen_by", Text),
    Column("seen_name", Text),
    Column("seen_unit", Text),
    Index("crash_newest", "at", "code"),
    Index("crash_open", "at", "code", postgresql_where=text("seen_at IS NULL")),
)
