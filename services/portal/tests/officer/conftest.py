# SPDX-License-Identifier: Apache-2.0
"""The portal with its real application, all services in memory behind one gRPC server, and officers with a session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.intake.v1 import intake_pb2_grpc
from motcua.liaison.v1 import liaison_pb2_grpc
from motcua.notification.v1 import notification_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import FixedClock, legal_time
from motcua_organisation import load_organisation
from motcua_portal.web.application import Needs, create_app
from motcua_portal.web.clients import Services
from motcua_rpc import channel

# The doubles lie beside; test files have no package.
sys.path.insert(0, str(Path(__file__).parents[1] / "citizen"))
sys.path.insert(0, str(Path(__file__).parent))

from desk_doubles import LiaisonDouble
from desk_harness import Desk, served
from intake_double import SUBMITTED

ORGANISATION = Path(__file__).parents[4] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(scope="session")
def organisation() -> Any:
    return load_organisation(ORGANISATION)


@pytest.fixture
def desk(organisation: Any) -> Iterator[Desk]:
    made = Desk()
    pool = ThreadPoolExecutor(8)
    server = grpc.server(pool)
    intake_pb2_grpc.add_IntakeServiceServicer_to_server(made.intake, server)
    assignment_pb2_grpc.add_AssignmentServiceServicer_to_server(made.assignment, server)
    workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(made.workflow, server)
    liaison_pb2_grpc.add_LiaisonServiceServicer_to_server(LiaisonDouble(), server)
    notification_pb2_grpc.add_NotificationServiceServicer_to_server(made.notification, server)
    opened = channel(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
    server.start()
    services = Services(
        workflow_pb2_grpc.WorkflowServiceStub(opened),
        intake_pb2_grpc.IntakeServiceStub(opened),
        assignment_pb2_grpc.AssignmentServiceStub(opened),
        notification_pb2_grpc.NotificationServiceStub(opened),
        liaison_pb2_grpc.LiaisonServiceStub(opened),
        (opened,),
    )
    now = FixedClock(legal_time(datetime.fromtimestamp(SUBMITTED, UTC)))
    memory: Any = made
    crashes: Any = made.crashes
    needs = Needs(
        memory, crashes, memory, services, organisation, now, "http://testserver", False, lambda: True
    )
    made.app = create_app(needs)
    with served(made.app) as site:
        made.site = site
        yield made
        for browser in made.browsers:
            browser.client.close()
        made.app.state.live.stop()
    opened.close()
    server.stop(0).wait()
    pool.shutdown()
