# SPDX-License-Identifier: Apache-2.0
"""The audit's part in every service: rows are sealed soon after they were committed, and at each start what the service counts
and decides with (organisation, days off, law, switches) is noted where it differs from the start before."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
import structlog
from motcua_events.signal import THIS_PROCESS
from motcua_events.worker import Worker
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Entry, Sealer, digest_of
from motcua_storage.audit.writing import leave, listen
from pydantic import SecretStr

from motcua_hosting.settings import ServiceSettings

LOG = structlog.get_logger("motcua_hosting")
POLL_SECONDS = 2.0
"""Until rows are found whose commit woke nobody here: those of another process that died."""
GATHER_SECONDS = 0.5
"""Rows of this long are sealed together."""
TELL_SECONDS = 86_400.0
"""The head is logged this often, so that a log kept elsewhere knows how the chain stood."""
UNTOLD = frozenset({"database_url", "pool_size", "files", "kafka", "tls"})
"""Where things lie: it says nothing about what is decided. Addresses and secrets are not told either."""

_LATEST = (
    "SELECT DISTINCT ON (what) what, digest FROM {schema}.audit WHERE kind = 'setting' ORDER BY what, id DESC"
)
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


class Auditing(Worker):
    """A `Background` of every service with an audit. Any number may run on a schema."""

    def __init__(self, database: Database, settings: ServiceSettings | None = None) -> None:
        super().__init__(f"audit-{database.schema}", longest_wait=5.0)
        self._database = database
        self._sealer = Sealer(database)
        self._untold = list(settings_entries(settings)) if settings else []
        self._awake = threading.Event()
        self._tell_at = 0.0

    def start(self) -> None:
        listen(self._sealer.schema, self.wake)
        super().start()

    def stop(self, timeout: float = 5.0) -> None:
        """What was written meanwhile is sealed still, so that a system that stands has no unsealed rows."""
        leave(self._sealer.schema, self.wake)
        super().stop(timeout)

    def wake(self) -> None:
        self._awake.set()

    def _round(self) -> None:
        self._note_settings()
        self._sealer.seal()
        self._tell()
        self._awake.wait(POLL_SECONDS * THIS_PROCESS.seldom)
        self._stopping.wait(GATHER_SECONDS)
        self._awake.clear()  # before looking: what comes while we look sets it again

    def _tidy(self) -> None:
        """The audit is kept for good."""

    def _leave(self) -> None:
        if self._stopping.is_set():
            self._sealer.seal()

    def _note_settings(self) -> None:
        if self._untold:
            with self._database.begin() as connection:
                note_changed(connection, self._database.schema, self._untold)
            self._untold = []

    def _tell(self) -> None:
        if time.monotonic() >= self._tell_at:
            self._tell_at = time.monotonic() + TELL_SECONDS
            LOG.info("audit.head", head=str(self._sealer.head()))


def note_changed(connection: sa.Connection, schema: str, entries: list[Entry]) -> None:
    """Note the settings whose digest is not the one that was noted last; one of several replicas at a time."""
    connection.execute(_LOCK, {"name": f"motcua.audit.settings:{schema}"})
    rows = connection.execute(sa.text(_LATEST.format(schema=schema)))
    known = {row.what: bytes(row.digest) for row in rows}
    AuditLog(schema).note(connection, *(one for one in entries if known.get(one.what) != one.digest))


def settings_entries(settings: ServiceSettings) -> Iterator[Entry]:
    """One for each setting that decides something: a file by its content, everything else by its value."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name in UNTOLD or name.endswith("_address") or isinstance(value, SecretStr):
            continue
        yield Entry("setting", name, _digest(value), about=str(value))


def _digest(value: object) -> bytes:
    if isinstance(value, Path) and value.is_file():
        return digest_of(value.read_bytes())
    return digest_of(str(value))
