# SPDX-License-Identifier: Apache-2.0
"""The deadline worker: ends overdue supplements, one dossier a transaction. It asks the business clock, so it follows when
time is moved; what a crash cut off is found again."""

from __future__ import annotations

import threading
import time

import structlog
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database

from motcua_intake.app import deadlines
from motcua_intake.app.desk import Desk

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 60.0
"""Seconds until a dossier that could not be dealt with is tried again; the others do not wait for it."""


class DeadlineWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("intake-deadlines", self.end_one, threading.Event())
        self._database = database
        self._desk = desk
        self._put_off: dict[str, float] = {}

    def end_one(self) -> bool:
        """End the supplement that is overdue longest; False when none is. A failure puts its dossier off and goes no further."""
        now = time.monotonic()
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        with self._database.read() as connection:
            found = deadlines.next_overdue(connection, self._desk, self._put_off)
        if found is None:
            return False
        try:
            with self._database.begin() as connection:
                deadlines.lapse(connection, self._desk, found)
        except Exception as error:  # one broken dossier must not hold up the others
            LOG.warning("deadline.failed", dossier=found, exc_info=error)
            self._put_off[found] = now + PATIENCE
        return True
