# SPDX-License-Identifier: Apache-2.0
"""A program for test_crash: each line of its input starts a child that relays and consumes until killed.

The parent imports everything once, so that a child is at work some milliseconds after it was asked for. A
child's pid is the answer to each line.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import sqlalchemy as sa
from motcua_events import Consumer, ConsumerPolicy, Event, EventCatalogue, Outbox, PostgresEventLog, Relay
from motcua_storage import Database

CATALOGUE = EventCatalogue.load()
NOTE = sa.text("INSERT INTO assignment.effect (key, number) VALUES (:key, :number)")


def note(connection: sa.Connection, event: Event) -> None:
    """An effect that a second time would show."""
    connection.execute(NOTE, {"key": event.key, "number": event.data["number"]})
    time.sleep(0.002)


def work(intake_url: str, assignment_url: str) -> None:
    """One relay and one consumer, in small batches so that a kill finds every moment between two commits."""
    intake, assignment = Database(intake_url, "intake"), Database(assignment_url, "assignment")
    log = PostgresEventLog(intake, CATALOGUE.topics)
    relay = Relay(intake, Outbox("intake", CATALOGUE), log, batch=7, poll_seconds=0.01)
    consumer = Consumer(
        assignment,
        "assignment",
        ["motcua.dossier"],
        {"dossier.accepted": note},
        PostgresEventLog(assignment, CATALOGUE.topics),
        policy=ConsumerPolicy(batch=5, poll_seconds=0.01),
    )
    relay.start()
    consumer.run()


def main() -> None:
    """Fork on request; children that were killed need nobody to bury them."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)  # else a child would read the parent's requests
            work(*sys.argv[1:])
        print(pid, flush=True)


if __name__ == "__main__":
    main()
