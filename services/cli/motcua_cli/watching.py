# SPDX-License-Identifier: Apache-2.0
"""Watches the database: says when it does not answer, starts an embedded one again when it died, and notes the time in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from importlib import metadata

import structlog
from motcua_storage import Database, EmbeddedPostgres
from sqlalchemy import Connection

LOG = structlog.get_logger("motcua_cli")
EVERY_SECONDS = 1.0
CERTAIN, CHANGED = 0.5, 0.5
"""Seconds that the question may take for its answer to say something of clocks, and by which it must differ to be told anew."""
_SAID = "motcua_said_ahead"
_NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
_NAME = "SELECT set_config('application_name', %(name)s, false)"
REMEMBER_EVERY = 10
"""Looks between two notes of business time: a crash loses so many seconds of it at most."""


class DatabaseWatch:
    """A thread that asks once a second. `tell(answers)` is called when the answer changes, `remember()` now and then,
    `keep()` now and then too, and after the server was started again. Without `postgres` the server is somebody else's to start;
    `url` is of the role that owns `schema`; `name` is what
    the process is called, which it tells the database with its version and how far its clock is ahead (`motcua doctor`)."""

    def __init__(
        self,
        postgres: EmbeddedPostgres | None,
        url: str,
        tell: Callable[[bool], None],
        remember: Callable[[], None] = lambda: None,
        keep: Callable[[], None] = lambda: None,
        *,
        schema: str = "workflow",
        name: str = "embedded",
    ) -> None:
        self._postgres = postgres
        self._name = f"motcua-{name}/{_version()}"
        self._database = Database(url, schema, 1, application=self._name, statement_timeout=5.0)
        self._tell = tell
        self._remember = remember
        self._keep = keep
        self._answers = True
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="database-watch", daemon=True)

    @property
    def answers(self) -> bool:
        """Whether it answered when it was last asked."""
        return self._answers

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10.0)
        self._database.close()

    def look(self) -> None:
        """Ask once; start the server again when it does not answer because it is gone."""
        answers = self._asks()
        if not answers:
            self._change(False)
            self._revive()
            answers = self._asks()
        self._change(answers)

    def _run(self) -> None:
        looks = 0
        while not self._stopping.wait(EVERY_SECONDS):
            looks += 1
            try:
                self.look()
                if looks % REMEMBER_EVERY == 0 and self._answers:
                    self._remember()
                    self._keep()
            except Exception as error:  # the watch must outlive whatever it watches
                LOG.warning("database.watch_failed", error=type(error).__name__)

    def _asks(self) -> bool:
        try:
            with self._database.read() as connection:
                before = time.time()
                theirs = connection.exec_driver_sql(_NOW).scalar_one()
                self._say(connection, before, theirs, time.time())
        except Exception:  # every way of not answering is the same here
            return False
        return True

    def _say(self, connection: Connection, before: float, theirs: float, after: float) -> None:
        """In the name of the session, as far as it is certain; a session that is new has no name yet."""
        ahead = (before + after) / 2 - theirs
        known = connection.info.get(_SAID)
        if after - before > CERTAIN or (known is not None and abs(ahead - known) < CHANGED):
            return
        connection.exec_driver_sql(_NAME, {"name": f"{self._name} {ahead:+.1f}s"})
        connection.info[_SAID] = ahead

    def _revive(self) -> None:
        if self._stopping.is_set() or self._postgres is None:
            return
        LOG.warning("database.restarting")
        self._postgres.start()
        self._keep()

    def _change(self, answers: bool) -> None:
        if answers != self._answers:
            LOG.warning("database.answers" if answers else "database.silent")
            self._answers = answers
            self._tell(answers)


def _version() -> str:
    try:
        return metadata.version("motcua-cli")
    except metadata.PackageNotFoundError:
        return "unknown"
