# SPDX-License-Identifier: Apache-2.0
"""Waiting until what people did has reached everybody, so that the same seed meets the same inboxes.

The public API has no word for it; in the embedded shape the outboxes, the event log's positions and what services are about to do
by themselves say it.
"""

from __future__ import annotations

import time
from pathlib import Path

import psycopg

from motcua_cli.embedded.reaching import service_url

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")
_OUTBOX = "SELECT count(*) FROM {schema}.outbox"
_ALSO = {
    "workflow": "SELECT count(*) FROM workflow.timer, platform.trial_clock"
    " WHERE due_at <= now() + ahead AND (not_before IS NULL OR not_before <= now())",
    "liaison": "SELECT count(*) FROM liaison.inquiry WHERE due_at IS NOT NULL AND cause = ''",
}
"""What a service is about to do by itself: timers that are due, and questions to outside databases at their first try."""
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
        for connection, statements in self._connections:
            for statement in statements:
                row = connection.execute(statement).fetchone()
                if row is not None and row[0]:
                    return True
        row = self._connections[0][0].execute(_BEHIND.encode()).fetchone()
        return bool(row and row[0])

    @staticmethod
    def _open(var: Path, service: str) -> tuple[psycopg.Connection, list[bytes]]:
        url = service_url(var, f"motcua_{service}")
        if url is None:
            raise RuntimeError(f"The database below {var} does not answer.")
        opened = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="motcua-demo")
        asked = [_OUTBOX.format(schema=service), *([_ALSO[service]] if service in _ALSO else [])]
        return opened, [one.encode() for one in asked]
