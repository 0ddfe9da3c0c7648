# SPDX-License-Identifier: Apache-2.0
"""The worker of apologies: drafts those that are due and lets those go that are needed no more, one dossier a transaction. It
asks the business clock, so it follows when time is moved; what a crash cut off is found again."""

from __future__ import annotations

import threading
import time

import structlog
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database

from motcua_intake.app import apologising
from motcua_intake.app.desk import Desk

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 60.0
"""Seconds until a dossier that could not be dealt with is tried again; the others do not wait for it."""


class ApologyWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("intake-apologies", self.do_one, threading.Event())
        self._database = database
        self._desk = desk
        self._put_off: dict[str, float] = {}

    def do_one(self) -> bool:
        """Let one draft go, or make one; False when neither is due."""
        with self._database.begin() as connection:
            if apologising.let_go(connection, self._desk):
                return True
        return self._draft_one()

    def _draft_one(self) -> bool:
        """A failure, or a dossier whose dates say otherwise now, is put off and goes no further."""
        now = time.monotonic()
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        with self._database.read() as connection:
            found = apologising.next_late(connection, self._desk, self._put_off)
        if found is None:
            return False
        try:
            with self._database.begin() as connection:
                drafted = apologising.draft(connection, self._desk, found)
        except Exception as error:  # one broken dossier must not hold up the others
            LOG.warning("apology.failed", dossier=found, exc_info=error)
            drafted = False
        if not drafted:
            self._put_off[found] = now + PATIENCE
        return True
