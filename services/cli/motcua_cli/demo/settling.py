# SPDX-License-Identifier: Apache-2.0
"""Waiting until what people did has reached everybody, so that the same seed meets the same inboxes.

The public API has no word for it; in the embedded shape the outboxes and the event log's positions say it.
"""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
from psycopg import sql

from motcua_cli.doctor.database import service_url

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")
_BEHIND = (
    "SELECT count(*) FROM broker.cursor c JOIN broker.topic_partition p USING (topic, partition)"
    " WHERE c.position + 1 < p.next_offset"
)
QUIET = 3
"""How often in a row nothing must be under way: between two services an event is in neither outbox nor log for a moment."""
PAUSE = 0.015
PATIENCE = 30.0


class Settling:
    """Looks at one running embedded system."""

    def __init__(self, var: Path) -> None:
        self._connections = [self._open(var, service) for service in SERVICES]

    def wait(self) -> bool:
        """Whether everything was at rest within `PATIENCE` seconds."""
        until, quiet = time.monotonic() + PATIENCE, 0
        while quiet < QUIET:
            quiet = 0 if self._busy() else quiet + 1
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE)
        return True

    def close(self) -> None:
        """Hang up."""
        for connection, _ in self._connections:
            connection.close()

    def _busy(self) -> bool:
        for connection, statement in self._connections:
            row = connection.execute(statement).fetchone()
            if row is not None and row[0]:
                return True
        row = self._connections[0][0].execute(_BEHIND.encode()).fetchone()
        return bool(row and row[0])

    @staticmethod
    def _open(var: Path, service: str) -> tuple[psycopg.Connection, sql.Composed]:
        url = service_url(var, f"motcua_{service}")
        if url is None:
            raise RuntimeError(f"The database below {var} does not answer.")
        opened = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="motcua-demo")
        return opened, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(service, "outbox"))
