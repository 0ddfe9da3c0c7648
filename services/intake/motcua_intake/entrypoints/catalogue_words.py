# SPDX-License-Identifier: Apache-2.0
"""At each start: what the list of procedures shows was derived when a version was published, by the release of then. It is
derived once more from the kept folder, so that an upgraded system says of old versions what it says of new ones."""

from __future__ import annotations

import structlog
from motcua_procedure import ProcedureError
from motcua_storage import Database

from motcua_intake.adapters.catalogue import Packages
from motcua_intake.app.procedures import said_now
from motcua_intake.domain.records import Published
from motcua_intake.entrypoints.settling import Settling

LOG = structlog.get_logger("motcua_intake")


class CatalogueWords(Settling):
    """Runs once at each start."""

    name = "catalogue-words"

    def __init__(self, database: Database, packages: Packages) -> None:
        super().__init__()
        self._database = database
        self._packages = packages

    def settle(self) -> int:
        """How many versions are listed in other words than before; each is a transaction of its own."""
        with self._database.read() as connection:
            kept = self._packages.listed(connection)
        return sum(self._say(one) for one in kept if not self.stopping.is_set())

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
