# SPDX-License-Identifier: Apache-2.0
"""A gRPC server of this house: guarded handlers, health, reflection, and a start that refuses what is not
safe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from motcua_identity import Policy
from motcua_identity.provider import is_loopback

from motcua_rpc.call import MAX_DEPTH
from motcua_rpc.callers import UNKNOWN, Callers
from motcua_rpc.crash import Keep
from motcua_rpc.guard import Guard, Verifier, read_depth, unknown_method
from motcua_rpc.limits import INNER_MOST, STREAMS, Doorman, Lane, Limits
from motcua_rpc.metadata import DEPTH
from motcua_rpc.open_services import ListedHealth, OpenServices
from motcua_rpc.status import MAX_HEADERS
from motcua_rpc.tls import Tls, TlsFiles, server_credentials

if TYPE_CHECKING:
    from motcua_rpc.guard import Handler

LASTING = 96
"""Streams that stay open which one server answers at a time; services that offer them refuse long before, in words."""
MAX_STREAMS = 512
"""Calls that one connection may have under way; further ones wait at the caller."""
AddService = Callable[[Any], None]
"""Registers one servicer: `lambda server: add_IntakeServiceServicer_to_server(servicer, server)`."""


class ServerRefused(RuntimeError):
    """The server may not or cannot start; the sentence says why and what to do."""


class RunningServer:
    """A started server. `port` is the real one, also when port 0 was asked for."""

    def __init__(self, server: grpc.Server, port: int, checks: health.HealthServicer, pools: Pools) -> None:
        self.port = port
        self._server = server
        self._health = checks
        self._pools = pools

    def set_serving(self, service: str, serving: bool) -> None:
        """State of one service for grpc.health.v1, e.g. while its database is away."""
        states = health_pb2.HealthCheckResponse
        self._health.set(service, states.SERVING if serving else states.NOT_SERVING)

    def stop(self, grace: float = 5.0) -> None:
        """Take no new calls, let running ones finish for `grace` seconds, then cut them."""
        self._health.enter_graceful_shutdown()
        self._server.stop(grace).wait()
        self._pools.close()

    def wait(self) -> None:
        """Until the server has been stopped."""
        self._server.wait_for_termination()


class Pools:
    """One pool of threads per depth of call. Services of one process call each other through the same server;
    with a single pool, as many outer calls as threads would wait for inner ones that can never start."""

    def __init__(self, limits: Limits) -> None:
        workers = limits.at_once
        inner = [Lane(workers, f"{depth}", INNER_MOST - workers) for depth in range(1, MAX_DEPTH + 1)]
        self.by_depth = [Lane(workers, "0", limits.waiting), *inner]
        self.inbox = [Lane(limits.inbox_at_once, "inbox", limits.waiting), *inner]
        self.streams = [Lane(STREAMS, "streams", limits.waiting, each=STREAMS // 2), *inner]
        # Reflection and methods that nobody serves.
        self.open = ThreadPoolExecutor(4, "rpc-open")
        self.health = ThreadPoolExecutor(1, "rpc-health")
        # Threads are made when they are needed; a stream that stays open keeps none of the others'.
        self.lasting = Lane(LASTING, "lasting", each=LASTING)
        self.doorman = Doorman()

    def close(self) -> None:
        others = (self.inbox[0], self.streams[0], self.open, self.health, self.lasting, self.doorman.pool)
        for pool in (*self.by_depth, *others):
            pool.shutdown(wait=False, cancel_futures=True)


class Health(ListedHealth):
    """Answers in a thread of its own, however much there is to do."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(experimental_non_blocking=True, experimental_thread_pool=pool)
        answer = super().Check

        def check(request: Any, context: Any) -> Any:
            return answer(request, context)

        check.experimental_thread_pool = pool  # type: ignore[attr-defined]
        self.Check = check  # type: ignore[method-assign]


class Registrar:
    """Stands in for `grpc.Server` while services register, so that their methods are known and can be
    guarded."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.services: list[str] = []

    def add_generic_rpc_handlers(self, handlers: Iterable[object]) -> None:
        for handler in handlers:
            methods = getattr(handler, "_method_handlers", None)
            if not isinstance(handler, grpc.ServiceRpcHandler) or methods is None:
                raise ServerRefused(
                    f"{handler!r} does not name its methods, so no policy can be checked for them"
                )
            self.services.append(str(handler.service_name()))
            self.handlers.update({_text(name): each for name, each in methods.items()})

    def add_registered_method_handlers(self, service: str, handlers: dict[str, Handler]) -> None:
        """Generated code calls both; the methods are the same."""
        self.handlers.update({f"/{service}/{name}": each for name, each in handlers.items()})


class Router(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """Finds the guarded handler of a method in the lane of its depth; refuses where that is full."""

    def __init__(
        self,
        guard: Guard,
        handlers: dict[str, Handler],
        pools: Pools,
        lasting: Collection[str],
        inbox: Collection[str],
        callers: Callers | None = None,
    ) -> None:
        self._doorman = pools.doorman
        self._callers = callers
        self._by_method: dict[str, list[_Way]] = {}
        for name, handler in handlers.items():
            bare = name.lstrip("/")
            if bare in lasting:
                way = _Way(guard, name, handler, pools.lasting, lasting=True)
                self._by_method[name] = [way] * len(pools.by_depth)
            else:
                moving = handler.request_streaming or handler.response_streaming
                lanes = pools.inbox if bare in inbox else pools.streams if moving else pools.by_depth
                self._by_method[name] = [_Way(guard, name, handler, lane) for lane in lanes]

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler | None:
        ways = self._by_method.get(_text(handler_call_details.method))
        if ways is None:
            return None
        metadata = dict(handler_call_details.invocation_metadata)
        way = ways[_depth(metadata)]
        verdict = self._callers.at_door(metadata) if self._callers is not None else UNKNOWN
        if verdict.wait:
            return self._doorman.hold_up(verdict.wait)
        if way.lane.full:
            return self._doorman.refuse(way.lane)
        if way.lane.full_of(verdict.who):
            return self._doorman.refuse_share(way.lane)
        way.lane.coming = verdict.who
        return way.settled if verdict.settled else way.handler


class _Way:
    """A method in one lane."""

    def __init__(
        self, guard: Guard, name: str, handler: Handler, lane: Lane, *, lasting: bool = False
    ) -> None:
        self.lane = lane
        self.handler = guard.wrap(name, handler, lane, lasting=lasting)
        self._wrap = partial(guard.wrap, name, handler, lane, lasting=lasting, settled=True)

    @cached_property
    def settled(self) -> Handler:
        """For calls of which the door has counted who calls; made when first needed, as few ways are gone."""
        return self._wrap()


class Nobody(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """Asked last: what nobody serves."""

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler | None:
        return unknown_method()


def serve(
    add_services: Sequence[AddService],
    address: str,
    *,
    verifier: Verifier,
    policies: Policy | Iterable[Policy],
    limits: Limits | None = None,
    tls: Tls | TlsFiles | None = None,
    max_message_mb: int = 16,
    plaintext: bool = False,
    crashes: Mapping[str, Keep] | None = None,
    lasting: Collection[str] = (),
    inbox: Collection[str] = (),
    services: Collection[str] = (),
) -> RunningServer:
    """Start a server on `address` (`127.0.0.1:0` takes a free port). ServerRefused when a method has no
    policy, a policy no method, the address is taken, or tokens would travel in the clear (no `tls`, address
    not loopback, and `plaintext` not said on purpose).

    `limits` says how much is taken on; what comes beyond is answered RESOURCE_EXHAUSTED. Methods are named in full, as policies
    do: in `crashes` with who keeps what fails unexpectedly (else only the log has it), in `lasting` the streams that stay open,
    which have threads of their own and end with their token, in `inbox` those by which inboxes are read, which have a lane of
    their own. `services` are the names of certificates whose calls are from within, and not counted by caller."""
    registrar = Registrar()
    for add in add_services:
        add(registrar)
    policy = policies if isinstance(policies, Policy) else Policy.merge(policies)
    _check_policy(policy, registrar)
    _check_address(address, tls, plaintext)
    limits = limits or Limits()
    pools = Pools(limits)
    callers = (
        Callers(verifier, limits.a_minute, services=services, tls=_certified(tls))
        if limits.a_minute
        else None
    )
    server = grpc.server(pools.open, options=_options(max_message_mb))
    guard = Guard(verifier, policy, crashes or {}, callers)
    server.add_generic_rpc_handlers((Router(guard, registrar.handlers, pools, lasting, inbox, callers),))
    checks = _add_open_services(server, registrar.services, pools)
    server.add_generic_rpc_handlers((Nobody(),))
    port = _bind(server, address, tls)
    server.start()
    running = RunningServer(server, port, checks, pools)
    for name in ("", *registrar.services):
        running.set_serving(name, True)
    return running


def _certified(tls: Tls | TlsFiles | None) -> bool:
    """Whether every caller shows a certificate of the authority."""
    return isinstance(tls, TlsFiles) or (tls is not None and tls.clients is not None)


def _add_open_services(server: grpc.Server, services: list[str], pools: Pools) -> health.HealthServicer:
    checks = Health(pools.health)
    opened = Registrar()
    health_pb2_grpc.add_HealthServicer_to_server(checks, opened)
    names = (*services, health.SERVICE_NAME, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, opened)  # type: ignore[arg-type]  # it registers handlers only
    server.add_generic_rpc_handlers((OpenServices(opened.handlers),))
    return checks


def _check_policy(policy: Policy, registrar: Registrar) -> None:
    missing = policy.missing(registrar.handlers)
    if missing:
        raise ServerRefused(
            f"no policy for {', '.join(missing)}: add a rule for each to the service's policy table"
        )
    known = {name.lstrip("/") for name in registrar.handlers}
    stale = sorted(set(policy) - known)
    if stale:
        raise ServerRefused(
            f"policy for methods that nobody serves: {', '.join(stale)}; correct the name or drop it"
        )


def _check_address(address: str, tls: Tls | TlsFiles | None, plaintext: bool) -> None:
    if tls is None and not plaintext and not is_loopback(address.rpartition(":")[0]):
        raise ServerRefused(
            f"{address} is not loopback, and tokens must not travel in the clear: "
            "give TLS, or say plaintext on purpose"
        )


def _options(max_message_mb: int) -> list[tuple[str, int]]:
    size = max_message_mb * 1024 * 1024
    return [
        ("grpc.so_reuseport", 0),  # else two servers share a port in silence, and calls land anywhere
        ("grpc.max_receive_message_length", size),
        ("grpc.max_send_message_length", size),
        ("grpc.max_metadata_size", MAX_HEADERS),
        ("grpc.absolute_max_metadata_size", MAX_HEADERS),
        ("grpc.max_concurrent_streams", MAX_STREAMS),
        # Who calls by name looks the name up again when a connection ends, and so finds replicas that came since.
        ("grpc.max_connection_age_ms", 1_800_000),
        ("grpc.max_connection_age_grace_ms", 120_000),
        # A caller that vanished without a word is noticed; one that asks every ten seconds is no attacker.
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
        ("grpc.keepalive_permit_without_calls", 1),
    ]


def _bind(server: grpc.Server, address: str, tls: Tls | TlsFiles | None) -> int:
    try:
        port = (
            server.add_insecure_port(address)
            if tls is None
            else server.add_secure_port(address, server_credentials(tls))
        )
    except RuntimeError as error:
        raise ServerRefused(f"cannot listen on {address}: is another program using it?") from error
    return int(port)


def _depth(metadata: Mapping[str, str | bytes]) -> int:
    value = metadata.get(DEPTH)
    return 0 if value is None else min(read_depth(_text(value)), MAX_DEPTH)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
