# SPDX-License-Identifier: Apache-2.0
"""A program for test_audit_crash: writes three rows, begins to seal them and is killed at the moment that it is told."""

from __future__ import annotations

import os
import signal
import sys

from audit_harness import LAN, entry
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Head, Sealer
from sqlalchemy import Connection


class Dying(Sealer):
    """Ends without a word inside its transaction."""

    def _last(self, connection: Connection) -> Head:
        _die_at("taken")
        return super()._last(connection)

    def _seal_taken(self, connection: Connection) -> int:
        sealed = super()._seal_taken(connection)
        _die_at("sealed")
        return sealed


def _die_at(moment: str) -> None:
    if sys.argv[2] == moment:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    database = Database(sys.argv[1], "intake")
    with database.begin() as connection:
        AuditLog("intake").note(connection, entry(7), entry(8), actor=LAN)
    with database.begin() as connection:
        AuditLog("intake").note(connection, entry(9), actor=LAN)
        _die_at("written")
    Dying(database).seal()
