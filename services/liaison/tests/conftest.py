# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL, a workflow service on loopback, and the parts of liaison."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_events import BROKER_MIGRATION
from motcua_liaison.migration import MIGRATION
from motcua_organisation import Organisation, load_organisation
from motcua_rpc import Channel, Limits, channel, serve
from motcua_storage import Database
from motcua_storage.testing import ServiceDatabases

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from liaison_harness import WORKFLOW_POLICY, FakeWorkflow, Known, Rig

ORGANISATION = Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What is logged on purpose is not the test's output."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def database(databases: ServiceDatabases) -> Iterator[Database]:
    yield databases["liaison"]
    databases.empty()


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    return load_organisation(ORGANISATION)


@pytest.fixture
def workflow() -> FakeWorkflow:
    return FakeWorkflow()


@pytest.fixture
def workflow_address(workflow: FakeWorkflow) -> Iterator[str]:
    def register(server: object) -> None:
        workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(workflow, server)  # type: ignore[arg-type]

    running = serve([register], "127.0.0.1:0", verifier=Known(), policies=WORKFLOW_POLICY, limits=Limits(2))
    yield f"127.0.0.1:{running.port}"
    running.stop(0.1)


@pytest.fixture
def to_workflow(workflow_address: str) -> Iterator[Channel]:
    with channel(workflow_address, "liaison") as opened:
        yield opened


@pytest.fixture
def rig(database: Database, to_workflow: Channel, organisation: Organisation, tmp_path: Path) -> Rig:
    return Rig(database, to_workflow, organisation, tmp_path / "keys")
