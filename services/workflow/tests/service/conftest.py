# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL and the workflow service behind a real gRPC server with its real policy table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from motcua.intake.v1 import intake_pb2
from motcua_calendar.clock import FixedClock
from motcua_events import BROKER_MIGRATION
from motcua_hosting.testing import peer_policy
from motcua_identity import AUTHENTICATED
from motcua_organisation import load_organisation
from motcua_rpc import Limits, serve
from motcua_storage.testing import ServiceDatabases
from motcua_workflow.app.checking import Checker
from motcua_workflow.bootstrap import build
from motcua_workflow.migration import MIGRATION
from motcua_workflow.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from workflow_harness import NOW, ORGANISATION, FakeIntake, House, Known


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def intake() -> Iterator[int]:
    """Stands for intake: who may see a dossier."""
    policy = peer_policy(
        intake_pb2.DESCRIPTOR.services_by_name["IntakeService"], {"GetDossier": AUTHENTICATED}
    )
    server = serve([FakeIntake.register], "127.0.0.1:0", verifier=Known(), policies=policy)
    yield server.port
    server.stop(0.2)


@pytest.fixture
def settings(databases: ServiceDatabases, intake: int) -> Settings:
    return Settings(
        database_url=databases.url("workflow"), issuer="http://127.0.0.1:1/oidc", client_id="workflow",
        client_secret="unused", organisation=ORGANISATION, intake_address=f"127.0.0.1:{intake}",
    )  # fmt: skip


@pytest.fixture(scope="session")
def checker() -> Iterator[Checker]:
    """What checks folders, in its child process. One for all services: it knows no database and no caller, and says of the same
    files the same."""
    made = Checker(load_organisation(ORGANISATION))
    yield made
    made.close()


@pytest.fixture
def house(databases: ServiceDatabases, settings: Settings, checker: Checker) -> Iterator[House]:
    """Nothing of it runs in the background unless a test starts it."""
    clock = FixedClock(NOW)
    service = build(settings, clock, checker)
    server = serve(
        [service.register], "127.0.0.1:0", verifier=Known(), policies=service.policies, limits=Limits(16)
    )
    made = House(service, databases["workflow"], clock, f"127.0.0.1:{server.port}")
    yield made
    made.close()
    server.stop(0.2)
    service.close()
    databases.empty()
