# SPDX-License-Identifier: Apache-2.0
"""The end of control slips, which the inboxes' events fill (`inbox_events.py`): what ended dossiers, and the worker that prints
theirs."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from motcua.events.v1 import dossier_pb2
from motcua_events import Event, Handler
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Entry, digest_of

from motcua_intake.adapters import stays
from motcua_intake.app import controlling
from motcua_intake.app.desk import Desk

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 60.0
"""Seconds until a slip that could not be printed is tried again; the others do not wait for it."""


def end_handlers(desk: Desk) -> Mapping[str, Handler]:
    """A dossier that has ended: its slip is complete."""

    def finished(connection: sa.Connection, event: Event) -> None:
        said = desk.events.message(event, dossier_pb2.DossierFinished)
        stays.finish(connection, said.dossier.dossier_id, desk.clock.now())

    return {"dossier.finished": finished}


class SlipWorker(QueueWorker):
    """A `Background` of the service: one slip a transaction."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("intake-slips", self.print_one, threading.Event())
        self._database = database
        self._desk = desk
        self._audit = AuditLog(database.schema)
        self._put_off: dict[str, float] = {}

    def print_one(self) -> bool:
        """False when none waits. A failure puts its dossier off and goes no further."""
        now = time.monotonic()
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        with self._database.read() as connection:
            found = controlling.next_to_print(connection, self._desk, self._put_off)
        if found is None:
            return False
        try:
            with self._database.begin() as connection:
                controlling.print_slip(connection, self._desk, found)
                self._audit.note(connection, Entry("work", "control_slip", digest_of(found), dossier=found))
        except Exception as error:  # one broken dossier must not hold up the others
            LOG.warning("slip.failed", dossier=found, exc_info=error)
            self._put_off[found] = now + PATIENCE
        return True
