# SPDX-License-Identifier: Apache-2.0
"""The worker of apologies: drafts those that are due and lets those go that are needed no more, one dossier a transaction; when
all that is done it tells who may sign what waits, one unit a transaction. It asks the business clock, so it follows when time is
moved; what a crash cut off is found again."""

from __future__ import annotations

import threading
import time
from datetime import date

import sqlalchemy as sa
import structlog
from motcua_calendar import legal_time
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Entry, digest_of

from motcua_intake.adapters import apologies_told
from motcua_intake.adapters.apologies_told import Heap
from motcua_intake.app import apologising, telling_signers
from motcua_intake.app.desk import Desk
from motcua_intake.app.heading import StandIns

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 60.0
"""Seconds until a dossier that could not be dealt with is tried again; the others do not wait for it."""


LOOK_AGAIN = 600.0
"""Seconds until a unit in which nothing came or went is looked at again: somebody may sign there now who could not before."""


class ApologyWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk, stand_ins: StandIns) -> None:
        super().__init__("intake-apologies", lambda: self.do_one() or self.tell_one(), threading.Event())
        self._database = database
        self._desk = desk
        self._stand_ins = stand_ins
        self._audit = AuditLog(database.schema)
        self._put_off: dict[str, float] = {}
        self._looked: dict[str, tuple[Heap, date, float]] = {}

    def tell_one(self) -> bool:
        """Tell who may sign in one unit; False when no unit is to be looked at."""
        today, now = legal_time(self._desk.clock.now()).date(), time.monotonic()
        with self._database.read() as connection:
            heaps = apologies_told.heaps(connection)
        heap = next((one for one in heaps if self._is_news(one, today, now)), None)
        if heap is None:
            return False
        self._looked[heap.unit] = (heap, today, now + LOOK_AGAIN)
        try:
            # Asked before anything is locked.
            found = self._stand_ins.of_unit(heap.unit)
            with self._database.begin() as connection:
                telling_signers.tell(connection, self._desk, heap.unit, found)
        except Exception as error:  # one unit must not hold up the others
            LOG.warning("apology.untold", unit=heap.unit, exc_info=error)
            self._looked[heap.unit] = (heap, today, now + PATIENCE)
        return True

    def _is_news(self, heap: Heap, today: date, now: float) -> bool:
        known, day, until = self._looked.get(heap.unit, (None, today, 0.0))
        return (known, day) != (heap, today) or until <= now

    def do_one(self) -> bool:
        """Let one draft go, or make one; False when neither is due."""
        with self._database.begin() as connection:
            if looked := apologising.let_go(connection, self._desk):
                self._note(connection, "apology_looked_at_again", looked)
                return True
        return self._draft_one()

    def _note(self, connection: sa.Connection, what: str, dossier: str) -> None:
        self._audit.note(connection, Entry("work", what, digest_of(dossier), dossier=dossier))

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
                if drafted:
                    self._note(connection, "apology_drafted", found)
        except Exception as error:  # one broken dossier must not hold up the others
            LOG.warning("apology.failed", dossier=found, exc_info=error)
            drafted = False
        if not drafted:
            self._put_off[found] = now + PATIENCE
        return True
