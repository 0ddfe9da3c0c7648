# SPDX-License-Identifier: Apache-2.0
"""Deadlines, nested calls, retries, traces, health, reflection, start and stop."""

from __future__ import annotations

import threading
import time
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from motcua_identity import Subject
from motcua_rpc import (
    Conflict,
    DeadlineExceeded,
    Limits,
    RunningServer,
    ServerRefused,
    Unavailable,
    as_subject,
    channel,
    current_subject,
    remaining,
    serve,
)
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from rpc_harness import POLICY, SERVICE, TOKENS, Known, Service, ask, method


def test_the_deadline_of_the_caller_is_known_inside(connect: Any, service: Service) -> None:
    service.act = lambda text, context: str(remaining())
    assert 1.0 < float(ask(connect("citizen"), "Known", timeout=2.0)) < 2.2  # gRPC rounds up


def test_without_a_deadline_nothing_remains_to_be_told(plain: grpc.Channel, service: Service) -> None:
    service.act = lambda text, context: str(remaining())
    assert ask(plain, "Open") == "None"
    assert remaining() is None


def test_a_nested_call_gets_no_more_time_than_is_left(connect: Any, service: Service) -> None:
    inner = connect("workflow", deadline_seconds=60)
    service.act = lambda text, context: ask(inner, "Known", "inner") if text == "outer" else str(remaining())
    assert float(ask(connect("citizen"), "Known", "outer", timeout=1.5)) < 1.7


def test_a_nested_call_is_not_begun_when_time_is_over(connect: Any) -> None:
    with as_subject(TOKENS["citizen"], seconds=-1), pytest.raises(DeadlineExceeded):
        ask(connect("citizen"), "Known")


def test_the_default_deadline_ends_a_call(connect: Any, service: Service) -> None:
    released = threading.Event()
    service.act = lambda text, context: str(released.wait(5))
    with pytest.raises(DeadlineExceeded):
        ask(connect("citizen", deadline_seconds=0.2), "Known")
    released.set()


def test_nested_calls_do_not_wait_for_the_threads_of_outer_ones(connect: Any, service: Service) -> None:
    """Sixteen outer calls on four threads, each calling the same server: with one pool they would never
    end."""
    inner = connect("workflow", deadline_seconds=8)
    service.act = lambda text, context: ask(inner, "Known", "") if text == "outer" else None
    outer = connect("citizen", deadline_seconds=8)
    futures = [method(outer, "Known").future(StringValue(value="outer")) for _ in range(16)]
    assert [future.result(8).value for future in futures] == ["id-3"] * 16


def test_a_loop_of_calls_is_refused(connect: Any, service: Service) -> None:
    again = connect("workflow")
    service.act = lambda text, context: ask(again, "Known")
    with pytest.raises(Conflict) as got:
        ask(connect("citizen"), "Known")
    assert got.value.code == "CALL_LOOP"


@pytest.mark.parametrize("depth", ["-1", "x", "99999", ""])
def test_nonsense_in_the_depth_counts_as_an_outside_call(plain: grpc.Channel, depth: str) -> None:
    assert ask(plain, "Open", metadata=(("motcua-depth", depth),)) == ""


def test_unavailable_is_tried_again(connect: Any, service: Service) -> None:
    def act(text: str, context: Any) -> str:
        service.seen.append(text)
        if len(service.seen) < 3:
            raise Unavailable()
        return "at last"

    service.act = act
    assert ask(connect("citizen"), "Known") == "at last"
    assert len(service.seen) == 3


def test_but_not_for_what_is_to_be_done_once_only(connect: Any, service: Service) -> None:
    def act(text: str, context: Any) -> str:
        service.seen.append(text)
        raise Unavailable()

    service.act = act
    with pytest.raises(Unavailable):
        ask(connect("citizen", once_only=[f"{SERVICE}/Known"]), "Known")
    assert len(service.seen) == 1


class Renewing:
    """A token source whose first token has gone bad."""

    def __init__(self) -> None:
        self.tokens = ["gone bad", "citizen"]

    def __call__(self) -> str:
        return self.tokens[0]

    def invalidate(self) -> None:
        del self.tokens[0]


def test_a_refused_token_of_our_own_is_renewed_once(connect: Any) -> None:
    assert ask(connect(Renewing()), "Known") == "id-1"


def test_the_trace_goes_on_inside(connect: Any, service: Service) -> None:
    service.act = lambda text, context: format(trace.get_current_span().get_span_context().trace_id, "x")
    span = NonRecordingSpan(SpanContext(0xABC, 0xDEF, is_remote=False, trace_flags=TraceFlags(1)))
    with trace.use_span(span):
        assert ask(connect("citizen"), "Known") == "abc"
    assert ask(connect("citizen"), "Known") == "0"


def test_a_future_raises_our_errors(connect: Any) -> None:
    future = method(connect(), "Known").future(StringValue())
    assert future.exception(5).code == "TOKEN_MISSING"
    with pytest.raises(Exception, match="TOKEN_MISSING"):
        future.result(5)


def test_health_is_open_and_per_service(plain: grpc.Channel, server: RunningServer) -> None:
    health = health_pb2_grpc.HealthStub(plain)
    request = health_pb2.HealthCheckRequest(service=SERVICE)
    assert health.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING
    assert health.Check(request).status == health_pb2.HealthCheckResponse.SERVING
    server.set_serving(SERVICE, False)
    assert health.Check(request).status == health_pb2.HealthCheckResponse.NOT_SERVING


def test_reflection_is_open_and_lists_the_services(plain: grpc.Channel) -> None:
    stub = reflection_pb2_grpc.ServerReflectionStub(plain)
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    (answer,) = stub.ServerReflectionInfo(iter([request]))
    names = {each.name for each in answer.list_services_response.service}
    assert {SERVICE, "grpc.health.v1.Health"} <= names


def test_a_taken_port_is_one_sentence(service: Service, server: RunningServer) -> None:
    with pytest.raises(ServerRefused, match="is another program using it"):
        serve([service.add], f"127.0.0.1:{server.port}", verifier=Known(), policies=POLICY)


def test_a_channel_does_not_send_tokens_in_the_clear() -> None:
    with pytest.raises(ValueError, match="not loopback"):
        channel("intake.example:50051", "citizen")


def test_stopping_lets_running_calls_finish(service: Service) -> None:
    begun, finish = threading.Event(), threading.Event()

    def act(text: str, context: Any) -> str:
        begun.set()
        finish.wait(5)
        return "done"

    service.act = act
    running = serve([service.add], "127.0.0.1:0", verifier=Known(), policies=POLICY, limits=Limits(2))
    with channel(f"127.0.0.1:{running.port}", "citizen") as made:
        future = method(made, "Known").future(StringValue())
        assert begun.wait(5)
        stopping = threading.Thread(target=running.stop, args=(5,))
        stopping.start()
        time.sleep(0.05)
        finish.set()
        assert future.result(5).value == "done"
        stopping.join(5)
    assert not stopping.is_alive()


def test_as_subject_for_tests_of_handlers() -> None:
    with as_subject(Subject("id-9"), seconds=3):
        assert current_subject().user_id == "id-9"
        assert 0 < (remaining() or 0) <= 3
