# SPDX-License-Identifier: Apache-2.0
"""The tables of the audit in the schema of a service. `create_audit_tables_1` must keep doing what it does: old revisions call
it.

`audit` and `audit_seal` are append-only for the service (`APPEND_ONLY` in its migration): its role may add and read.
`audit_queue` names rows that are not sealed yet; whoever empties it without sealing leaves rows that `motcua audit verify`
reports.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

APPEND_ONLY = ("audit", "audit_seal")

# As the outbox: rows live for a second.
_SHORT_LIVED = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000"


def audit_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """Declare rows, seals and queue in `metadata`, whose schema is the service's."""
    return audit_table(metadata), seal_table(metadata), queue_table(metadata)


def audit_table(metadata: MetaData) -> Table:
    """What happened, in no promised order: the order is that of the seals."""
    words = (
        "what",
        "about",
        "dossier",
        "actor",
        "actor_kind",
        "roles",
        "unit",
        "client",
        "request_id",
        "trace",
        "cause",
    )
    return Table(
        "audit",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Column("business_at", DateTime(timezone=True)),
        Column("kind", Text, nullable=False),
        *(Column(word, Text, nullable=False) for word in words),
        Column("digest", LargeBinary, nullable=False),
        CheckConstraint("kind IN ('call', 'event', 'work', 'setting', 'role')", name="audit_kind"),
        Index("audit_dossier", "dossier", "id", postgresql_where=text("dossier <> ''")),
        Index("audit_setting", "what", "id", postgresql_where=text("kind = 'setting'")),
    )


def seal_table(metadata: MetaData) -> Table:
    """The chain: at each position the row that stands there, and SHA-256 of the seal before and that row."""
    return Table(
        "audit_seal",
        metadata,
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("audit_id", BigInteger, nullable=False),
        Column("seal", LargeBinary, nullable=False),
        UniqueConstraint("audit_id", name="audit_seal_once"),
    )


def queue_table(metadata: MetaData) -> Table:
    """Ids of rows that have no seal yet; written in the statement that writes the row."""
    return Table(
        "audit_queue", metadata, Column("audit_id", BigInteger, primary_key=True, autoincrement=False)
    )


def create_audit_tables_1(op: Any, schema: str) -> None:
    """First step, for a revision of a service; `op` is alembic's."""
    for statement in _STEP_1:
        op.execute(statement.format(schema=schema))


_STEP_1 = (
    """CREATE TABLE {schema}.audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        business_at timestamptz,
        kind text NOT NULL,
        what text NOT NULL,
        about text NOT NULL,
        dossier text NOT NULL,
        actor text NOT NULL,
        actor_kind text NOT NULL,
        roles text NOT NULL,
        unit text NOT NULL,
        client text NOT NULL,
        request_id text NOT NULL,
        trace text NOT NULL,
        cause text NOT NULL,
        digest bytea NOT NULL,
        CONSTRAINT audit_kind CHECK (kind IN ('call', 'event', 'work', 'setting', 'role'))
    )""",
    "CREATE INDEX audit_dossier ON {schema}.audit (dossier, id) WHERE dossier <> ''",
    "CREATE INDEX audit_setting ON {schema}.audit (what, id) WHERE kind = 'setting'",
    """CREATE TABLE {schema}.audit_seal (
        position bigint PRIMARY KEY,
        audit_id bigint NOT NULL,
        seal bytea NOT NULL,
        CONSTRAINT audit_seal_once UNIQUE (audit_id)
    )""",
    "CREATE TABLE {schema}.audit_queue (audit_id bigint PRIMARY KEY) WITH (" + _SHORT_LIVED + ")",
)
