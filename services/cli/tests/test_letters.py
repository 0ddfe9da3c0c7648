# SPDX-License-Identifier: Apache-2.0
"""Another try for an event that waits: by either command, as often as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import notification_pb2 as pb
from motcua.notification.v1 import notification_pb2_grpc
from motcua_cli import running
from motcua_cli.doctor.failures import read, retry_failure, with_codes
from motcua_cli.incidents import incident_app
from motcua_identity import Policy, Subject, roles
from motcua_rpc import NotFound, channel, serve
from typer.testing import CliRunner

HELD = "notification/letter-5"
CRASH = "01991c1e-6d2a-7c11-9a2f-3b7d1f2a4c5d"


class Notification(notification_pb2_grpc.NotificationServiceServicer):
    """Letter 5 waits; an answer is kept by its request id, as every service keeps it."""

    def __init__(self) -> None:
        self.resolved = False
        self.answers: dict[str, pb.RetryFailureResponse] = {}

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        headline = common_pb2.LocalizedText(en="notification: the call ListMail failed unexpectedly 3 times.")
        one = common_pb2.Failure(
            id=f"crash-{CRASH}", kind="crash", attempts=3, state="open", headline=headline
        )
        return pb.ListFailuresResponse(failures=[one])

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        if request.failure_id == f"crash-{CRASH}":
            seen = common_pb2.Failure(id=request.failure_id, kind="crash", state="resolved")
            return pb.RetryFailureResponse(failure=seen)
        if request.failure_id != "letter-5":
            raise NotFound("FAILURE_UNKNOWN", "Không có.", "There is no such failure.")
        state = "resolved" if self.resolved else "retried"
        made = common_pb2.Failure(id="letter-5", state=state, message="Waits behind notification/letter-1.")
        return self.answers.setdefault(request.request_id, pb.RetryFailureResponse(failure=made))


class OneOperator:
    def verify(self, token: str) -> Subject:
        return Subject("id-1", "operator", "Operator", frozenset({"operator"}))


@pytest.fixture
def service() -> Notification:
    return Notification()


@pytest.fixture
def opened(service: Notification) -> Iterator[Any]:
    methods = pb.DESCRIPTOR.services_by_name["NotificationService"]
    policy = Policy({f"{methods.full_name}/{method.name}": roles("operator") for method in methods.methods})
    server = serve(
        [lambda server: notification_pb2_grpc.add_NotificationServiceServicer_to_server(service, server)],
        "127.0.0.1:0", verifier=OneOperator(), policies=policy,
    )  # fmt: skip
    with channel(f"127.0.0.1:{server.port}", "token", deadline_seconds=20.0) as made:
        yield made
    server.stop(0.2)


def test_each_command_is_a_try_of_its_own(opened: Any, service: Notification) -> None:
    first = retry_failure(opened, Path("var"), HELD, "phuc")
    assert (first.resolved, "letter-1" in first.sentence) == (False, True)
    service.resolved = True  # somebody gave up on letter 1
    assert retry_failure(opened, Path("var"), HELD, "phuc").resolved
    assert len(service.answers) == 2


def test_what_stands_in_the_list_can_be_retried_there_too(
    opened: Any, service: Notification, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def as_operator(_var: Path, _user: str) -> Iterator[Any]:
        yield opened

    monkeypatch.setattr(running, "as_operator", as_operator)
    monkeypatch.setattr(running, "read_run", lambda _: {"people": [{"user": "phuc", "roles": ["operator"]}]})
    waits = CliRunner().invoke(incident_app, ["retry", HELD])
    assert (waits.exit_code, waits.stdout.startswith(f"{HELD}: retried: Waits behind")) == (1, True)
    service.resolved = True
    done = CliRunner().invoke(incident_app, ["retry", HELD])
    assert (done.exit_code, done.stdout) == (0, f"{HELD}: It worked: resolved.\n")
    other = CliRunner().invoke(incident_app, ["retry", "notification/letter-9"])
    assert (other.exit_code, "no such failure" in other.stdout) == (1, True)


def test_what_has_no_facts_says_which_command_takes_it(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def connected(_var: Path) -> Iterator[Any]:
        yield opened

    monkeypatch.setattr(running, "connected", connected)
    monkeypatch.setattr(running, "as_operator", lambda _var, _user: connected(_var))
    done = CliRunner().invoke(incident_app, ["repair", HELD, "--fact", "a=1", "--note", "x"])
    assert (done.exit_code, f"motcua incident retry {HELD}" in done.stderr) == (2, True)


@pytest.mark.parametrize("given", [CRASH, f"crash-{CRASH}", f"notification/crash-{CRASH}"])
def test_a_failed_call_is_found_by_the_id_that_its_caller_was_shown(
    opened: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    @contextmanager
    def connected(_var: Path) -> Iterator[Any]:
        yield opened

    monkeypatch.setattr(running, "connected", connected)
    monkeypatch.setattr(running, "read_run", lambda _: {"http": "http://127.0.0.1:8080"})
    done = CliRunner().invoke(incident_app, ["show", given])
    assert done.exit_code == 0 and "ListMail failed unexpectedly" in done.stdout
    assert f"motcua doctor --retry notification/crash-{CRASH}" in done.stdout and "3 times" in done.stdout
    seen = retry_failure(opened, Path("var"), f"notification/crash-{CRASH}", "phuc")
    assert (seen.resolved, seen.sentence) == (True, "Marked as seen.")
    stranger = CliRunner().invoke(incident_app, ["show", CRASH[::-1]])
    assert stranger.exit_code == 2 and "intake does not say what failed" in stranger.stderr


def test_an_event_that_cannot_be_read_has_the_code_of_its_dossier() -> None:
    known = common_pb2.Failure(id="letter-2", dossier_id="d-1", dossier_code="H99-1")
    unread = common_pb2.Failure(id="letter-1", dossier_id="d-1")
    nobody = common_pb2.Failure(id="consumer-x")
    found = with_codes([read("notification", unread), read("intake", known), read("intake", nobody)])
    assert [one.dossier_code for one in found] == ["H99-1", "H99-1", ""]
