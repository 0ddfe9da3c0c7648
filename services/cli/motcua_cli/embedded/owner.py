# SPDX-License-Identifier: Apache-2.0
"""Whose the embedded PostgreSQL is: an advisory lock in it, held by a session as long as the system lives.

The file lock of `var` can be removed by hand; this one cannot, and ends with the process even after kill -9. Who does not hold it
has only found a database that serves another system, and neither uses nor stops it. A server that outlived its system is free,
and becomes that of the next start.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import psycopg

from motcua_cli.embedded.folder import AlreadyRunning

_LOCK = 0x4D6F7443756F  # "MotCuo": one system on a database at a time
PATIENCE = 3.0
"""Seconds in which the session of a system that was killed ends."""
_HOLDER = (
    "SELECT a.application_name FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
    " AND (l.classid::bigint << 32 | l.objid::bigint) = %s"
    " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
)


class Owner:
    """The hold on one database. `name` is told to whoever comes second (at most 63 bytes are kept)."""

    def __init__(self, url: str, name: str, root: Path) -> None:
        """Take hold of it.

        Raises:
            AlreadyRunning: a living system has it; `root` is the folder to name.
        """
        self._url = url
        self._name = name
        self._root = root
        self._session = self._take(PATIENCE)

    def keep(self) -> None:
        """Take hold again when the server was started anew in between; nothing when all is as it was."""
        try:
            self._session.execute("SELECT 1")
        except psycopg.OperationalError:
            self.close()
            self._session = self._take(0.0)

    def close(self) -> None:
        """Let go of it."""
        with contextlib.suppress(psycopg.Error):
            self._session.close()

    def _take(self, patience: float) -> psycopg.Connection:
        session = psycopg.connect(self._url, autocommit=True, connect_timeout=10, application_name=self._name)
        try:
            self._lock(session, time.monotonic() + patience)
        except BaseException:
            session.close()
            raise
        return session

    def _lock(self, session: psycopg.Connection, until: float) -> None:
        while True:
            row = session.execute("SELECT pg_catalog.pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
            if row is not None and row[0]:
                return
            if time.monotonic() >= until:
                break
            time.sleep(0.05)
        holder = session.execute(_HOLDER, [_LOCK]).fetchone()
        who = holder[0] if holder else "another process"
        raise AlreadyRunning(
            f"MotCua runs already on the database in {self._root}: {who}. Its lock file is gone, as if it was removed by hand; "
            "end that system with Ctrl-C first."
        )
