# SPDX-License-Identifier: Apache-2.0
"""A small service's database, and the issuer of test tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from motcua_events import BROKER_MIGRATION
from motcua_hosting.testing import TestIssuer
from motcua_storage import Database, Migration
from motcua_storage.testing import ServiceDatabases

MIGRATION = Migration("assignment", "motcua_assignment", Path(__file__).parent / "assignment_migrations")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="session")
def issuer() -> Iterator[TestIssuer]:
    made = TestIssuer()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def database(databases: ServiceDatabases) -> Iterator[Database]:
    yield databases["assignment"]
    databases.empty()


@pytest.fixture
def effects(database: Database) -> Callable[[], list[str]]:
    """What was written, in order."""

    def read() -> list[str]:
        with database.read() as connection:
            rows = connection.execute(sa.text("SELECT what FROM assignment.effect ORDER BY id"))
            return [row.what for row in rows]

    return read
