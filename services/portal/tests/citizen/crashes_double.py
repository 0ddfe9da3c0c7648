# SPDX-License-Identifier: Apache-2.0
"""Pages that failed, in memory; the repository itself has tests against PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua_hosting.acts import Actor
from motcua_portal.adapters.crash_repository import Crash

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class CrashesInMemory:
    """As `motcua_portal.adapters.crash_repository.Crashes`."""

    def __init__(self) -> None:
        self.rows: dict[str, Crash] = {}

    def keep(self, code: str, route: str, error: str, place: str) -> None:
        at = NOW + timedelta(seconds=len(self.rows))
        self.rows.setdefault(code, Crash(code, at, route, error, place))

    def newest(self, below: Any, limit: int, everything: bool) -> list[Crash]:
        found = [one for one in self.rows.values() if everything or one.seen_at is None]
        found = [one for one in found if below is None or (one.at, one.code) < below]
        return sorted(found, key=lambda one: (one.at, one.code), reverse=True)[:limit]

    def mark_seen(self, code: str, by: Actor, at: datetime) -> bool:
        if code not in self.rows or self.rows[code].seen_at is not None:
            return False
        self.rows[code] = replace(
            self.rows[code], seen_at=at, seen_by=by.user, seen_name=by.name, seen_unit=by.unit
        )
        return True
