# SPDX-License-Identifier: Apache-2.0
"""Calling a service: a channel that adds token, deadline and trace to every call and raises errors of our
tree.

Retries: a call that ends UNAVAILABLE is repeated up to three times within its deadline, by gRPC's own retry
policy. That is safe because writes carry a `request_id` and are idempotent; a method that is not belongs
into `once_only`. What a server refuses because it has its fill (RESOURCE_EXHAUSTED) is not repeated here: whoever
asked is told when to come again, and repeating at once would add to what is too much.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

import grpc
from motcua_identity import IdentityError
from motcua_identity.provider import is_loopback
from opentelemetry import propagate, trace

from motcua_rpc.call import depth, remaining
from motcua_rpc.callers import OWN_KEY
from motcua_rpc.errors import DeadlineExceeded, MotcuaError, TooOften, Unauthenticated
from motcua_rpc.metadata import AUTHORIZATION, DEPTH, INNER
from motcua_rpc.status import MAX_HEADERS, from_rpc_error
from motcua_rpc.tls import Trust, channel_credentials
from motcua_rpc.translation import translate

TokenSource = Callable[[], str]
"""Gives an access token; called for every call, so it must cache. `motcua_identity.ClientCredentials` is
one."""
Metadata = tuple[tuple[str, str | bytes], ...]
_ACTING: ContextVar[str | None] = ContextVar("motcua_rpc_acting_token", default=None)
_tracer = trace.get_tracer("motcua_rpc")


@contextmanager
def acting_as(token: str) -> Iterator[None]:
    """Calls made inside carry this access token instead of the channel's own: the portal acts for its
    visitor. "" is a visitor without one."""
    reset = _ACTING.set(token)
    try:
        yield
    finally:
        _ACTING.reset(reset)


def channel(
    address: str,
    token: str | TokenSource | None = None,
    *,
    deadline_seconds: float = 10.0,
    stream_deadline_seconds: float = 120.0,
    once_only: Sequence[str] = (),
    max_message_mb: int = 16,
    trust: Trust | None = None,
    server_name: str = "",
    plaintext: bool = False,
    begun: bool = False,
    inner: bool = False,
    patient: bool = False,
) -> Channel:
    """A channel for generated stubs. Close it when done; it is safe to share between threads.

    A call takes the shorter of its own `timeout` (else the default here) and what remains of the call being
    answered. `once_only` lists methods that must not be repeated, as `package.Service/Method`. `address` is host:port,
    or several by commas (IP addresses): calls are spread over them, as over all addresses of a name.
    `trust` makes it TLS, and `server_name` is the name the certificate must carry (else the host's); without it
    the addresses must be loopback, or `plaintext` said on purpose. `begun`: calls outside of a call go on with what was taken on
    before, as those of a service that follows events do, and are let in as such where a server has its fill. `inner`: of one of
    our services, so that they were counted where they came in (`callers`). `patient`: a call that came too often is made again as
    soon as it may be, within its deadline; for programs that work off a pile.
    """
    target = target_of(address)
    options = _options(once_only, max_message_mb, spread=target != address)
    if trust is not None:
        named = [("grpc.ssl_target_name_override", server_name)] if server_name else []
        made = grpc.secure_channel(target, channel_credentials(trust), options=options + named)
    elif plaintext or all(is_loopback(one.rpartition(":")[0]) for one in address.split(",")):
        made = grpc.insecure_channel(target, options=options)
    else:
        raise ValueError(f"{address} is not loopback: give `trust`, tokens must not travel in the clear")
    outfit = _Outfit(token, deadline_seconds, stream_deadline_seconds, 1 if begun else 0)
    outfit.fixed = {INNER: OWN_KEY} if inner else {}
    outfit.patient = patient
    return Channel(made, outfit)


class _Outfit:
    """What every call of a channel is given."""

    def __init__(
        self, token: str | TokenSource | None, seconds: float, stream_seconds: float, least_depth: int
    ) -> None:
        self.fixed: dict[str, str] = {}
        self.patient = False
        self._least_depth = least_depth
        self._token = token
        self._seconds = seconds
        self._stream_seconds = stream_seconds

    def timeout(self, asked: float | None, *, stream: bool) -> float:
        """Seconds for this call; DeadlineExceeded if the time of the outer call is over already."""
        own = asked if asked is not None else (self._stream_seconds if stream else self._seconds)
        outer = remaining()
        seconds = own if outer is None else min(own, outer)
        if seconds <= 0:
            raise DeadlineExceeded()
        return seconds

    def metadata(self, given: Metadata | None) -> Metadata:
        """Metadata of the caller, then token, depth and trace."""
        carrier = {DEPTH: str(max(depth(), self._least_depth)), **self.fixed}
        token = self.token()
        if token:  # "" acts as nobody: not with the channel's own token either
            carrier[AUTHORIZATION] = f"Bearer {token}"
        if trace.get_current_span().get_span_context().is_valid:
            propagate.inject(carrier)
        return (*(given or ()), *carrier.items())

    def token(self) -> str | None:
        """The token acted with, else the channel's own."""
        acting = _ACTING.get()
        source = acting if acting is not None else self._token
        if source is None or isinstance(source, str):
            return source
        try:
            return source()
        except IdentityError as error:
            raise translate(error) from error

    def forget_token(self) -> bool:
        """Drop a cached token of the channel's own that the server refused; True if another can be had."""
        invalidate = getattr(self._token, "invalidate", None)
        if invalidate is None or _ACTING.get() is not None:
            return False
        invalidate()
        return True


class Channel(grpc.Channel):
    """A `grpc.Channel` for stubs; errors come as `MotcuaError`."""

    def __init__(self, inner: grpc.Channel, outfit: _Outfit) -> None:
        self._inner = inner
        self._outfit = outfit

    def subscribe(self, callback: Callable[[Any], None], try_to_connect: bool = False) -> None:
        self._inner.subscribe(callback, try_to_connect=try_to_connect)

    def unsubscribe(self, callback: Callable[[Any], None]) -> None:
        self._inner.unsubscribe(callback)

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Unary(method, self._inner.unary_unary(method, *args, **kwargs), self._outfit)

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Unary(method, self._inner.stream_unary(method, *args, **kwargs), self._outfit, stream=True)

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Stream(method, self._inner.unary_stream(method, *args, **kwargs), self._outfit)

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Stream(method, self._inner.stream_stream(method, *args, **kwargs), self._outfit)

    def close(self) -> None:
        self._inner.close()

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Unary:
    """Callable of a method with one response."""

    def __init__(self, method: str, inner: Any, outfit: _Outfit, *, stream: bool = False) -> None:
        self._name = method.lstrip("/")
        self._inner = inner
        self._outfit = outfit
        self._stream = stream

    def __call__(
        self, request: Any, timeout: float | None = None, metadata: Metadata | None = None, **kwargs: Any
    ) -> Any:
        return self.with_call(request, timeout, metadata, **kwargs)[0]

    def with_call(
        self, request: Any, timeout: float | None = None, metadata: Metadata | None = None, **kwargs: Any
    ) -> tuple[Any, Any]:
        """Response and call. A token of our own that is refused is renewed once, unless the request is a
        stream."""
        ends = time.monotonic() + self._outfit.timeout(timeout, stream=self._stream)
        while True:
            try:
                return self._with_token(request, ends, metadata, kwargs)
            except TooOften as error:
                wait = error.retry_after
                if self._stream or not self._outfit.patient or time.monotonic() + wait >= ends:
                    raise
            time.sleep(wait)

    def _with_token(
        self, request: Any, ends: float, metadata: Metadata | None, kwargs: Any
    ) -> tuple[Any, Any]:
        try:
            return self._once(request, ends, metadata, kwargs)
        except Unauthenticated:
            if self._stream or not self._outfit.forget_token():
                raise
        return self._once(request, ends, metadata, kwargs)

    def _once(self, request: Any, ends: float, metadata: Metadata | None, kwargs: Any) -> tuple[Any, Any]:
        with _span(self._name):
            try:
                answer: tuple[Any, Any] = self._inner.with_call(
                    request,
                    timeout=max(ends - time.monotonic(), 0.001),
                    metadata=self._outfit.metadata(metadata),
                    **kwargs,
                )
            except grpc.RpcError as error:
                _fail(error, _acting())
            return answer

    def future(
        self, request: Any, timeout: float | None = None, metadata: Metadata | None = None, **kwargs: Any
    ) -> _Future:
        """Start the call; `result()` of what comes back raises errors of our tree."""
        seconds = self._outfit.timeout(timeout, stream=self._stream)
        with _span(self._name):
            carried = self._outfit.metadata(metadata)
            return _Future(self._inner.future(request, timeout=seconds, metadata=carried, **kwargs))


class _Future:
    """A running call; everything but `result` and `exception` is grpc's."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._acting = _acting()

    def result(self, timeout: float | None = None) -> Any:
        try:
            return self._inner.result(timeout)
        except grpc.RpcError as error:
            _fail(error, self._acting)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        error = self._inner.exception(timeout)
        return _ours(error, self._acting) if isinstance(error, grpc.RpcError) else error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Stream:
    """Callable of a method with a stream of responses."""

    def __init__(self, method: str, inner: Any, outfit: _Outfit) -> None:
        self._name = method.lstrip("/")
        self._inner = inner
        self._outfit = outfit

    def __call__(
        self, request: Any, timeout: float | None = None, metadata: Metadata | None = None, **kwargs: Any
    ) -> _Responses:
        seconds = self._outfit.timeout(timeout, stream=True)
        with _span(self._name):
            carried = self._outfit.metadata(metadata)
            return _Responses(self._inner(request, timeout=seconds, metadata=carried, **kwargs))


class _Responses:
    """Iterator over a running stream; everything but the iteration is grpc's (`cancel`, `code`…)."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._acting = _acting()

    def __iter__(self) -> _Responses:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._inner)
        except grpc.RpcError as error:
            _fail(error, self._acting)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@contextmanager
def _span(name: str) -> Iterator[None]:
    """Of what is raised the span says the kind and no more."""
    span = _tracer.start_span(name, kind=trace.SpanKind.CLIENT)
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except MotcuaError as error:
            span.set_status(trace.Status(trace.StatusCode.ERROR, error.code))
            raise


def _acting() -> bool:
    return _ACTING.get() is not None


def _ours(error: grpc.RpcError, acting: bool) -> MotcuaError:
    made = from_rpc_error(error)
    made.own_account = not acting
    return made


def _fail(error: grpc.RpcError, acting: bool) -> NoReturn:
    raise _ours(error, acting) from error


def target_of(address: str) -> str:
    """How gRPC is told an address: several IP addresses as one target, a name as one that is looked up whole. Raises
    ValueError for several that are no IP addresses of one family: names are looked up one at a time."""
    hosts = [one.strip() for one in address.split(",")]
    families = {_family(one.rpartition(":")[0]) for one in hosts}
    if len(hosts) > 1:
        if families != {"ipv4"} and families != {"ipv6"}:
            raise ValueError(
                f"{address}: several addresses must be IP addresses; else give one name that has all"
            )
        return f"{families.pop()}:{','.join(hosts)}"
    return (
        f"dns:///{address}" if families == {""} and not is_loopback(address.rpartition(":")[0]) else address
    )


def _family(host: str) -> str:
    try:
        return f"ipv{ipaddress.ip_address(host.strip('[]')).version}"
    except ValueError:
        return ""


def _options(once_only: Sequence[str], max_message_mb: int, *, spread: bool) -> list[tuple[str, Any]]:
    size = max_message_mb * 1024 * 1024
    # A replica whose machine is gone says nothing: without a ping, calls would wait for it to their deadlines.
    alive = (
        [("grpc.keepalive_time_ms", 10_000), ("grpc.keepalive_timeout_ms", 5_000), ("grpc.http2.max_pings_without_data", 0)]
        if spread
        else []
    )  # fmt: skip
    return [
        *alive,
        ("grpc.service_config", json.dumps(_service_config(once_only, spread=spread))),
        ("grpc.max_receive_message_length", size),
        ("grpc.max_send_message_length", size),
        ("grpc.max_metadata_size", MAX_HEADERS),
        ("grpc.absolute_max_metadata_size", MAX_HEADERS),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 2_000),
    ]


def _service_config(once_only: Sequence[str], *, spread: bool) -> dict[str, Any]:
    retry = {
        "maxAttempts": 4,
        "initialBackoff": "0.1s",
        "maxBackoff": "1s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    once = [dict(zip(("service", "method"), name.lstrip("/").split("/"), strict=True)) for name in once_only]
    every: dict[str, Any] = {"name": [{}], "retryPolicy": retry}
    policy: dict[str, Any] = {"loadBalancingConfig": [{"round_robin": {}}]} if spread else {}
    return policy | {
        "methodConfig": [every, *([{"name": once}] if once else [])],
        # When most calls fail, repeating them only adds to the load: stop until some succeed.
        "retryThrottling": {"maxTokens": 20, "tokenRatio": 0.2},
    }
