# SPDX-License-Identifier: Apache-2.0
"""The workers that look for late steps, and for what is held in place of people who are back, by business time; what a crash cut
off is found again."""

from __future__ import annotations

import threading

from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database

from motcua_assignment.app import escalating, holding
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


class LeaveWorker(QueueWorker):
    """Gives tasks back when a leave is over. A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("assignment-leaves", self.give_some_back, threading.Event())
        self._database = database
        self._desk = desk

    def give_some_back(self) -> bool:
        """Give a batch back; False when there is nothing to give."""
        with self._database.begin() as connection:
            return holding.give_back(connection, self._desk, self._desk.clock.now().date()) > 0
