# SPDX-License-Identifier: Apache-2.0
"""One caller calls so often and no more, however many tokens it has and whatever it claims; nobody else is held up for it, and
what our services do for calls that were let in is not counted.

One call a minute, so that no wait of a slow machine fills a bucket again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from grpc_status import rpc_status
from motcua_identity import Subject
from motcua_rpc import (
    Channel,
    Limits,
    MotcuaError,
    Overloaded,
    RunningServer,
    Tls,
    TooManyAtOnce,
    TooOften,
    Trust,
    Unauthenticated,
    channel,
    serve,
)
from motcua_rpc.limits import STREAMS
from motcua_rpc.tls import channel_credentials
from rpc_harness import POLICY, TOKENS, Known, Service, ask, method
from test_tls import House

PATIENCE = 60.0
LIMITS = Limits(at_once=2, waiting=2, inbox_at_once=1, a_minute=1)


class Remembering(Known):
    """As the verifier of the product: what was verified once is known. `hoa-1`, `hoa-2`, … are tokens of the citizen."""

    def __init__(self) -> None:
        self._known: dict[str, Subject] = {}

    def known(self, token: str) -> Subject | None:
        return self._known.get(token)

    def verify(self, token: str) -> Subject:
        found = TOKENS["citizen"] if token.startswith("hoa-") else super().verify(token)
        self._known[token] = found
        return found


class Forgetful(Remembering):
    """Sees every token for the first time."""

    def known(self, token: str) -> Subject | None:
        return None


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


Start = Callable[..., RunningServer]


@pytest.fixture
def start(stack: ExitStack) -> Start:
    """A server of its own, for whom one call a minute is as much as one caller may."""

    def made(
        service: Service | None = None, limits: Limits = LIMITS, verifier: Any = None, **more: Any
    ) -> RunningServer:
        running = serve(
            [(service or Service()).add], "127.0.0.1:0", verifier=verifier or Remembering(), policies=POLICY, limits=limits,
            **more,
        )  # fmt: skip
        stack.callback(running.stop, 0.2)
        return running

    return made


@pytest.fixture
def dial(stack: ExitStack) -> Callable[..., Channel]:
    def made(running: RunningServer, token: str | None = None, **more: Any) -> Channel:
        return stack.enter_context(
            channel(f"127.0.0.1:{running.port}", token, deadline_seconds=PATIENCE, **more)
        )

    return made


Dial = Callable[..., Channel]


@pytest.mark.parametrize("verifier", [Remembering, Forgetful])
def test_beyond_its_pace_nothing_is_done(start: Start, dial: Dial, verifier: type[Remembering]) -> None:
    service = Service(act=lambda text, _: service.seen.append(text))
    running = start(service, verifier=verifier())
    caller = dial(running, "citizen")
    assert ask(caller, "Known", "first") == "id-1"
    for name in ("Known", "Clerks", "Forbidden"):  # also what it may not do at all
        with pytest.raises(TooOften) as refused:
            ask(caller, name, "beyond")
        assert 1 <= refused.value.retry_after <= 60
    assert service.seen == ["first"]
    assert ask(dial(running, "clerk"), "Known") == "id-2", "nobody else is held up for it"


def test_a_foreign_client_is_told_when_to_come_again(start: Start) -> None:
    running = start()
    with grpc.insecure_channel(f"127.0.0.1:{running.port}") as plain:
        bearer = (("authorization", "Bearer citizen"),)
        ask(plain, "Known", timeout=PATIENCE, metadata=bearer)
        with pytest.raises(grpc.RpcError) as refused:
            ask(plain, "Known", timeout=PATIENCE, metadata=bearer)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    told, info, again = rpc_status.from_call(refused.value), ErrorInfo(), RetryInfo()
    assert any(detail.Unpack(info) for detail in told.details) and info.reason == "TOO_OFTEN"
    assert any(detail.Unpack(again) for detail in told.details) and 1 <= again.retry_delay.seconds <= 60


@pytest.mark.parametrize("verifier", [Remembering, Forgetful])
def test_an_account_is_counted_however_many_tokens_it_has(
    start: Start, dial: Dial, verifier: type[Remembering]
) -> None:
    running = start(verifier=verifier())
    assert ask(dial(running, "hoa-1"), "Known") == "id-1"
    for token in ("hoa-2", "hoa-1", "hoa-3", "citizen"):
        with pytest.raises(TooOften):
            ask(dial(running, token), "Known")


@pytest.mark.parametrize(
    "claimed",
    [
        (("motcua-depth", "1"),), (("motcua-depth", "4"),), (("motcua-depth", "900"),), (("motcua-inner", "1"),),
        (("motcua-inner", "guessed"), ("motcua-depth", "2")), (("x-forwarded-for", "203.0.113.9"),),
        (("authorization", "Bearer clerk"),),  # two of them: the last is who calls, at the door and after it
    ],
)  # fmt: skip
def test_whatever_a_caller_claims_it_is_counted(start: Start, claimed: tuple[tuple[str, str], ...]) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{start().port}") as plain:
        carried = (*claimed, ("authorization", "Bearer citizen"))
        with suppress(grpc.RpcError):  # depth 900 is refused anyway
            ask(plain, "Known", timeout=PATIENCE, metadata=carried)
        with pytest.raises(grpc.RpcError) as refused:
            ask(plain, "Known", timeout=PATIENCE, metadata=carried)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize(
    ("token", "how", "name"),
    [
        ("citizen", {"inner": True}, "Known"),  # a service of this process, for a person
        (None, {"inner": True}, "Open"),  # for a visitor
        ("workflow", {"begun": True}, "Internal"),  # a service's own account
        (None, {}, "Open"),  # nobody, on this very machine: no address tells people apart
    ],
)
def test_who_is_not_counted(
    start: Start, dial: Dial, token: str | None, how: dict[str, bool], name: str
) -> None:
    caller = dial(start(), token, **how)
    assert [ask(caller, name) for _ in range(5)] == [TOKENS[token].user_id if token else ""] * 5


@pytest.mark.parametrize(
    ("name", "kind"), [("Watch", "unary_stream"), ("Upload", "stream_unary"), ("Chat", "stream_stream")]
)
def test_a_stream_is_counted_once_as_it_opens(start: Start, dial: Dial, name: str, kind: str) -> None:
    caller = dial(start(), "citizen")
    many = [StringValue(value=str(number)) for number in range(5)]

    def opened() -> Any:
        sent: Any = iter(many) if kind.startswith("stream") else many[0]
        answer = method(caller, name, kind)(sent)
        return answer if kind == "stream_unary" else list(answer)

    assert opened()
    with pytest.raises(TooOften):
        opened()


def test_calls_at_the_same_time_are_no_way_around(start: Start, dial: Dial) -> None:
    running = start(limits=Limits(at_once=4, waiting=64, a_minute=1))
    callers = [dial(running, f"hoa-{number}") for number in range(4)]

    def called(number: int) -> str:
        try:
            return ask(callers[number % 4], "Known")
        except MotcuaError as error:
            return error.code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(called, range(40)))
    assert answers.count("id-1") == 1 and answers.count("TOO_OFTEN") == 39


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


class Held:
    """Handlers of calls that were told to block do until `go_on`."""

    def __init__(self) -> None:
        self.go_on, self.begun = threading.Event(), threading.Semaphore(0)

    def __call__(self, text: str, _: Any) -> None:
        if text == "block":
            self.begun.release()
            assert self.go_on.wait(PATIENCE)

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.begun.acquire(timeout=PATIENCE)


def test_a_flood_is_refused_before_the_lane(start: Start, dial: Dial) -> None:
    """The lane is full of others' calls; who is held up is told so, and takes no place from who waits for one."""
    held = Held()
    running = start(Service(held))
    flooding = dial(running, "citizen")
    ask(flooding, "Known")
    inside = dial(running, "clerk", inner=True)
    calls = [method(inside, "Known").future(StringValue(value="block")) for _ in range(4)]
    try:
        held.wait_for(LIMITS.at_once)
        until(lambda: running._pools.by_depth[0].full)
        for _ in range(10):
            with pytest.raises(TooOften):
                ask(flooding, "Known")
        with pytest.raises(Overloaded):
            ask(dial(running, "clerk"), "Known")
    finally:
        held.go_on.set()
    assert [one.result(PATIENCE).value for one in calls] == ["id-2"] * 4


WIDE = Limits(at_once=2, waiting=2, inbox_at_once=1, a_minute=6000)


def test_one_caller_has_half_of_the_places_at_most(start: Start, dial: Dial) -> None:
    held = Held()
    running = start(Service(held), WIDE)
    one, again, other = dial(running, "hoa-1"), dial(running, "hoa-2"), dial(running, "clerk")
    for caller in (one, again, other):  # seen before, so that the door knows whose they are
        ask(caller, "Known")
    lane = running._pools.by_depth[0]
    until(lambda: not lane._of)  # a call ends for its caller a moment before it does for the lane
    try:
        calls = [method(caller, "Known").future(StringValue(value="block")) for caller in (one, again)]
        held.wait_for(2)
        for caller in (one, again):
            with pytest.raises(TooManyAtOnce) as refused:
                ask(caller, "Known")
            assert refused.value.code == "TOO_MANY_AT_ONCE" and refused.value.retry_after == 1
        waiting = [method(other, "Known").future(StringValue()) for _ in range(2)]
        assert not any(call.done() for call in waiting)
    finally:
        held.go_on.set()
    assert [call.result(PATIENCE).value for call in (*calls, *waiting)] == ["id-1"] * 2 + ["id-2"] * 2
    until(lambda: not lane._of)
    assert ask(one, "Known") == "id-1", "its places are free again"


def test_one_caller_has_half_of_the_files_on_their_way(start: Start, dial: Dial) -> None:
    """Whoever sends slowly holds a thread as long as that takes."""
    running, go_on = start(limits=WIDE), threading.Event()
    one, other = dial(running, "citizen"), dial(running, "clerk")

    def slowly() -> Iterator[StringValue]:
        yield StringValue(value="first")
        go_on.wait(PATIENCE)

    ask(one, "Known")
    send = method(one, "Upload", "stream_unary")
    try:
        uploads = [send.future(slowly()) for _ in range(STREAMS // 2)]
        lane = running._pools.streams[0]
        until(lambda: lane.full_of("person:id-1"))
        with pytest.raises(TooManyAtOnce):
            send(iter([StringValue(value="beyond")]))
        assert method(other, "Upload", "stream_unary")(iter([StringValue(value="mine")])).value == "id-2:mine"
    finally:
        go_on.set()
    assert {one.result(PATIENCE).value for one in uploads} == {"id-1:first"}


def test_each_server_counts_for_itself(start: Start, dial: Dial) -> None:
    for running in (start(), start()):
        caller = dial(running, "citizen")
        ask(caller, "Known")
        with pytest.raises(TooOften):
            ask(caller, "Known")


def test_it_can_be_switched_off(start: Start, dial: Dial) -> None:
    caller = dial(start(limits=Limits(2, 8, 1, a_minute=0)), "citizen")
    assert [ask(caller, "Known") for _ in range(5)] == ["id-1"] * 5


def test_who_works_off_a_pile_waits_as_told(start: Start, dial: Dial) -> None:
    running = start(limits=Limits(2, 8, 1, a_minute=60))
    impatient, patient = dial(running, "citizen"), dial(running, "citizen", patient=True)
    with pytest.raises(TooOften):
        while True:
            ask(impatient, "Known")
    assert ask(patient, "Known") == "id-1"


@pytest.fixture(scope="module")
def house() -> House:
    return House()


@pytest.fixture
def certified(start: Start, house: House) -> RunningServer:
    """Answers certificates of the house; calls of the portal's are from within."""
    return start(tls=Tls(*house.leaf("intake"), house.pem), services=("portal", "workflow"))


def test_a_certificate_of_a_service_is_from_within(
    certified: RunningServer, dial: Dial, house: House
) -> None:
    for name, token in (("portal", "citizen"), ("workflow", "citizen"), ("portal", None)):
        caller = dial(certified, token, trust=house.trust(name), server_name="intake", inner=True)
        answers = [ask(caller, "Known" if token else "Open") for _ in range(3)]
        assert answers == ["id-1" if token == "citizen" else ""] * 3


@pytest.mark.parametrize(("name", "inner"), [("gateway", True), ("gateway", False), ("portal", False)])
def test_any_other_certificate_is_from_outside(
    certified: RunningServer, dial: Dial, house: House, name: str, inner: bool
) -> None:
    """Also where a gateway passes on that a caller says it is a service."""
    caller = dial(certified, "citizen", trust=house.trust(name), server_name="intake", inner=inner)
    ask(caller, "Known")
    with pytest.raises(TooOften):
        ask(caller, "Known")


class Gateway:
    """Calls as the gateway passes them on."""

    def __init__(self, running: RunningServer, trust: Trust, stack: ExitStack) -> None:
        named = [("grpc.ssl_target_name_override", "intake")]
        self._channel = stack.enter_context(
            grpc.secure_channel(f"127.0.0.1:{running.port}", channel_credentials(trust), named)
        )

    def __call__(self, where: str, token: str = "", name: str = "Open") -> str:
        carried = [("x-forwarded-for", where)] + ([("authorization", f"Bearer {token}")] if token else [])
        try:
            ask(self._channel, name, timeout=PATIENCE, metadata=carried)
        except grpc.RpcError as error:
            return str(error.code().name)
        return "OK"


@pytest.fixture
def gateway(certified: RunningServer, house: House, stack: ExitStack) -> Gateway:
    return Gateway(certified, house.trust("gateway"), stack)


def test_who_has_no_token_is_counted_by_address(gateway: Gateway) -> None:
    told = [
        gateway(where)
        for where in ("203.0.113.7", "203.0.113.7", "203.0.113.8", "2001:db8::1", "2001:db8::2")
    ]
    assert told == ["OK", "RESOURCE_EXHAUSTED", "OK", "OK", "RESOURCE_EXHAUSTED"]
    assert gateway("198.51.100.1, 203.0.113.7") == "RESOURCE_EXHAUSTED", "the last is what the gateway saw"
    assert [gateway("127.0.0.1"), gateway("127.0.0.1"), gateway("nonsense"), gateway("nonsense")] == [
        "OK"
    ] * 4


def test_bad_tokens_count_for_their_sender_and_good_ones_for_their_account(gateway: Gateway) -> None:
    assert [gateway("203.0.113.7", f"forged-{number}") for number in range(3)] == [
        "UNAUTHENTICATED", "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED",
    ]  # fmt: skip
    assert gateway("203.0.113.7", "citizen", "Known") == "OK", (
        "a good one suffers from none of its neighbours"
    )
    assert gateway("203.0.113.9", "citizen", "Known") == "RESOURCE_EXHAUSTED", "its account's one is spent"
    assert gateway("203.0.113.9", "forged-9") == "UNAUTHENTICATED"


class Slow(Remembering):
    """Takes its time for a token that it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Semaphore(0), threading.Event()

    def verify(self, token: str) -> Subject:
        if token.startswith("slow-"):
            self.asked.release()
            assert self.go_on.wait(PATIENCE)
        return super().verify(token)


def test_tokens_that_are_none_take_half_of_the_places_at_most(
    start: Start, house: House, stack: ExitStack
) -> None:
    verifier = Slow()
    running = start(limits=WIDE, verifier=verifier, tls=Tls(*house.leaf("intake"), house.pem))
    gateway = Gateway(running, house.trust("gateway"), stack)
    try:
        with ThreadPoolExecutor(2) as pool:
            guesses = [pool.submit(gateway, "203.0.113.7", f"slow-{number}") for number in range(2)]
            for _ in guesses:
                assert verifier.asked.acquire(timeout=PATIENCE)
            assert gateway("203.0.113.7", "slow-3") == "RESOURCE_EXHAUSTED"
            other = pool.submit(gateway, "203.0.113.8", "citizen")
            verifier.go_on.set()
            assert other.result(PATIENCE) == "OK"
            assert [one.result(PATIENCE) for one in guesses] == ["UNAUTHENTICATED"] * 2
    finally:
        verifier.go_on.set()


def test_a_malformed_header_is_a_bad_token(
    gateway: Gateway, certified: RunningServer, dial: Dial, house: House
) -> None:
    caller = dial(certified, trust=house.trust("gateway"), server_name="intake")
    carried = (("authorization", "Basic abc"), ("x-forwarded-for", "203.0.113.7"))
    with pytest.raises(Unauthenticated):
        ask(caller, "Open", metadata=carried)
    with pytest.raises(TooOften):
        ask(caller, "Open", metadata=carried)
