# SPDX-License-Identifier: Apache-2.0
"""A service with an audit: rows are written, sealed, tampered with as the database's owner, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from motcua_storage import Database, Migration
from motcua_storage.audit import (
    APPEND_ONLY,
    Actor,
    AuditLog,
    Entry,
    Finding,
    Head,
    Sealer,
    digest_of,
    reading,
)
from motcua_storage.audit.verifying import Verification

MIGRATION = Migration(
    "intake", "motcua_intake", Path(__file__).parent / "audited_migrations", append_only=APPEND_ONLY
)
LAN = Actor("id-lan", "person", "clerk,leader", "commune", "portal", "r-1", "0" * 31 + "1", "")
MORNING = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)


def entry(number: int, dossier: str = "D-1") -> Entry:
    return Entry(
        "event", "dossier.accepted", digest_of(f"envelope {number}"), f"part:{number}", dossier, MORNING
    )


@dataclass
class Audited:
    """The service's own database, and its owner's URL."""

    database: Database
    admin_url: str

    def write(self, *numbers: int, actor: Actor | None = LAN) -> None:
        """One transaction."""
        with self.database.begin() as connection:
            AuditLog("intake").note(connection, *map(entry, numbers), actor=actor)

    def seal(self) -> Head:
        sealer = Sealer(self.database, batch=4)
        sealer.seal()
        return sealer.head()

    def tamper(self, *statements: str) -> None:
        """As the owner of the tables, whom nothing stops."""
        with psycopg.connect(self.admin_url, autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement.encode())

    def check(self, *known: Head, resume: bool = False, unsealed_after: float = 60) -> list[Finding]:
        found, _ = self.checked(*known, resume=resume, unsealed_after=unsealed_after)
        return found

    def checked(
        self, *known: Head, resume: bool = False, unsealed_after: float = 60
    ) -> tuple[list[Finding], Verification]:
        run = Verification(known, resume, unsealed_after)
        with reading.snapshot(self.database.url) as connection:
            return list(run.check(connection, ["intake"])), run

    def count(self, table: str) -> int:
        with closing(psycopg.connect(self.admin_url)) as owner:
            row = owner.execute(f"SELECT count(*) FROM intake.{table}".encode()).fetchone()
        assert row is not None
        return int(row[0])


def codes(found: Sequence[Finding]) -> list[tuple[str, int | None, int | None]]:
    return [(one.code, one.position, one.row) for one in found]
