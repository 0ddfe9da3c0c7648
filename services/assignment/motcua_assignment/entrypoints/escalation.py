# SPDX-License-Identifier: Apache-2.0
"""The worker that looks for late steps, by business time; what a crash cut off is found again."""

from __future__ import annotations

import threading

from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database

from motcua_assignment.app import escalating
from motcua_assignment.app.opening import Desk


class EscalationWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("assignment-escalation", self.tell_some, threading.Event())
        self._database = database
        self._desk = desk

    def tell_some(self) -> bool:
        """Escalate a batch; False when nothing is late that was not told."""
        with self._database.begin() as connection:
            return escalating.escalate(connection, self._desk) > 0
