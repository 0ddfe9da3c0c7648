# SPDX-License-Identifier: Apache-2.0
"""docs/examples/follow_events.py against a server that breaks in every way that the page names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc, watching_pb2

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
Message = watching_pb2.WatchEventsResponse
GONE = grpc.StatusCode.UNAVAILABLE


def refusal(reason: str) -> Any:
    info = any_pb2.Any()
    info.Pack(error_details_pb2.ErrorInfo(reason=reason, domain="motcua"))
    refused = status_pb2.Status(code=grpc.StatusCode.FAILED_PRECONDITION.value[0], details=[info])
    return rpc_status.to_status(refused)


class Intake(intake_pb2_grpc.IntakeServiceServicer):
    """Streams as they were prepared: messages, the reason of a refusal, or a broken connection. `seen`: what was asked."""

    def __init__(self, *streams: list[Message] | str | grpc.StatusCode) -> None:
        self.streams = list(streams)
        self.seen: list[str] = []

    def WatchEvents(self, request: Any, context: grpc.ServicerContext) -> Iterator[Message]:
        self.seen.append("from now" if request.from_now else f"from {request.cursor!r}")
        stream = self.streams.pop(0) if self.streams else []
        if isinstance(stream, str):
            context.abort_with_status(refusal(stream))
        if isinstance(stream, grpc.StatusCode):
            context.abort(stream, "gone")
        yield from stream

    def ListDossiers(self, request: Any, context: grpc.ServicerContext) -> intake_pb2.ListDossiersResponse:
        self.seen.append(f"dossiers {request.page_token}".strip())
        token, code = ("", "two") if request.page_token else ("next", "one")
        return intake_pb2.ListDossiersResponse(
            dossiers=[intake_pb2.Dossier(code=code)], next_page_token=token
        )


def told(number: int) -> Message:
    event = watching_pb2.DossierEvent(event_id=f"e{number}", type="dossier.submitted", dossier_code="H99")
    return Message(cursor=f"c{number}", event=event)


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    import follow_events  # type: ignore[import-not-found, unused-ignore]

    yield follow_events
    for name in ("follow_events", "submit_and_follow"):
        sys.modules.pop(name, None)


@pytest.fixture
def run(example: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Follow without an end, which must not become the deadline of a call, until the prepared streams are over; `tokens` are
    what goes wrong at the issuer first."""

    def follow(intake: Intake, kept: Path, *tokens: Exception) -> None:
        server = grpc.server(futures.ThreadPoolExecutor(1))
        intake_pb2_grpc.add_IntakeServiceServicer_to_server(intake, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        left = list(tokens)

        def token(*_: str) -> str:
            if left:
                raise left.pop(0)
            return "token"

        def sleep(_: float) -> None:
            if not intake.streams and not left:
                raise StopIteration

        monkeypatch.setattr(example, "address_book", lambda: (f"127.0.0.1:{port}", "", "", ""))
        monkeypatch.setattr(example, "access_token", token)
        monkeypatch.setattr(example.time, "sleep", sleep)
        try:
            with pytest.raises(StopIteration):
                example.follow(kept, float("inf"))
        finally:
            server.stop(None).wait()
            monkeypatch.undo()

    return follow


def answer(status: int) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "http://127.0.0.1/oidc/token")
    return httpx.HTTPStatusError("", request=request, response=httpx.Response(status, request=request))


def test_it_goes_on_from_the_last_cursor_over_a_restart_of_everything(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    intake = Intake([told(1), told(2), Message(cursor="quiet")], "READER_TOO_SLOW", GONE, [told(3)])
    kept = tmp_path / "cursor.txt"
    run(intake, kept, httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), answer(503))
    assert intake.seen == ["from ''", *["from 'quiet'"] * 3]
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["e1", "e2", "e3"]
    assert [one.name for one in tmp_path.iterdir()] == ["cursor.txt"] and kept.read_text() == "c3"


def test_a_wrong_secret_ends_it(run: Any, tmp_path: Path) -> None:
    with pytest.raises(httpx.HTTPStatusError):
        run(Intake([told(1)]), tmp_path / "cursor.txt", answer(401))


@pytest.mark.parametrize("reason", ["CURSOR_EXPIRED", "CURSOR_UNKNOWN"])
def test_where_the_cursor_leads_nowhere_it_takes_a_new_one_before_it_reads_the_dossiers(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], reason: str
) -> None:
    (kept := tmp_path / "cursor.txt").write_text("old")
    intake = Intake(reason, [Message(cursor="now")], [told(7)])
    run(intake, kept)
    assert intake.seen == ["from 'old'", "from now", "dossiers", "dossiers next", "from 'now'"]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["one", "two", "H99"]
    assert kept.read_text() == "c7"


def test_a_kill_while_the_cursor_is_kept_leaves_the_one_before(
    example: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example.keep(kept := tmp_path / "cursor.txt", "before")

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(example.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        example.keep(kept, "after")
    assert kept.read_text() == "before"
