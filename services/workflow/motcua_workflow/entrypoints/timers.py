# SPDX-License-Identifier: Apache-2.0
"""The timer worker: fires what is due, one timer a transaction."""

from __future__ import annotations

import contextlib
import threading

import structlog
from motcua_calendar.clock import Clock
from motcua_events.tracing import working_span
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database

from motcua_workflow.adapters import timers
from motcua_workflow.app.moving import Mover
from motcua_workflow.errors import InstanceMoved

LOG = structlog.get_logger("motcua_workflow")


class TimerWorker(QueueWorker):
    """A `Background` of the service; woken when a timer was added or time was moved."""

    def __init__(self, database: Database, mover: Mover, clock: Clock) -> None:
        super().__init__("timers", self.fire_one, threading.Event())
        self._database = database
        self._mover = mover
        self._clock = clock

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
                said = {"motcua.element": taken.element, "motcua.service": "workflow"}
                with (
                    working_span("workflow timer", taken.dossier_id, taken.traceparent, said),
                    contextlib.suppress(InstanceMoved),
                ):
                    self._mover.fire(connection, taken.instance_id, taken.key)
                timers.drop(connection, taken.id)
        except Exception as error:  # one broken instance must not hold up the timers of the others
            if taken is None:
                raise
            LOG.warning("timer.failed", instance=taken.instance_id, key=taken.key, exc_info=error)
            with self._database.begin() as connection:
                timers.put_off(connection, taken.id, taken.attempts)
        return True
