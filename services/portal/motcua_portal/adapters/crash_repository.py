# SPDX-License-Identifier: Apache-2.0
"""Pages that failed, by the code that the visitor was shown. Few are kept: whoever can make one fail must not fill the disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from motcua_hosting.acts import Actor
from motcua_storage import Database
from motcua_storage.audit import Actor as Auditor
from motcua_storage.audit import AuditLog, Entry, digest_of
from motcua_storage.upserts import insert as pg_insert

from motcua_portal.adapters.tables import MOMENT, SCHEMA, crash

KEPT = timedelta(days=90)
MOST = 1000
"""Crashes that are kept, the newest; those that nobody saw are no exception."""
Key = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Crash:
    """`route` is method and pattern of the page, `place` file, line and function; neither names a person."""

    code: str
    at: datetime
    route: str
    error: str
    place: str
    seen_at: datetime | None = None
    seen_by: str | None = None
    seen_name: str | None = None
    seen_unit: str | None = None


class Crashes:
    """The portal's own failures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, code: str, route: str, error: str, place: str) -> None:
        """Note a crash, and forget the old ones: two statements, whatever there is."""
        now = datetime.now(UTC)
        beyond = (
            sa.select(crash.c.at, crash.c.code)
            .order_by(crash.c.at.desc(), crash.c.code.desc())
            .offset(MOST - 1)
            .limit(1)
        )
        key = sa.tuple_(crash.c.at, crash.c.code)
        new = {"code": code, "at": now, "route": route, "error": error, "place": place}
        with self._database.begin() as connection:
            connection.execute(
                sa.delete(crash).where(sa.or_(crash.c.at < now - KEPT, key <= beyond.scalar_subquery()))
            )
            connection.execute(pg_insert(crash).values(new).on_conflict_do_nothing())

    def newest(self, below: Key | None, limit: int, everything: bool) -> list[Crash]:
        """Newest first, those that nobody saw yet, or all."""
        query = sa.select(crash)
        if not everything:
            query = query.where(crash.c.seen_at.is_(None))
        if below is not None:
            at, code = sa.literal(below[0], MOMENT), sa.literal(below[1])
            query = query.where(sa.tuple_(crash.c.at, crash.c.code) < sa.tuple_(at, code))
        query = query.order_by(crash.c.at.desc(), crash.c.code.desc()).limit(limit)
        with self._database.read() as connection:
            return [Crash(**row._mapping) for row in connection.execute(query)]

    def find(self, code: str) -> Crash | None:
        """By the code on the visitor's page."""
        if "\0" in code:
            return None
        with self._database.read() as connection:
            row = connection.execute(sa.select(crash).where(crash.c.code == code)).one_or_none()
        return None if row is None else Crash(**row._mapping)

    def mark_seen(self, code: str, by: Actor, at: datetime) -> bool:
        """Whether there was one that nobody had seen; `at` is business time."""
        if "\0" in code:
            return False
        seen = (
            sa.update(crash)
            .where(crash.c.code == code, crash.c.seen_at.is_(None))
            .values(seen_at=at, seen_by=by.user, seen_name=by.name, seen_unit=by.unit)
        )
        with self._database.begin() as connection:
            marked = connection.execute(seen).rowcount == 1
            if marked:
                entry = Entry(
                    "call", "portal/MarkSeen", digest_of(code), about=f"failure:{code}", business_at=at
                )
                AuditLog(SCHEMA).note(connection, entry, actor=Auditor(by.user, "person", unit=by.unit))
            return marked
