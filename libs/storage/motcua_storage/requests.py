# SPDX-License-Identifier: Apache-2.0
"""Owns idempotent writes: a caller's request id is answered once, and again with the same bytes.

Inside the business transaction: `find` claims the id (or gives the first answer), the work is done, `store`
keeps the answer. A second call with the same id waits for the first to end, because the claim is a row under
a unique key: if the first commits, the second gets its answer; if it rolls back, the second does the work.
The key includes the caller, so that nobody reads another's answer by guessing ids.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import sqlalchemy as sa
from psycopg import errors as pg

from motcua_storage.audit.entry import Entry
from motcua_storage.audit.writing import noted, rows_of, wake_after
from motcua_storage.errors import RequestInProgress, RequestReused

_TAKE = """
INSERT INTO {table} (caller, request_id, method, content_hash)
VALUES (:caller, :request_id, :method, :content_hash)
ON CONFLICT DO NOTHING RETURNING request_id
"""

_STORE = """
WITH kept AS (
    UPDATE {table} SET answer = :given WHERE caller = :by AND request_id = :asked AND answer IS NULL RETURNING request_id
),
added_audit AS (SELECT CAST(:audit AS json) AS row, 1 AS position FROM kept),{noted}
SELECT count(*) FROM kept
"""


def request_table(metadata: sa.MetaData) -> sa.Table:
    """The table `request` in the schema of `metadata`; each service declares it once in its tables."""
    return sa.Table(
        "request",
        metadata,
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("content_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Index("request_created_at", "created_at"),
    )


def content_hash(content: bytes) -> bytes:
    """SHA-256 of a request's deterministic bytes."""
    return hashlib.sha256(content).digest()


class RequestLog:
    """The requests of one service; `schema` names where its table `request` is."""

    def __init__(self, schema: str) -> None:
        self._table = table = request_table(sa.MetaData(schema=schema))
        mine = sa.and_(table.c.caller == sa.bindparam("by"), table.c.request_id == sa.bindparam("asked"))
        # Built once: every write asks them, and building a statement costs more than running it.
        self._peek = sa.select(table.c.method, table.c.content_hash, table.c.answer).where(mine)
        self._store = (
            table.update().where(mine, table.c.answer.is_(None)).values(answer=sa.bindparam("given"))
        )
        self._store_noted = sa.text(_STORE.format(table=table.fullname, noted=noted(schema)))
        self._schema = schema
        # As text: SQLAlchemy compiles an insert with ON CONFLICT anew each time.
        self._take = sa.text(_TAKE.format(table=table.fullname))

    def find(
        self, connection: sa.Connection, request_id: str, content_hash: bytes, *, caller: str, method: str
    ) -> bytes | None:
        """The first answer, or None: then the id is claimed, and the caller must do the work and `store` its
        answer.

        `caller` is who asks (user or client id), `method` what
        (`motcua.intake.v1.IntakeService/SubmitDossier`). Waits for a first call that is still running. Raises
        RequestReused when the id came with another content or method, and RequestInProgress when the wait was
        longer than the lock time-out.
        """
        if self._claim(connection, request_id, content_hash, caller, method):
            return None
        answer = self.peek(connection, request_id, content_hash, caller=caller, method=method)
        if answer is None:
            raise RuntimeError(f"{method} committed request {request_id} without storing its answer")
        return answer

    def peek(
        self, connection: sa.Connection, request_id: str, content_hash: bytes, *, caller: str, method: str
    ) -> bytes | None:
        """The answer if there is one, claiming nothing: for methods that call others first.

        Raises RequestReused as `find` does.
        """
        row = connection.execute(self._peek, {"by": caller, "asked": request_id}).one_or_none()
        if row is None:
            return None
        if (row.method, row.content_hash) != (method, content_hash):
            raise _reused(request_id)
        return None if row.answer is None else bytes(row.answer)

    def store(self, connection: sa.Connection, request_id: str, answer: bytes, *, caller: str) -> None:
        """Keep the answer of a request that `find` claimed in this transaction."""
        done = connection.execute(self._store, {"by": caller, "asked": request_id, "given": answer})
        if done.rowcount != 1:
            raise _unclaimed(request_id)

    def store_noted(
        self, connection: sa.Connection, request_id: str, answer: bytes, entry: Entry, *, caller: str
    ) -> None:
        """As `store`, and add `entry` to the audit of this schema in the same statement."""
        given = {"by": caller, "asked": request_id, "given": answer}
        audit = json.dumps(rows_of([entry])[0], ensure_ascii=False)
        if connection.execute(self._store_noted, given | {"audit": audit}).scalar_one() != 1:
            raise _unclaimed(request_id)
        wake_after(connection, self._schema)

    def prune(self, connection: sa.Connection, older_than: timedelta) -> int:
        """Forget requests older than `older_than`; how many. A client that repeats one later does it anew."""
        limit = sa.func.now() - sa.cast(older_than, sa.Interval)
        return connection.execute(self._table.delete().where(self._table.c.created_at < limit)).rowcount

    def _claim(
        self, connection: sa.Connection, request_id: str, content_hash: bytes, caller: str, method: str
    ) -> bool:
        claim = {
            "caller": caller,
            "request_id": request_id,
            "method": method,
            "content_hash": content_hash,
        }
        try:
            return connection.execute(self._take, claim).first() is not None
        except sa.exc.OperationalError as error:
            if isinstance(error.orig, pg.LockNotAvailable):
                raise _in_progress(request_id) from error
            raise


def _unclaimed(request_id: str) -> RuntimeError:
    return RuntimeError(f"request {request_id} was not claimed by find() or has its answer already")


def _reused(request_id: str) -> RequestReused:
    return RequestReused(
        f"Mã yêu cầu {request_id} đã dùng cho một nội dung khác; hãy gửi với mã mới.",
        f"The request id {request_id} was used for another content; send it with a new one.",
    )


def _in_progress(request_id: str) -> RequestInProgress:
    return RequestInProgress(
        f"Yêu cầu {request_id} đang được xử lý; hãy gửi lại sau giây lát.",
        f"The request {request_id} is being worked on; send it again in a moment.",
    )
