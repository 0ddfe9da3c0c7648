# SPDX-License-Identifier: Apache-2.0
"""Pages that failed, in the portal's own schema: found by code, seen once, bounded in number and age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from motcua_hosting.acts import Actor
from motcua_portal.adapters import crash_repository
from motcua_portal.adapters.crash_repository import Crashes
from motcua_portal.adapters.tables import metadata
from motcua_portal.migration import MIGRATION
from motcua_portal.web.crashes import failure
from motcua_storage import Database
from motcua_storage.database import count_statements
from motcua_storage.testing import ServiceDatabases, assert_tables_match

PHUC = Actor("phuc", "Đỗ Văn Phúc", "so-khcn")
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


@pytest.fixture
def database(databases: ServiceDatabases) -> Database:
    databases.empty()
    return databases["portal"]


@pytest.fixture
def crashes(database: Database) -> Crashes:
    return Crashes(database)


def _keep(crashes: Crashes, *codes: str) -> None:
    for code in codes:
        crashes.keep(code, "GET /viec/{task_id}", "KeyError", "motcua_portal/pages/task.py:9 show")


def test_migrations_and_tables_agree(databases: ServiceDatabases) -> None:
    assert_tables_match(databases.admin_url, metadata)


def test_a_crash_is_found_by_its_code_and_seen_once(crashes: Crashes) -> None:
    _keep(crashes, "a", "b", "a")
    assert [one.code for one in crashes.newest(None, 10, False)] == ["b", "a"]
    found = crashes.find("a")
    assert found and (found.route, found.error) == ("GET /viec/{task_id}", "KeyError")
    assert crashes.mark_seen("a", PHUC, NOON) and not crashes.mark_seen("a", PHUC, NOON)
    assert [one.code for one in crashes.newest(None, 10, False)] == ["b"]
    seen = crashes.newest(None, 10, True)[1]
    assert (seen.code, seen.seen_by, seen.seen_name, seen.seen_unit) == (
        "a",
        "phuc",
        "Đỗ Văn Phúc",
        "so-khcn",
    )
    assert seen.seen_at == NOON, "business time"
    (act,) = failure(seen).acts
    assert (act.act, act.user, act.name, act.unit, act.at.ToDatetime(tzinfo=UTC)) == (
        "seen", "phuc", "Đỗ Văn Phúc", "so-khcn", NOON,
    )  # fmt: skip
    for odd in ("", "zz", "x\0"):
        assert crashes.find(odd) is None and not crashes.mark_seen(odd, PHUC, NOON)


def test_pages_go_on_below_the_last_one(crashes: Crashes) -> None:
    _keep(crashes, *"abcde")
    first = crashes.newest(None, 2, True)
    rest = crashes.newest((first[-1].at, first[-1].code), 10, True)
    assert "".join(one.code for one in (*first, *rest)) == "edcba"


def test_only_the_newest_are_kept_and_none_for_ever(
    crashes: Crashes, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash_repository, "MOST", 3)
    _keep(crashes, *"abcde")
    assert "".join(one.code for one in crashes.newest(None, 10, True)) == "edc"
    with database.begin() as connection:
        old = crash_repository.KEPT + timedelta(days=1)
        connection.execute(sa.text("UPDATE portal.crash SET at = at - :old WHERE code = 'e'"), {"old": old})
    with count_statements() as count:
        _keep(crashes, "f")
    assert "".join(one.code for one in crashes.newest(None, 10, True)) == "fdc"
    assert count.total <= 2, "\n".join(count.statements)
