# SPDX-License-Identifier: Apache-2.0
"""The relay: carries a service's outbox into the event log, in order, and forgets what has arrived there.

One transaction per batch: lock, take, append. With a log in the same database that is exactly once;
with any other log a crash between append and commit repeats a batch, which consumers recognise by the event
ids. What went to such a log is kept for some days in `sent`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from motcua_storage import Database
from sqlalchemy import Connection, MetaData, Row, text

from motcua_events.log import Entry, EventLog
from motcua_events.outbox import Outbox
from motcua_events.postgres_log import PostgresEventLog
from motcua_events.signal import THIS_PROCESS
from motcua_events.tables import sent_table
from motcua_events.worker import Worker

_COUNTED_ROWS = 10_000
_FORGOTTEN_AT_ONCE = 5000
SENT_KEPT = timedelta(days=3)
"""How long what was sent to a log outside of the database is kept: no consumer may stand still for longer unseen."""

_TAKE = """
DELETE FROM {table} WHERE id = ANY (ARRAY(SELECT id FROM {table} ORDER BY id LIMIT :most))
RETURNING id, topic, key, envelope
"""

# Where the log is another's to lose.
_TAKE_AND_KEEP = """
WITH taken AS (
    DELETE FROM {table} WHERE id = ANY (ARRAY(SELECT id FROM {table} ORDER BY id LIMIT :most))
    RETURNING id, topic, key, envelope
),
kept AS (INSERT INTO {sent} (id, topic, key, envelope) SELECT id, topic, key, envelope FROM taken)
SELECT id, topic, key, envelope FROM taken
"""

_FORGET = """
DELETE FROM {sent} WHERE id = ANY (ARRAY(
    SELECT id FROM (SELECT id, sent_at FROM {sent} ORDER BY id LIMIT :most) AS oldest WHERE sent_at < now() - :keep
))
"""

_MEASURE = """
SELECT (SELECT count(*) FROM (SELECT FROM {table} LIMIT {most}) AS counted),
       (SELECT extract(epoch FROM clock_timestamp() - created_at)::float FROM {table} ORDER BY id LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class RelayStatus:
    """How a relay is. `waiting` counts rows of the outbox, 10,000 at most; `oldest_seconds` is the age of the
    first.
    """

    state: Literal["running", "failing", "stopped"]
    waiting: int
    oldest_seconds: float
    last_error: str


class Relay(Worker):
    """The relay of one service. Any number may run on a schema: one works, the others find it locked.

    Args:
        database: the service's database.
        outbox: its outbox; adding to it in this process wakes this relay at once.
        log: where events go.
        batch: rows carried in one transaction.
        poll_seconds: how soon rows of another process's transactions are found, at most (where there is one: `signal.py`).
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        log: EventLog,
        *,
        batch: int = 200,
        poll_seconds: float = 1.0,
    ) -> None:
        super().__init__(f"relay-{outbox.schema}", longest_wait=2.0)
        self._database = database
        self._log = log
        names = {"table": outbox.table.fullname, "sent": sent_table(MetaData(schema=outbox.schema)).fullname}
        # In the same database nothing is lost that is not lost with the outbox.
        self._keeps = not isinstance(log, PostgresEventLog)
        self._taking = text((_TAKE_AND_KEEP if self._keeps else _TAKE).format(**names))
        self._forgetting = text(_FORGET.format(**names))
        self._batch = batch
        self._poll_seconds = poll_seconds
        self._lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        self._measure = text(_MEASURE.format(table=outbox.table.fullname, most=_COUNTED_ROWS))
        self._lock_name = f"motcua.relay:{outbox.schema}"
        self._awake = threading.Event()
        outbox.listen(self.wake)

    def wake(self) -> None:
        """Look into the outbox now."""
        self._awake.set()

    def relay_batch(self) -> int:
        """Carry one batch; how many events went. 0 also when another relay of this schema is at work."""
        with self._database.begin() as connection:
            # A statement of its own, before the rows are read: a snapshot older than the lock would show rows
            # that the previous holder has already carried.
            if not connection.execute(self._lock, {"name": self._lock_name}).scalar_one():
                return 0
            rows = self._take(connection)
            if rows:
                self._log.append(connection, [Entry(row.topic, row.key, row.envelope) for row in rows])
        return len(rows)

    def status(self) -> RelayStatus:
        """Size and age of the outbox now, and whether the relay gets through."""
        state: Literal["running", "failing", "stopped"] = "running" if self.running else "stopped"
        with self._database.read() as connection:
            waiting, oldest = connection.execute(self._measure).one()
        return RelayStatus("failing" if self._failures else state, waiting, oldest or 0.0, self._last_error)

    def _round(self) -> None:
        if self.relay_batch() < self._batch:
            self._awake.wait(self._poll_seconds * THIS_PROCESS.seldom)
            # After the wait and before the rows are read, so that no wake-up is lost.
            self._awake.clear()

    def _tidy(self) -> None:
        self._log.maintain()
        while self._keeps and self._forget() == _FORGOTTEN_AT_ONCE and not self._stopping.is_set():
            pass

    def _leave(self) -> None:
        """Nothing is held between rounds: the lock ends with each transaction."""

    def _take(self, connection: Connection) -> Sequence[Row[tuple[int, str, str, str]]]:
        """The first rows, in order; they are gone when the transaction commits."""
        taken = connection.execute(self._taking, {"most": self._batch}).all()
        return sorted(taken, key=lambda row: row.id)  # DELETE gives them in any order

    def _forget(self) -> int:
        """Some of what was sent long ago; how many."""
        with self._database.begin() as connection:
            asked = {"most": _FORGOTTEN_AT_ONCE, "keep": SENT_KEPT}
            return connection.execute(self._forgetting, asked).rowcount
