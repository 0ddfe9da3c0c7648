# SPDX-License-Identifier: Apache-2.0
"""pytest plug-in of motcua-storage, found by every test run: a real PostgreSQL and fresh migrated databases.

    @pytest.fixture(scope="module")
    def database(fresh_database):
        return fresh_database(MIGRATION)          # a Database of that service, as its own role

Kept apart and lazy, so that a test run that needs no database pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from motcua_storage import Database, Migration
    from motcua_storage.testing import ServiceDatabases, TestServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TestServer]:
    """One embedded PostgreSQL for the test run, shared by its xdist workers; fast, not durable."""
    from motcua_storage.testing import shared_server

    with shared_server() as server:
        yield server


@pytest.fixture(scope="module")
def fresh_databases(postgres_server: TestServer) -> Iterator[Callable[..., ServiceDatabases]]:
    """Call with the Migrations of several services: one new database, `["workflow"]` gives that service's
    Database.
    """
    made: list[ServiceDatabases] = []

    def make(*migrations: Migration) -> ServiceDatabases:
        made.append(postgres_server.fresh(*migrations))
        return made[-1]

    yield make
    for databases in made:
        databases.drop()


@pytest.fixture(scope="module")
def fresh_database(fresh_databases: Callable[..., ServiceDatabases]) -> Callable[..., Database]:
    """Call with a service's Migration (and those whose grants it needs, as the broker's): its Database, new
    and migrated.
    """

    def make(migration: Migration, *others: Migration) -> Database:
        return fresh_databases(migration, *others)[migration.schema]

    return make
