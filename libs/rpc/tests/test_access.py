# SPDX-License-Identifier: Apache-2.0
"""Who gets in: tokens, policies, and a subject that is right in every kind of handler."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from motcua_identity import ANYONE, Policy
from motcua_rpc import (
    MotcuaError,
    PermissionDenied,
    ServerRefused,
    Unauthenticated,
    acting_as,
    current_subject,
    guard,
    serve,
)
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from rpc_harness import POLICY, SERVICE, Known, Service, ask, method

REFUSALS = [
    (None, "Known", Unauthenticated, "TOKEN_MISSING"),
    (None, "Clerks", Unauthenticated, "TOKEN_MISSING"),
    (None, "Internal", Unauthenticated, "TOKEN_MISSING"),
    ("forged", "Open", Unauthenticated, "TOKEN_INVALID"),
    ("forged", "Known", Unauthenticated, "TOKEN_INVALID"),
    ("citizen", "Clerks", PermissionDenied, "ROLE_REQUIRED"),
    ("citizen", "Internal", PermissionDenied, "ROLE_REQUIRED"),
    ("clerk", "Internal", PermissionDenied, "ROLE_REQUIRED"),
    ("workflow", "Clerks", PermissionDenied, "ROLE_REQUIRED"),
    ("clerk", "Forbidden", PermissionDenied, "ROLE_REQUIRED"),
]
ADMITTED = [
    (None, "Open", ""),
    ("citizen", "Open", "id-1"),
    ("citizen", "Known", "id-1"),
    ("clerk", "Clerks", "id-2"),
    ("workflow", "Internal", "id-3"),
]


@pytest.mark.parametrize(("token", "name", "kind", "code"), REFUSALS)
def test_refused(
    connect: Any, service: Service, token: str, name: str, kind: type[MotcuaError], code: str
) -> None:
    service.act = lambda text, context: service.seen.append(text)
    with pytest.raises(kind) as refused:
        ask(connect(token), name)
    assert refused.value.code == code
    assert service.seen == []


@pytest.mark.parametrize(("token", "name", "who"), ADMITTED)
def test_admitted(connect: Any, token: str, name: str, who: str) -> None:
    assert ask(connect(token), name) == who


@pytest.mark.parametrize("header", ["citizen", "Basic citizen", "Bearer ", "Bearer"])
def test_a_header_that_is_no_bearer_token_is_refused(plain: grpc.Channel, header: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        ask(plain, "Known", metadata=(("authorization", header),))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_the_subject_is_right_in_streams(connect: Any) -> None:
    made = connect("citizen")
    words = [StringValue(value="a"), StringValue(value="b")]
    assert [each.value for each in method(made, "Watch", "unary_stream")(StringValue())] == ["id-1"] * 3
    assert method(made, "Upload", "stream_unary")(iter(words)).value == "id-1:a,b"
    assert [each.value for each in method(made, "Chat", "stream_stream")(iter(words))] == ["id-1:a", "id-1:b"]


def test_streams_are_refused_too(connect: Any) -> None:
    with pytest.raises(Unauthenticated):
        list(method(connect(), "Watch", "unary_stream")(StringValue()))
    with pytest.raises(Unauthenticated):
        method(connect("forged"), "Upload", "stream_unary")(iter([StringValue()]))


def test_no_subject_leaks_into_the_next_call_of_a_thread(connect: Any) -> None:
    known, unknown = connect("citizen"), connect()
    for _ in range(20):
        assert ask(known, "Open") == "id-1"
        assert ask(unknown, "Open") == ""


def test_calls_at_once_see_each_their_own_subject(connect: Any, service: Service) -> None:
    both = threading.Barrier(2, timeout=5)
    service.act = lambda text, context: None if both.wait() >= 0 else text
    citizen, clerk = connect("citizen"), connect("clerk")
    futures = [method(made, "Known").future(StringValue()) for made in (citizen, clerk)]
    assert [future.result(5).value for future in futures] == ["id-1", "id-2"]


def test_acting_as_overrides_the_channels_own_token(connect: Any) -> None:
    made = connect("workflow")
    with acting_as("citizen"):
        assert ask(made, "Known") == "id-1"
    assert ask(made, "Known") == "id-3"


def test_outside_of_a_call_there_is_no_subject() -> None:
    with pytest.raises(RuntimeError, match="inside handlers only"):
        current_subject()


def test_an_unknown_method_is_unimplemented(plain: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        ask(plain, "Nothing")
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_method_without_policy_stops_the_start(service: Service) -> None:
    rules = {name: rule for name, rule in POLICY.items() if not name.endswith("/Watch")}
    with pytest.raises(ServerRefused, match=f"no policy for {SERVICE}/Watch"):
        serve([service.add], "127.0.0.1:0", verifier=Known(), policies=Policy(rules))


def test_a_policy_without_method_stops_the_start(service: Service) -> None:
    extra = Policy.of(SERVICE, {"Submti": ANYONE})
    with pytest.raises(ServerRefused, match=f"nobody serves: {SERVICE}/Submti"):
        serve([service.add], "127.0.0.1:0", verifier=Known(), policies=[POLICY, extra])


def test_tokens_do_not_travel_in_the_clear(service: Service) -> None:
    with pytest.raises(ServerRefused, match="not loopback"):
        serve([service.add], "0.0.0.0:0", verifier=Known(), policies=POLICY)


def test_the_access_log_names_no_person(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "motcua.rpc.access"):
        ask(connect("clerk"), "Known", "Nguyễn Thị Hoa 012345678901")
    fields = next(vars(record) for record in caplog.records if record.name == "motcua.rpc.access")
    assert fields["rpc_method"] == f"{SERVICE}/Known"
    assert fields["rpc_code"] == "OK"
    assert not {"Lan", "lan", "id-2", "Nguyễn Thị Hoa 012345678901"} & {
        str(value) for value in fields.values()
    }


class _Traces(logging.Handler):
    """In which trace each line was written."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: queue.Queue[int] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.put(trace.get_current_span().get_span_context().trace_id)


def test_its_line_bears_the_trace_that_the_caller_began(
    connect: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also as the span has ended by then."""
    tracer = TracerProvider(shutdown_on_exit=False).get_tracer("t")
    monkeypatch.setattr(guard, "_tracer", tracer)
    lines = _Traces()
    monkeypatch.setattr(logging.getLogger("motcua.rpc.access"), "handlers", [lines])
    with caplog.at_level(logging.INFO, "motcua.rpc.access"), tracer.start_as_current_span("s") as span:
        ask(connect("clerk"), "Known", "x")
    assert lines.seen.get(timeout=30) == span.get_span_context().trace_id
