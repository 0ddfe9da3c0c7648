# SPDX-License-Identifier: Apache-2.0
"""Adds rows to the audit in the transaction of the change, as a part of a statement that is written anyway where there is one.

`NOTED` is that part: common table expressions that take the rows from `added_audit(row, position)` and queue them for sealing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from motcua_storage.audit.actor import Actor, current_actor
from motcua_storage.audit.entry import Entry
from motcua_storage.database import on_commit

NOTED = """
noted AS (
    INSERT INTO {schema}.audit (
        business_at, digest, kind, what, about, dossier, actor, actor_kind, roles, unit, client, request_id, trace, cause
    )
    SELECT CAST(row->>0 AS timestamptz), decode(row->>1, 'hex'), row->>2, row->>3, row->>4, row->>5, row->>6, row->>7,
           row->>8, row->>9, row->>10, row->>11, row->>12, row->>13
    FROM added_audit ORDER BY position
    RETURNING id
),
queued AS (INSERT INTO {schema}.audit_queue (audit_id) SELECT id FROM noted)
"""

_ALONE = """
WITH added_audit AS (
    SELECT row, position FROM json_array_elements(CAST(:audit AS json)) WITH ORDINALITY AS added(row, position)
),{noted}
SELECT count(*) FROM noted
"""


def rows_of(entries: Sequence[Entry], actor: Actor | None = None) -> list[list[Any]]:
    """The entries as `NOTED` reads them, done by `actor`, or by who is at work in this thread."""
    who = actor or current_actor()
    by = [who.id, who.kind, who.roles, who.unit, who.client, who.request_id, who.trace, who.cause]
    return [
        [
            entry.business_at.isoformat() if entry.business_at else None,
            entry.digest.hex(),
            *(entry.kind, entry.what, entry.about, entry.dossier),
            *by,
        ]
        for entry in entries
    ]


def noted(schema: str) -> str:
    """`NOTED` for a schema."""
    return NOTED.format(schema=schema)


class AuditLog:
    """The audit of one service, for changes that are neither a write of the API nor an event: settings and roles."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self._insert = text(_ALONE.format(noted=noted(schema)))

    def note(self, connection: Connection, *entries: Entry, actor: Actor | None = None) -> None:
        """Add entries to the transaction of `connection`: one statement. `actor` is who is at work here, unless given."""
        if entries:
            connection.execute(
                self._insert, {"audit": json.dumps(rows_of(entries, actor), ensure_ascii=False)}
            )
            wake_after(connection, self.schema)


_wakers: dict[str, list[Callable[[], None]]] = {}
_lock = threading.Lock()


def listen(schema: str, wake: Callable[[], None]) -> None:
    """Call `wake` after each commit of this process that added rows in `schema`; a hint for latency, for sealers."""
    with _lock:
        _wakers.setdefault(schema, []).append(wake)


def leave(schema: str, wake: Callable[[], None]) -> None:
    """Undo `listen`."""
    with _lock:
        _wakers[schema] = [one for one in _wakers.get(schema, ()) if one != wake]


def wake_after(connection: Connection, schema: str) -> None:
    """Wake the sealers of this process once the transaction has committed."""
    if _wakers.get(schema):
        on_commit(connection, lambda: _wake(schema))


def _wake(schema: str) -> None:
    for wake in _wakers.get(schema, ()):
        wake()
