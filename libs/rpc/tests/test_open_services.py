# SPDX-License-Identifier: Apache-2.0
"""Health and reflection answer whatever anybody sends, and never keep a server from stopping."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from motcua_rpc import RunningServer, serve
from motcua_rpc.open_services import ListedHealth
from rpc_harness import POLICY, SERVICE, Known, Service

REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
NO_MESSAGE = b"\xff\xff"


@pytest.fixture
def running(service: Service) -> Iterator[RunningServer]:
    made = serve([service.add], "127.0.0.1:0", verifier=Known(), policies=POLICY)
    yield made
    # On another thread: the server that never stops is what these tests are about.
    stopping = threading.Thread(target=made.stop, args=(0.2,), daemon=True)
    stopping.start()
    stopping.join(30)
    assert not stopping.is_alive(), "a call is kept for ever"


@pytest.fixture
def wire(running: RunningServer) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"127.0.0.1:{running.port}") as made:
        yield made


def test_bytes_that_are_no_request_are_refused(wire: grpc.Channel) -> None:
    check = wire.unary_unary("/grpc.health.v1.Health/Check")
    watch = wire.unary_stream("/grpc.health.v1.Health/Watch")
    for ask in (lambda: check(NO_MESSAGE), lambda: next(watch(NO_MESSAGE))):
        with pytest.raises(grpc.RpcError) as refused:
            ask()
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_a_stream_with_such_bytes_is_over_and_forgotten(wire: grpc.Channel) -> None:
    ask = wire.stream_stream(REFLECTION)
    for requests in ([NO_MESSAGE], [b"\x3a\x00", NO_MESSAGE]):  # also behind a good one
        with pytest.raises(grpc.RpcError) as refused:
            list(ask(iter(requests)))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_health_lists_every_service(wire: grpc.Channel, running: RunningServer) -> None:
    running.set_serving(SERVICE, False)
    told = health_pb2_grpc.HealthStub(wire).List(health_pb2.HealthListRequest()).statuses
    states = health_pb2.HealthCheckResponse
    assert {name: one.status for name, one in told.items()} == {
        "": states.SERVING,
        SERVICE: states.NOT_SERVING,
    }


def test_health_is_watched(wire: grpc.Channel, running: RunningServer) -> None:
    watched = health_pb2_grpc.HealthStub(wire).Watch(health_pb2.HealthCheckRequest(service=SERVICE))
    states = health_pb2.HealthCheckResponse
    assert next(watched).status == states.SERVING
    running.set_serving(SERVICE, False)
    assert next(watched).status == states.NOT_SERVING
    watched.cancel()


def test_whoever_claims_to_come_through_many_services_is_no_error_of_ours(wire: grpc.Channel) -> None:
    for depth in ("5", "500"):
        with pytest.raises(grpc.RpcError) as refused:
            wire.unary_unary(f"/{SERVICE}/Open")(b"", metadata=(("motcua-depth", depth),))
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


def test_names_that_nobody_watches_any_more_are_forgotten() -> None:
    """Anybody may ask for any name, without a token."""
    shown = ListedHealth()
    server = grpc.server(ThreadPoolExecutor(2))
    health_pb2_grpc.add_HealthServicer_to_server(shown, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as made:
            stub = health_pb2_grpc.HealthStub(made)
            for number in range(5):
                watching = stub.Watch(health_pb2.HealthCheckRequest(service=f"made.up.{number}"))
                assert next(watching).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
                watching.cancel()
        until = time.monotonic() + 60
        while shown._send_response_callbacks and time.monotonic() < until:
            time.sleep(0.01)
        assert not shown._send_response_callbacks
    finally:
        server.stop(None)
