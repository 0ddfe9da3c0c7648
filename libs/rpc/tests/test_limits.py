# SPDX-License-Identifier: Apache-2.0
"""A server that has its fill refuses at the door, reads inboxes all the same, ends what it began, and is back by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from google.rpc.error_details_pb2 import RetryInfo
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from motcua_rpc import (
    Channel,
    DeadlineExceeded,
    Limits,
    Overloaded,
    RunningServer,
    TooManyRequests,
    channel,
    serve,
)
from rpc_harness import POLICY, SERVICE, Known, Service, ask, method

LIMITS = Limits(at_once=2, waiting=3, inbox_at_once=2)
FILL = LIMITS.at_once + LIMITS.waiting
PATIENCE = 60.0


@dataclass
class Blocked:
    """Handlers that were told to block do until `go_on`; `begun` counts them."""

    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    seen: list[str] = field(default_factory=list)

    def __call__(self, text: str, _: Any) -> None:
        self.seen.append(text)
        if text.startswith("block"):
            self.begun.release()
            assert self.go_on.wait(PATIENCE)

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.begun.acquire(timeout=PATIENCE)


@pytest.fixture
def blocked() -> Iterator[Blocked]:
    made = Blocked()
    yield made
    made.go_on.set()


@dataclass
class Filled:
    """The server, a clerk's channel to it, and what its handlers wait for."""

    running: RunningServer
    outside: Channel
    blocked: Blocked

    def fill(self, name: str = "Known", at_once: int = LIMITS.at_once) -> list[Any]:
        """As many calls as the lane takes; back when the door knows of all of them."""
        made = [
            method(self.outside, name).future(StringValue(value="block"))
            for _ in range(at_once + LIMITS.waiting)
        ]
        self.blocked.wait_for(at_once)
        pools = self.running._pools
        lane = (pools.by_depth if name == "Known" else pools.inbox)[0]
        until = time.monotonic() + PATIENCE
        while not lane.full:
            assert time.monotonic() < until
            time.sleep(0.01)
        return made


@pytest.fixture
def house(blocked: Blocked) -> Iterator[Filled]:
    running = serve(
        [Service(blocked).add], "127.0.0.1:0", verifier=Known(), policies=POLICY, limits=LIMITS,
        inbox=(f"{SERVICE}/Clerks",), lasting=(f"{SERVICE}/Watch",),
    )  # fmt: skip
    with channel(f"127.0.0.1:{running.port}", "clerk", deadline_seconds=PATIENCE) as outside:
        yield Filled(running, outside, blocked)
        blocked.go_on.set()
    running.stop(0.2)


def test_what_is_beyond_the_fill_is_refused_and_the_rest_is_done(house: Filled) -> None:
    calls = house.fill()
    for _ in range(20):
        with pytest.raises(Overloaded):
            ask(house.outside, "Known", "beyond")
    house.blocked.go_on.set()
    assert [call.result(PATIENCE).value for call in calls] == ["id-2"] * FILL
    assert "beyond" not in house.blocked.seen, "what is refused is not begun"
    assert ask(house.outside, "Known") == "id-2", "it is back by itself"


def test_a_refusal_says_when_to_come_again(house: Filled) -> None:
    house.fill()
    with (
        grpc.insecure_channel(f"127.0.0.1:{house.running.port}") as plain,
        pytest.raises(grpc.RpcError) as refused,
    ):
        ask(plain, "Open", timeout=PATIENCE)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    told = rpc_status.from_call(refused.value)
    again = RetryInfo()
    assert any(detail.Unpack(again) for detail in told.details)
    assert again.retry_delay.seconds == TooManyRequests.retry_after
    with pytest.raises(Overloaded) as ours:
        ask(house.outside, "Known")
    assert (ours.value.code, ours.value.retry_after) == ("OVERLOADED", TooManyRequests.retry_after)
    assert ours.value.message("vi") != ours.value.message("en")


def test_inboxes_are_read_while_everything_else_is_refused(house: Filled) -> None:
    house.fill()
    assert [ask(house.outside, "Clerks") for _ in range(10)] == ["id-2"] * 10


def test_reading_inboxes_has_its_fill_too_and_takes_nothing_from_the_rest(house: Filled) -> None:
    house.fill("Clerks", LIMITS.inbox_at_once)
    assert ask(house.outside, "Known") == "id-2"


@pytest.mark.parametrize("kind", ["Check", "Watch"])
def test_health_is_never_refused(house: Filled, kind: str) -> None:
    house.fill()
    with grpc.insecure_channel(f"127.0.0.1:{house.running.port}") as plain:
        stub = health_pb2_grpc.HealthStub(plain)
        asked: Callable[[], Any] = {
            "Check": lambda: stub.Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE),
            "Watch": lambda: next(stub.Watch(health_pb2.HealthCheckRequest(), timeout=PATIENCE)),
        }[kind]
        assert asked().status == health_pb2.HealthCheckResponse.SERVING


def test_what_was_begun_is_let_in(house: Filled) -> None:
    """A service that follows events, and one that answers a call let in elsewhere."""
    house.fill()
    with channel(
        f"127.0.0.1:{house.running.port}", "workflow", begun=True, deadline_seconds=PATIENCE
    ) as service:
        assert ask(service, "Internal") == "id-3"


def test_open_streams_are_not_counted(house: Filled) -> None:
    streams = [
        method(house.outside, "Watch", "unary_stream")(StringValue(value="block")) for _ in range(FILL + 1)
    ]
    house.blocked.wait_for(FILL + 1)
    assert ask(house.outside, "Known") == "id-2"
    house.blocked.go_on.set()
    assert [len(list(one)) for one in streams] == [3] * len(streams)


def test_files_on_their_way_keep_no_call_waiting(house: Filled) -> None:
    """Whoever sends slowly holds a thread as long as that takes."""

    def slowly() -> Iterator[StringValue]:
        yield StringValue(value="first")
        house.blocked.go_on.wait(PATIENCE)

    uploads = [method(house.outside, "Upload", "stream_unary").future(slowly()) for _ in range(FILL + 1)]
    assert ask(house.outside, "Known") == "id-2"
    house.blocked.go_on.set()
    assert [one.result(PATIENCE).value for one in uploads] == ["id-2:first"] * (FILL + 1)


def test_who_gave_up_while_waiting_is_not_worked_for(house: Filled) -> None:
    calls = [method(house.outside, "Known").future(StringValue(value="block")) for _ in range(LIMITS.at_once)]
    house.blocked.wait_for(LIMITS.at_once)
    with pytest.raises(DeadlineExceeded):
        ask(house.outside, "Known", "late", timeout=0.2)
    house.blocked.go_on.set()
    assert [call.result(PATIENCE).value for call in calls] == ["id-2"] * LIMITS.at_once
    # Behind it in the same threads, so that its turn is over.
    assert [ask(house.outside, "Known") for _ in range(2 * LIMITS.at_once)] == ["id-2"] * 2 * LIMITS.at_once
    assert "late" not in house.blocked.seen
    calls = fill_again(house)
    assert [call.result(PATIENCE).value for call in calls] == ["id-2"] * FILL, "its place is free again"


def fill_again(house: Filled) -> list[Any]:
    """As many as the lane takes, at once."""
    house.blocked.go_on.clear()
    calls = house.fill()
    house.blocked.go_on.set()
    return calls
