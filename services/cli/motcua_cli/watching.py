# SPDX-License-Identifier: Apache-2.0
"""Watches the database: says when it does not answer, starts an embedded one again when it died, and notes the time in it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from motcua_storage import Database, EmbeddedPostgres

LOG = structlog.get_logger("motcua_cli")
EVERY_SECONDS = 1.0
REMEMBER_EVERY = 10
"""Looks between two notes of business time: a crash loses so many seconds of it at most."""


class DatabaseWatch:
    """A thread that asks once a second. `tell(answers)` is called when the answer changes, `remember()` now and then,
    `keep()` now and then too, and after the server was started again. Without `postgres` the server is somebody else's to start;
    `url` is of the role that owns `schema`."""

    def __init__(
        self,
        postgres: EmbeddedPostgres | None,
        url: str,
        tell: Callable[[bool], None],
        remember: Callable[[], None] = lambda: None,
        keep: Callable[[], None] = lambda: None,
        *,
        schema: str = "workflow",
    ) -> None:
        self._postgres = postgres
        self._database = Database(url, schema, 1, application="motcua-watch", statement_timeout=5.0)
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
                connection.exec_driver_sql("SELECT 1")
        except Exception:  # every way of not answering is the same here
            return False
        return True

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
