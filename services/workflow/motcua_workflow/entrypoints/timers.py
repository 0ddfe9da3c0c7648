# SPDX-License-Identifier: Apache-2.0
"""The timer worker: fires what is due, one timer a transaction; sleeps until the next is due or a move of the clock."""

from __future__ import annotations

import contextlib
import threading

import structlog
from motcua_calendar.clock import Clock
from motcua_storage import Database

from motcua_workflow.adapters import timers
from motcua_workflow.app.moving import Mover
from motcua_workflow.errors import InstanceMoved

LOG = structlog.get_logger("motcua_workflow")
LONGEST_SLEEP = 1.0
"""Seconds; business time may be moved from elsewhere, and replicas add timers that this one does not see."""


class TimerWorker:
    """A `Background` of the service."""

    def __init__(self, database: Database, mover: Mover, clock: Clock) -> None:
        self._database = database
        self._mover = mover
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="timers", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def wake(self) -> None:
        """Look now: a timer was added or time was moved."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                while not self._stopping.is_set() and self.fire_one():
                    pass
            except (
                Exception
            ) as error:  # a thread of its own must outlive any failure, e.g. the database restarting
                LOG.warning("timers.failed", error=type(error).__name__)
            self._wake.wait(LONGEST_SLEEP)
            self._wake.clear()

    def fire_one(self) -> bool:
        """Fire the timer that is due longest; False when none is. A failure puts that timer off and is raised no further.

        A timer that another move took away while it was looked up is no failure: it is dropped, or was already.
        """
        taken = None
        try:
            with self._database.begin() as connection:
                taken = timers.take_due(connection, self._clock.now())
                if taken is None:
                    return False
                with contextlib.suppress(InstanceMoved):
                    self._mover.fire(connection, taken.instance_id, taken.key)
                timers.drop(connection, taken.id)
        except Exception as error:  # one broken instance must not hold up the timers of the others
            if taken is None:
                raise
            LOG.warning("timer.failed", instance=taken.instance_id, key=taken.key, exc_info=error)
            with self._database.begin() as connection:
                timers.put_off(connection, taken.id, taken.attempts)
        return True
