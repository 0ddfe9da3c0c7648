# SPDX-License-Identifier: Apache-2.0
"""At each start: what the list of procedures shows was derived when a version was published, by the release of then. It is
derived once more from the kept folder, so that an upgraded system says of old versions what it says of new ones."""

from __future__ import annotations

import threading

import structlog
from motcua_procedure import ProcedureError
from motcua_storage import Database

from motcua_intake.adapters.catalogue import Packages
from motcua_intake.app.procedures import said_now
from motcua_intake.domain.records import Published

LOG = structlog.get_logger("motcua_intake")
AGAIN_SECONDS = 30.0


class CatalogueWords:
    """A `Background` that ends once it is done; a database that is away is tried again."""

    def __init__(self, database: Database, packages: Packages) -> None:
        self._database = database
        self._packages = packages
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="catalogue-words", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def settle(self) -> int:
        """How many versions are listed in other words than before; each is a transaction of its own."""
        with self._database.read() as connection:
            kept = self._packages.listed(connection)
        changed = sum(self._say(one) for one in kept if not self._stopping.is_set())
        if changed:
            LOG.info("catalogue.words_settled", versions=changed)
        return changed

    def _say(self, kept: Published) -> bool:
        try:
            with self._database.read() as connection:
                package = self._packages.get(connection, kept.procedure_key, kept.version)
        except ProcedureError:  # a folder that this release cannot read stays listed as it was
            LOG.warning("catalogue.folder_unreadable", procedure=kept.procedure_key, version=kept.version)
            return False
        now = said_now(package, kept) if package else None
        if now is None:
            return False
        with self._database.begin() as connection:
            self._packages.say(connection, now)
        return True

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                self.settle()
            except (
                Exception
            ) as error:  # a thread of its own must outlive any failure, e.g. the database restarting
                LOG.warning("catalogue.words_not_settled", error=type(error).__name__)
                wait = AGAIN_SECONDS
            else:
                return
