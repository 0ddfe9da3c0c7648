# SPDX-License-Identifier: Apache-2.0
"""What stands before and after every handler: who calls, may they, is there time, trace, errors, access log.

It is one wrapper made once per method, not a chain of interceptors made per call: that is what keeps it
cheap.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import grpc
import structlog
from google.protobuf.message import Message
from grpc_status import rpc_status
from motcua_identity import ANONYMOUS, Policy, Subject, TokenRefused
from motcua_identity.errors import token_invalid
from opentelemetry import metrics, propagate, trace

from motcua_rpc import status
from motcua_rpc.admission import admit
from motcua_rpc.call import CURRENT, MAX_DEPTH, Call
from motcua_rpc.callers import Callers
from motcua_rpc.crash import Keep
from motcua_rpc.errors import Conflict, DeadlineExceeded, InvalidInput, Unimplemented
from motcua_rpc.metadata import AUTHORIZATION, DEPTH, TRACE_KEYS, token_of
from motcua_rpc.translation import translate

Behavior = Callable[[Any, Any], Any]
if TYPE_CHECKING:  # generic for the type checker only
    Handler = grpc.RpcMethodHandler[Any, Any]
_FOREVER = 10**7
"""Seconds; gRPC states a missing deadline as one beyond any patience."""
_access = logging.getLogger("motcua.rpc.access")
_tracer = trace.get_tracer("motcua_rpc")
_duration = metrics.get_meter("motcua_rpc").create_histogram(
    "motcua.rpc.duration", "s", "Time from a call's arrival to its answer, by method and code.",
    explicit_bucket_boundaries_advisory=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
_AN_ID = re.compile(r"[0-9a-f-]{36}")


class Verifier(Protocol):
    """Turns an access token into a subject, or raises `motcua_identity.TokenRefused`."""

    def verify(self, token: str) -> Subject: ...


class Guard:
    """Wraps the handlers of one server; `crashes` names by method who keeps what fails unexpectedly, `callers` counts calls."""

    def __init__(
        self, verifier: Verifier, policy: Policy, crashes: Mapping[str, Keep], callers: Callers | None = None
    ) -> None:
        self._callers = callers
        self._verifier = verifier
        self._policy = policy
        self._crashes = crashes

    def wrap(
        self,
        method: str,
        handler: Handler,
        pool: ThreadPoolExecutor,
        *,
        lasting: bool = False,
        settled: bool = False,
    ) -> Handler:
        """The handler with everything around it, running in `pool`. `lasting`: a stream that stays open, for which the token is
        looked at again before each message. `settled`: for calls of which the door has counted who calls."""
        behavior, factory = parts(handler)
        behavior = _of_readable(behavior, stream=bool(handler.request_streaming))
        if lasting:
            behavior = self._while_good(behavior)
        answering = self._stream if handler.response_streaming else self._unary
        guarded = answering(method.lstrip("/"), behavior, None if settled else self._callers)
        guarded.experimental_thread_pool = pool  # type: ignore[attr-defined]
        made: Handler = factory(
            guarded,
            request_deserializer=forgiving(handler.request_deserializer),
            response_serializer=handler.response_serializer,
        )
        return made

    def _unary(self, method: str, behavior: Behavior, callers: Callers | None) -> Behavior:
        keep = self._crashes.get(method)

        def answer(request: Any, context: Any) -> Any:
            visit = _Visit(method, context, keep, request)
            try:
                with visit.enter(self._verifier, self._policy, callers):
                    response = behavior(request, context)
            except Exception as error:  # the edge of the process: every exception becomes an answer
                visit.refuse(error)
            visit.log(context.code())
            return response

        return answer

    def _while_good(self, behavior: Behavior) -> Behavior:
        """A token ends, and what it may do can be taken away with the next one: no stream outlives its own."""

        def answer(request: Any, context: Any) -> Iterator[Any]:
            call = CURRENT.get()
            for message in behavior(request, context):
                if call is not None and call.token:
                    self._verifier.verify(call.token)
                yield message

        return answer

    def _stream(self, method: str, behavior: Behavior, callers: Callers | None) -> Behavior:
        keep = self._crashes.get(method)

        def answer(request: Any, context: Any) -> Iterator[Any]:
            visit = _Visit(method, context, keep, request)
            try:
                with visit.enter(self._verifier, self._policy, callers):
                    yield from behavior(request, context)
            except Exception as error:  # the edge of the process: every exception becomes an answer
                visit.refuse(error)
            visit.log(context.code())

        return answer


class _Unreadable:
    """Stands for a request whose bytes are no such message: gRPC itself would call that an internal error, and say nothing."""


def forgiving(deserialize: Callable[[bytes], Any] | None) -> Callable[[bytes], Any] | None:
    """Reads a request, or says that it cannot be read; whoever may not call at all is told that first."""
    if deserialize is None:
        return None

    def read(raw: bytes) -> Any:
        try:
            return deserialize(raw)
        except Exception:  # a DecodeError, or whatever else the parser runs into with hostile bytes
            return _Unreadable()

    return read


def _of_readable(behavior: Behavior, *, stream: bool) -> Behavior:
    """The behavior for readable requests; others are refused before it begins, or where they turn up in a stream."""

    def one(request: Any, context: Any) -> Any:
        return behavior(readable(request), context)

    def many(requests: Iterator[Any], context: Any) -> Any:
        return behavior(map(readable, requests), context)

    return many if stream else one


def readable(request: Any) -> Any:
    """The request. Raises InvalidInput where its bytes were no such message, or it holds what no request may."""
    if isinstance(request, _Unreadable):
        raise InvalidInput(
            "REQUEST_UNREADABLE",
            "Không đọc được yêu cầu: sai cấu trúc hoặc lồng nhau quá sâu.",
            "The request cannot be read: it is not the message that the method takes, or it is nested too deep.",
        )
    admit(request)
    return request


def unknown_method() -> Handler:
    """Answers calls of methods that nobody serves, as every refusal is answered: gRPC's own answer has no details."""

    def answer(_: Any, context: Any) -> Iterator[Any]:
        made = status.to_status(Unimplemented(), status.FOREIGN_LIMIT)
        context.abort_with_status(rpc_status.to_status(made))
        yield from ()

    return grpc.stream_stream_rpc_method_handler(answer)


class _Visit:
    """One call from arrival to answer."""

    __slots__ = ("call", "context", "metadata", "method", "span", "started")

    def __init__(self, method: str, context: Any, keep: Keep | None, request: Any) -> None:
        self.started = time.monotonic()
        self.method = method
        self.context = context
        self.metadata: dict[str, str] = {
            key: value for key, value in context.invocation_metadata() if isinstance(value, str)
        }
        self.call = Call(
            ANONYMOUS, method=method, request=request if isinstance(request, Message) else None, keep=keep,
            began=self.started,
        )  # fmt: skip
        self.span: trace.Span = trace.INVALID_SPAN

    def enter(self, verifier: Verifier, policy: Policy, callers: Callers | None) -> Any:
        """Admit the call and return the context manager in which the handler runs. grpcio gives every call a
        `contextvars.Context` of its own, so nothing has to be taken back afterwards."""
        CURRENT.set(self.call)  # nobody's call yet: what breaks on the way in is kept all the same
        self.call = self._admit(verifier, policy, callers)
        CURRENT.set(self.call)
        dossier_id = getattr(self.call.request, "dossier_id", "")
        if isinstance(dossier_id, str) and _AN_ID.fullmatch(dossier_id):
            # For the logs of this call, whose context is its own.
            structlog.contextvars.bind_contextvars(dossier=dossier_id)
        parent = propagate.extract(self.metadata) if not TRACE_KEYS.isdisjoint(self.metadata) else None
        self.span = _tracer.start_span(self.method, context=parent, kind=trace.SpanKind.SERVER)
        return trace.use_span(
            self.span, end_on_exit=True, record_exception=False, set_status_on_exception=False
        )

    def _admit(self, verifier: Verifier, policy: Policy, callers: Callers | None) -> Call:
        left = self.context.time_remaining()
        deadline = None if left is None or left > _FOREVER else self.started + left
        if deadline is not None and left <= 0:
            raise DeadlineExceeded()
        token, subject = self._caller(verifier, callers)
        depth = self._depth()
        policy.check(subject, self.method)
        return replace(self.call, subject=subject, deadline=deadline, depth=depth, token=token)

    def _caller(self, verifier: Verifier, callers: Callers | None) -> tuple[str | None, Subject]:
        """Token and subject; counted, a token that is none too."""
        try:
            token = self._token()
            subject = verifier.verify(token) if token else ANONYMOUS
        except TokenRefused:
            if callers is not None:
                callers.settle(self.metadata, self.context, None)
            raise
        if callers is not None:
            callers.settle(self.metadata, self.context, subject)
        return token, subject

    def _token(self) -> str | None:
        header = self.metadata.get(AUTHORIZATION)
        if header is None:
            return None
        token = token_of(header)
        if token is None:
            raise token_invalid("the authorization metadata is not 'Bearer <token>'")
        return token

    def _depth(self) -> int:
        depth = read_depth(self.metadata.get(DEPTH))
        if depth > MAX_DEPTH:
            # Not INTERNAL: whoever calls from outside may claim any depth.
            raise Conflict(
                "CALL_LOOP",
                "Các dịch vụ gọi nhau thành vòng.",
                f"The call came through {depth} services, more than {MAX_DEPTH}: it is a loop.",
            )
        return depth

    def refuse(self, error: Exception) -> NoReturn:
        """End the call with the error that the caller may see."""
        if self.context.code() not in (None, grpc.StatusCode.OK):
            self.log(self.context.code())
            raise error  # the handler has aborted the call itself
        if self._hung_up(error):
            self.log(grpc.StatusCode.CANCELLED)
            raise error  # gRPC's own, which it takes back without a word
        made = translate(error)
        self.log(made.grpc_status, made.code)
        limit = status.OWN_LIMIT if DEPTH in self.metadata else status.FOREIGN_LIMIT
        self.context.abort_with_status(rpc_status.to_status(status.to_status(made, limit)))
        raise AssertionError("abort_with_status raises")

    def _hung_up(self, error: Exception) -> bool:
        """Whether the caller broke off its own stream of requests, so that nobody waits for an answer. Errors of calls that the
        handler made are of subclasses."""
        return type(error) is grpc.RpcError and not self.context.is_active()

    def log(self, code: Any, reason: str | None = None) -> None:
        """One line per call: no names, no ids of people, no request content."""
        if self.span.is_recording():
            self.span.set_attribute("rpc.grpc.status_code", (code or grpc.StatusCode.OK).value[0])
        said = {"rpc.method": self.method, "rpc.code": (code or grpc.StatusCode.OK).name}
        _duration.record(time.monotonic() - self.started, said)
        if not _access.isEnabledFor(logging.INFO):
            return
        line = {
            "rpc_method": self.method,
            "rpc_code": (code or grpc.StatusCode.OK).name,
            "rpc_reason": reason,
            "rpc_ms": round((time.monotonic() - self.started) * 1000, 1),
            "rpc_caller": self.call.subject.kind.value if self.call.subject.authenticated else "anyone",
            "rpc_client": self.call.subject.client,
        }
        with trace.use_span(self.span):  # it has ended; its ids belong into the line
            _access.info("call", extra=line)


def read_depth(value: str | None) -> int:
    """Depth as the caller's channel states it; nonsense counts as an outside call."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else 0


def parts(handler: Handler) -> tuple[Behavior, Callable[..., Handler]]:
    """The behavior of a handler, and what makes another handler of its kind."""
    kinds: dict[tuple[bool, bool], tuple[Any, Callable[..., Handler]]] = {
        (False, False): (handler.unary_unary, grpc.unary_unary_rpc_method_handler),
        (False, True): (handler.unary_stream, grpc.unary_stream_rpc_method_handler),
        (True, False): (handler.stream_unary, grpc.stream_unary_rpc_method_handler),
        (True, True): (handler.stream_stream, grpc.stream_stream_rpc_method_handler),
    }
    return kinds[bool(handler.request_streaming), bool(handler.response_streaming)]
