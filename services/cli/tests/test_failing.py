# SPDX-License-Identifier: Apache-2.0
"""What a service refuses field by field reaches whoever typed the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_cli import incidents, running
from motcua_cli.clock import clock_app
from motcua_cli.embedded.publishing import publish_below
from motcua_cli.failing import told
from motcua_identity import Policy, Subject, roles
from motcua_rpc import FieldError, InvalidInput, NotFound, channel, serve
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
FAULT = FieldError("by", "TOO_FAR", "Tối đa 3650 ngày.", "At most 3650 days in all; 10 are left.")
TOLD = "Some of the information is not right.\nby: At most 3650 days in all; 10 are left."


class Refusing(workflow_pb2_grpc.WorkflowServiceServicer):
    """Refuses by field whatever is asked; it has published nothing."""

    def ListVersions(self, request: pb.ListVersionsRequest, context: Any) -> pb.ListVersionsResponse:
        return pb.ListVersionsResponse()

    def AdvanceClock(self, request: pb.AdvanceClockRequest, context: Any) -> pb.AdvanceClockResponse:
        raise InvalidInput(fields=[FAULT])

    def PublishProcedure(
        self, request: pb.PublishProcedureRequest, context: Any
    ) -> pb.PublishProcedureResponse:
        raise InvalidInput(fields=[FAULT])


class OneOperator:
    def verify(self, token: str) -> Subject:
        return Subject("id-1", "operator", "Operator", frozenset({"operator"}))


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    """A channel to a server that refuses."""
    methods = pb.DESCRIPTOR.services_by_name["WorkflowService"]
    policy = Policy({f"{methods.full_name}/{method.name}": roles("operator") for method in methods.methods})
    server = serve(
        [lambda server: workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(Refusing(), server)],
        "127.0.0.1:0", verifier=OneOperator(), policies=policy,
    )  # fmt: skip
    with channel(f"127.0.0.1:{server.port}", "token", deadline_seconds=20.0) as made:
        yield made
    server.stop(0.2)


@pytest.fixture
def connected(opened: Any) -> Callable[[Path], Any]:
    @contextmanager
    def connect(_var: Path) -> Iterator[Any]:
        yield opened

    return connect


def test_the_clock_says_which_field_and_why(connected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "connected", connected)
    done = CliRunner().invoke(clock_app, ["advance", "3000d"])
    assert done.exit_code == 2
    assert done.stderr == f"motcua: {TOLD}\n"


def test_commands_on_incidents_say_it_too(
    connected: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "connected", connected)
    with pytest.raises(incidents.typer.Exit), incidents._system(Path("var")) as channel:
        workflow_pb2_grpc.WorkflowServiceStub(channel).AdvanceClock(pb.AdvanceClockRequest(request_id="r-1"))
    assert capsys.readouterr().err == f"motcua: {TOLD}\n"


def test_a_folder_that_is_refused_by_field_is_still_one_line(opened: Any, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workflows" / COPY, tmp_path / COPY)
    refused = publish_below(workflow_pb2_grpc.WorkflowServiceStub(opened), tmp_path, lambda _: None)
    assert refused == [f"{tmp_path / COPY}: {TOLD.replace(chr(10), '; ')}"]


def test_what_names_no_field_is_its_sentence() -> None:
    assert told(NotFound()) == "Not found."
