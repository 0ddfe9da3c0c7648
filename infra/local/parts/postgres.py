# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of this machine, from the wheel that the embedded shape uses too."""

from __future__ import annotations

from pathlib import Path

import psycopg
from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError

from parts.common import Part, PartError


class Postgres(Part):
    """Its process, port and password are kept by `EmbeddedPostgres`; it survives whoever started it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Every process of the production shape keeps connections of its own.
        self._server = EmbeddedPostgres(folder, settings={"max_connections": "250"})

    @staticmethod
    def install() -> Path:
        """See Part: the wheel is installed with everything else."""
        return Path(psycopg.__file__).parent

    @property
    def address(self) -> str:
        """URL of the database, in the name of its administrator."""
        return self._url()

    def start(self) -> None:
        """See Part."""
        self._url()

    def ready(self) -> bool:
        """Whether it answers a query."""
        try:
            with psycopg.connect(self._url(), connect_timeout=5) as connection:
                connection.execute("SELECT 1")
        except (psycopg.Error, PartError):
            return False
        return True

    def status(self) -> bool:
        """See Part; it is not started by asking."""
        return self._server.pid() is not None and self.ready()

    def stop(self) -> None:
        """See Part."""
        self._server.stop()

    def _url(self) -> str:
        try:
            return self._server.start()
        except EmbeddedPostgresError as error:
            raise PartError(error.message_en) from error
