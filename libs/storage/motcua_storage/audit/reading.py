# SPDX-License-Identifier: Apache-2.0
"""Reads the audit out of a database in one snapshot and bounded memory. Any role that may read the tables will do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from motcua_storage.audit.chain import FIELDS, GENESIS, Finding, Head, Link

Connection = psycopg.Connection[Any]
PAGE = 2000
"""Rows that are held at once."""
SOON = 60
"""Seconds within which a committed row is sealed in a healthy system."""

_LINKS = """
SELECT s.position, s.seal, s.audit_id, {fields}
FROM {schema}.audit_seal s LEFT JOIN {schema}.audit a ON a.id = s.audit_id
WHERE s.position > %s ORDER BY s.position LIMIT %s
"""
_UNSEALED = """
SELECT a.id, a.at, a.kind, a.what FROM {schema}.audit a
WHERE NOT EXISTS (SELECT FROM {schema}.audit_seal s WHERE s.audit_id = a.id)
  AND a.at < clock_timestamp() - make_interval(secs => %s)
ORDER BY a.id
"""
_QUEUED = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(a.at)), 0)::float
FROM (SELECT audit_id FROM {schema}.audit_queue ORDER BY audit_id LIMIT 10000) q JOIN {schema}.audit a ON a.id = q.audit_id
"""
_SINCE = """
SELECT coalesce(min(s.position), 1 + (SELECT coalesce(max(position), 0) FROM {schema}.audit_seal)) - 1
FROM {schema}.audit_seal s JOIN {schema}.audit a ON a.id = s.audit_id WHERE a.at >= %s
"""
_OF = "SELECT {fields} FROM {schema}.audit a WHERE a.dossier = %s ORDER BY a.id"
_SCHEMAS = """
SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = 'audit_seal'
  AND pg_catalog.has_schema_privilege(schemaname, 'USAGE')
ORDER BY schemaname
"""
_SEAL_AT = "SELECT seal FROM {schema}.audit_seal WHERE position = %s"


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A connection on one snapshot that writes nothing."""
    with psycopg.connect(url, connect_timeout=10, row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def schemas(connection: Connection) -> list[str]:
    """Those with an audit that this role may read."""
    return [row["schemaname"] for row in connection.execute(_SCHEMAS)]


def links(connection: Connection, schema: str, after: int = 0) -> Iterator[Link]:
    """The chain after a position, page by page."""
    asked = _said(_LINKS, schema)
    while True:
        page = connection.execute(asked, [after, PAGE]).fetchall()
        for row in page:
            after = row["position"]
            yield Link(after, bytes(row["seal"]), row["audit_id"], None if row["id"] is None else row)
        if len(page) < PAGE:
            return


def start_of(connection: Connection, schema: str, since: datetime | None) -> Head:
    """The head before the first sealed row that is not older than `since`; before the first of all without."""
    position = 0
    if since is not None:
        row = connection.execute(_said(_SINCE, schema), [since]).fetchone()
        position = next(iter(row.values())) if row else 0
    return start_at(connection, schema, position)


def start_at(connection: Connection, schema: str, position: int) -> Head:
    """The head at a position as it is stored; where nothing is stored there, the zero bytes, from which nothing follows."""
    row = connection.execute(_said(_SEAL_AT, schema), [position]).fetchone()
    return Head(schema, position, bytes(row["seal"]) if row else GENESIS)


def unsealed(connection: Connection, schema: str, older_than: float = SOON) -> Iterator[Finding]:
    """Rows that nobody sealed: sealing stands still, or they were put in by hand."""
    with connection.cursor(name="unsealed") as cursor:
        for row in cursor.execute(_said(_UNSEALED, schema), [older_than]):
            yield Finding(
                schema, "row-unsealed", None, row["id"],
                f"Row {row['id']} ({row['kind']} {row['what']}) of {row['at']:%Y-%m-%d %H:%M:%S%z} has no seal: the service does "
                "not seal, or somebody put the row in or took its place in the queue away.",
            )  # fmt: skip


def queued(connection: Connection, schema: str) -> tuple[int, float]:
    """How many rows wait for their seal (10,000 at most), and seconds since the oldest was written."""
    row = connection.execute(_said(_QUEUED, schema)).fetchone()
    assert row is not None
    count, oldest = row.values()
    return int(count), float(oldest)


def of_dossier(connection: Connection, schema: str, dossier_id: str) -> list[dict[str, Any]]:
    """The rows of one dossier, oldest first."""
    return connection.execute(_said(_OF, schema), [dossier_id]).fetchall()


def _said(template: LiteralString, schema: str) -> sql.Composed:
    fields = sql.SQL(", ").join(sql.Identifier("a", name) for name in FIELDS)
    return sql.SQL(template).format(schema=sql.Identifier(schema), fields=fields)
