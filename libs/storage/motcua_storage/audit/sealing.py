# SPDX-License-Identifier: Apache-2.0
"""Chains committed rows of one schema, one batch in one transaction, one sealer at a time.

The order of the chain is that in which rows were sealed. A row and its place in the queue are one statement, so a transaction
that commits late is sealed late: nothing can slip in behind what is sealed, and no writer waits for a lock.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from motcua_storage.audit.chain import FIELDS, GENESIS, Head, contents, next_seal
from motcua_storage.database import Database

_WAITING = "SELECT EXISTS (SELECT FROM {schema}.audit_queue)"
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))"
_TAKE = """
WITH taken AS (
    DELETE FROM {schema}.audit_queue
    WHERE audit_id = ANY (ARRAY(SELECT audit_id FROM {schema}.audit_queue ORDER BY audit_id LIMIT :most))
    RETURNING audit_id
)
SELECT {fields} FROM taken JOIN {schema}.audit ON id = audit_id ORDER BY id
"""
_HEAD = "SELECT position, seal FROM {schema}.audit_seal ORDER BY position DESC LIMIT 1"
_SEAL = """
INSERT INTO {schema}.audit_seal (position, audit_id, seal)
SELECT * FROM unnest(CAST(:positions AS bigint[]), CAST(:ids AS bigint[]), CAST(:seals AS bytea[]))
"""


class Sealer:
    """Seals the rows of one service; any number may run on a schema."""

    def __init__(self, database: Database, *, batch: int = 500) -> None:
        self._database = database
        self.schema = database.schema
        self._batch = batch
        self._name = f"motcua.audit:{self.schema}"
        self._waiting, self._take, self._head, self._seal = (
            text(one.format(schema=self.schema, fields=", ".join(FIELDS)))
            for one in (_WAITING, _TAKE, _HEAD, _SEAL)
        )
        self._lock = text(_LOCK)

    def seal(self) -> int:
        """Seal everything that has committed; how many rows. 0 also while another sealer is at work."""
        done = 0
        while (sealed := self.seal_batch()) == self._batch:
            done += sealed
        return done + sealed

    def seal_batch(self) -> int:
        """Seal one batch; how many rows."""
        with self._database.begin() as connection:
            if not connection.execute(self._waiting).scalar_one():
                return 0
            # A statement of its own: a snapshot older than the lock would show rows that the previous holder has sealed.
            if not connection.execute(self._lock, {"name": self._name}).scalar_one():
                return 0
            return self._seal_taken(connection)

    def head(self) -> Head:
        """Where the chain stands."""
        with self._database.read() as connection:
            return self._last(connection)

    def _last(self, connection: Connection) -> Head:
        row = connection.execute(self._head).one_or_none()
        return Head(self.schema, row.position, bytes(row.seal)) if row else Head(self.schema, 0, GENESIS)

    def _seal_taken(self, connection: Connection) -> int:
        found = connection.execute(self._take, {"most": self._batch}).mappings()
        rows = [dict(row) for row in found]
        if not rows:
            return 0
        head = self._last(connection)
        seals, last = [], head.seal
        positions = range(head.position + 1, head.position + 1 + len(rows))
        for position, row in zip(positions, rows, strict=True):
            last = next_seal(last, contents(self.schema, position, row))
            seals.append(last)
        made = {"positions": list(positions), "ids": [row["id"] for row in rows], "seals": seals}
        connection.execute(self._seal, made)
        return len(rows)
