# SPDX-License-Identifier: Apache-2.0
"""One running service for each test module, emptied between tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from motcua_assignment.migration import MIGRATION
from motcua_events import BROKER_MIGRATION
from motcua_hosting.testing import TestIssuer
from motcua_storage.testing import ServiceDatabases

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from assignment_harness import Desk


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


@pytest.fixture(scope="module")
def running(issuer: TestIssuer, fresh_databases: Callable[..., ServiceDatabases]) -> Iterator[Desk]:
    made = Desk(issuer, fresh_databases(MIGRATION, BROKER_MIGRATION))
    yield made
    made.stop()


@pytest.fixture
def desk(running: Desk) -> Iterator[Desk]:
    yield running
    running.reset()
