# SPDX-License-Identifier: Apache-2.0
"""One running service for the test modules, emptied between tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from motcua_assignment.migration import MIGRATION
from motcua_events import BROKER_MIGRATION
from motcua_hosting.testing import TestIssuer
from motcua_storage.testing import TestServer

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from assignment_harness import Desk

APART = frozenset({"test_failures", "test_lists", "test_standstill", "test_upgrade"})
"""Modules with a service and a database of their own: they change the tables or their statistics, or run what listens."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What workers log on purpose is not the test's output."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="session")
def issuer() -> Iterator[TestIssuer]:
    made = TestIssuer()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def shared(issuer: TestIssuer, postgres_server: TestServer) -> Iterator[Desk]:
    """Built once: that takes longer than most modules, and every test leaves it empty."""
    databases = postgres_server.fresh(MIGRATION, BROKER_MIGRATION)
    made = Desk(issuer, databases)
    yield made
    made.stop()
    databases.drop()


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if request.path.stem in APART:
        fresh = request.getfixturevalue("fresh_databases")
        made = Desk(request.getfixturevalue("issuer"), fresh(MIGRATION, BROKER_MIGRATION))
        yield made
        made.stop()
        return
    made = request.getfixturevalue("shared")
    yield made
    made.leave()
    made.databases.tidy()


@pytest.fixture
def desk(running: Desk) -> Iterator[Desk]:
    yield running
    running.reset()
