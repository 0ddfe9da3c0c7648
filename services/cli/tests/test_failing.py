# SPDX-License-Identifier: Apache-2.0
"""What a service refuses field by field reaches whoever typed the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_cli import incidents, running
from motcua_cli.clock import clock_app
from motcua_cli.embedded.publishing import publish_below
from motcua_cli.failing import told
from motcua_cli.incidents import incident_app
from motcua_cli.main import app
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

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        one = common_pb2.Failure(id="inc-1", dossier_id="dossier-1", dossier_code="H99.101-261123-0001")
        one.headline.en = "The fee fails."
        return pb.ListFailuresResponse(failures=[one])

    def GetIncident(self, request: pb.GetIncidentRequest, context: Any) -> pb.GetIncidentResponse:
        raise NotFound("FAILURE_UNKNOWN", "Không có.", "There is no such failure.")


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
    with pytest.raises(incidents.typer.Exit), incidents.system(Path("var")) as channel:
        workflow_pb2_grpc.WorkflowServiceStub(channel).AdvanceClock(pb.AdvanceClockRequest(request_id="r-1"))
    assert capsys.readouterr().err == f"motcua: {TOLD}\n"


def test_a_folder_that_is_refused_by_field_is_still_one_line(opened: Any, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workflows" / COPY, tmp_path / COPY)
    refused = publish_below(workflow_pb2_grpc.WorkflowServiceStub(opened), tmp_path, lambda _: None)
    assert refused == [f"{tmp_path / COPY}: {TOLD.replace(chr(10), '; ')}"]


def test_what_names_no_field_is_its_sentence() -> None:
    assert told(NotFound()) == "Not found."


@pytest.mark.parametrize("given", ["dossier-1", "h99.101-261123-0001"])
def test_a_dossier_given_for_a_failure_names_its_failures(
    connected: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setattr(running, "connected", connected)
    done = CliRunner().invoke(incident_app, ["show", given])
    said = f"motcua: {given} is the dossier H99.101-261123-0001; its failures are:\n  inc-1  The fee fails.\n"
    assert (done.exit_code, done.stderr) == (2, said)
    stranger = CliRunner().invoke(incident_app, ["show", "inc-2"])
    assert (stranger.exit_code, stranger.stderr.splitlines()[-1]) == (2, "motcua: There is no such failure.")


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (["up"], {"MOTCUA_HTTP_PORT": "abc"}, "MOTCUA_HTTP_PORT must be a whole number, not 'abc'."),
        (["up"], {"MOTCUA_GRPC_PORT": "1.5"}, "MOTCUA_GRPC_PORT must be a whole number, not '1.5'."),
        (["up", "--http-port", "x"], {}, "--http-port must be a whole number, not 'x'."),
        (["bench", "--seconds", "x"], {}, "--seconds must be a number, not 'x'."),
    ],
)
def test_a_setting_of_the_wrong_type_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variables: dict[str, str], said: str
) -> None:
    monkeypatch.setattr("sys.argv", ["motcua", *arguments])
    done = CliRunner().invoke(app, arguments, env=variables)
    assert (done.exit_code, done.stderr) == (2, f"motcua: {said}\n")
