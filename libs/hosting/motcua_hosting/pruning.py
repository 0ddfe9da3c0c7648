# SPDX-License-Identifier: Apache-2.0
"""Forgets old request ids, so that the table `request` does not grow with history."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog
from motcua_storage import Database, RequestLog

LOG = structlog.get_logger("motcua_hosting")
KEPT = timedelta(days=30)
"""A client that repeats a request later than this is answered anew; nobody waits that long for an answer."""
EVERY_SECONDS = 3600.0


class RequestPruner:
    """A `Background` of every service that keeps requests."""

    def __init__(
        self, database: Database, requests: RequestLog, every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._database = database
        self._requests = requests
        self._every = every_seconds
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="request-pruner", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def prune(self) -> int:
        """How many requests were forgotten."""
        with self._database.begin() as connection:
            return self._requests.prune(connection, KEPT)

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            try:
                self.prune()
            except (
                Exception
            ) as error:  # a thread of its own must outlive any failure, e.g. the database restarting
                LOG.warning("requests.not_pruned", error=type(error).__name__)
