# SPDX-License-Identifier: Apache-2.0
"""The worker that tells of drafts that are about to go, removes those whose time is over, and forgets uploads that were never
attached. It asks the business clock, so it follows when time is moved; what a crash cut off is found again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection

import sqlalchemy as sa
import structlog
from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Entry, digest_of

from motcua_intake.app import expiring
from motcua_intake.app.desk import Desk

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 60.0
"""Seconds until a draft that could not be dealt with is tried again; the others do not wait for it."""
Find = Callable[[sa.Connection, Desk, Collection[str]], str | None]
End = Callable[[sa.Connection, Desk, str], None]


class ExpiryWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__("intake-expiry", self.do_one, threading.Event())
        self._database = database
        self._desk = desk
        self._audit = AuditLog(database.schema)
        self._put_off: dict[str, float] = {}

    def do_one(self) -> bool:
        """The next thing that is due; False when nothing is. A draft whose time is over needs no warning any more."""
        return (
            self._draft(expiring.next_expired, expiring.expire)
            or self._draft(expiring.next_to_tell, expiring.tell)
            or self._forget()
        )

    def _draft(self, find: Find, end: End) -> bool:
        now = time.monotonic()
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        with self._database.read() as connection:
            found = find(connection, self._desk, self._put_off)
        if found is None:
            return False
        try:
            with self._database.begin() as connection:
                end(connection, self._desk, found)
                if end is expiring.expire:  # telling is an event, which has its row
                    gone = Entry("work", "draft_expired", digest_of(found), about=f"draft:{found}")
                    self._audit.note(connection, gone)
        except Exception as error:  # one broken draft must not hold up the others
            LOG.warning("draft.expiry_failed", draft=found, exc_info=error)
            self._put_off[found] = now + PATIENCE
        return True

    def _forget(self) -> bool:
        with self._database.begin() as connection:
            looked = expiring.forget_files(connection, self._desk)
            return looked + expiring.forget_traces(connection, self._desk) > 0
