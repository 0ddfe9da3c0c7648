# SPDX-License-Identifier: Apache-2.0
"""Calls of whatever a server says that it serves: made by chance, sent as bytes, and judged by their answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final

import grpc
from google.protobuf import text_format
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

OURS: Final = frozenset({"INTERNAL", "UNKNOWN", "DATA_LOSS", "UNIMPLEMENTED", "UNAVAILABLE"})
"""Answers that say that something is wrong on our side."""
PATIENCE: Final = 60.0
"""Seconds; whoever gave so many and has no answer was left hanging."""
LEAKS: Final = re.compile(
    r"Traceback|File \"|\.py\b|psycopg|sqlalchemy|\bSELECT |\bINSERT |\bUPDATE |0x[0-9a-f]{8}"
    r"|\b[A-Z]\w+(Error|Exception)\b|[a-z]\w*\.[A-Z]\w+\("
)
"""What no caller needs to know of a refusal."""
LARGEST: Final = 16 << 20
"""Bytes of a message; gRPC itself turns away what is larger."""
_LIMIT = [("grpc.max_send_message_length", 64 << 20), ("grpc.max_receive_message_length", 64 << 20)]


def served(wire: grpc.Channel) -> list[MethodDescriptor]:
    """Every method of every service that is served, as reflection tells it."""
    known = ProtoReflectionDescriptorDatabase(wire)
    pool = DescriptorPool(known)
    return [
        method for name in sorted(known.get_services()) for method in pool.FindServiceByName(name).methods
    ]


def path_of(method: MethodDescriptor) -> str:
    """`/motcua.intake.v1.IntakeService/GetDossier`."""
    assert method.containing_service is not None
    return f"/{method.containing_service.full_name}/{method.name}"


def opened(address: str) -> grpc.Channel:
    """A channel as any integrator would open it."""
    return grpc.insecure_channel(address, options=_LIMIT)


@dataclass(frozen=True)
class Call:
    """What one call sends. `reads` messages of a stream of answers are waited for before it is cancelled; `cancels` ends a stream
    of requests in its midst."""

    method: MethodDescriptor
    requests: Sequence[bytes]
    who: str = ""
    metadata: tuple[tuple[str, str | bytes], ...] = ()
    timeout: float = PATIENCE
    reads: int = 1
    cancels: bool = False


@dataclass(frozen=True)
class Outcome:
    """How it ended: status, the reason behind it, its words, and the messages that came before."""

    code: str
    reason: str = ""
    text: str = ""
    answers: tuple[Message, ...] = field(default=(), repr=False)


def send(wire: grpc.Channel, call: Call, token: str) -> Outcome:
    """Make the call."""
    method = call.method
    kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
    stub = getattr(wire, kind)(
        path_of(method), response_deserializer=GetMessageClass(method.output_type).FromString
    )
    metadata = (*((("authorization", f"Bearer {token}"),) if token else ()), *call.metadata)
    got: list[Message] = []
    asked = iter(call.requests) if method.client_streaming else call.requests[0]
    try:
        if method.server_streaming:
            _read(stub(asked, metadata=metadata, timeout=call.timeout), call.reads, got)
        elif method.client_streaming:
            future = stub.future(asked, metadata=metadata, timeout=call.timeout)
            if call.cancels:
                future.cancel()
            got.append(future.result())
        else:
            got.append(stub(asked, metadata=metadata, timeout=call.timeout))
    except grpc.FutureCancelledError:
        return Outcome("CANCELLED")
    except grpc.RpcError as error:
        return _refused(error, tuple(got))
    return Outcome("OK", answers=tuple(got))


def _read(stream: Any, most: int, got: list[Message]) -> None:
    """Some streams go on without end; a refusal comes with the first message."""
    for _ in range(most):
        message = next(stream, None)
        if message is None:
            return
        got.append(message)
    stream.cancel()


def _refused(error: Any, answers: tuple[Message, ...]) -> Outcome:
    try:
        status = rpc_status.from_call(error)
    except ValueError:
        return Outcome(error.code().name, "", f"details that are none: {error.details()}", answers)
    info, words = error_details_pb2.ErrorInfo(), [error.details() or ""]
    for detail in status.details if status else ():
        if not detail.Unpack(info):
            words.append(detail.value.decode("utf-8", "replace"))
    return Outcome(error.code().name, info.reason, "\n".join(words), answers)


def wrong(call: Call, outcome: Outcome) -> str:
    """What is wrong with an answer; "" when nothing is."""
    impatient = call.timeout < PATIENCE or call.cancels
    if impatient and outcome.code in ("DEADLINE_EXCEEDED", "CANCELLED"):
        return ""
    if outcome.code == "RESOURCE_EXHAUSTED" and max(map(len, call.requests)) > LARGEST:
        return ""
    if outcome.code in OURS:
        return f"it is answered {outcome.code}: {outcome.text[:500]}"
    if outcome.code == "DEADLINE_EXCEEDED":
        return f"no answer within {PATIENCE:g} s"
    if outcome.code != "OK" and not outcome.reason and path_of(call.method).startswith("/motcua."):
        return f"a refusal without a reason: {outcome.code} {outcome.text[:500]}"
    sent = b"".join(call.requests).decode("utf-8", "replace")
    found = LEAKS.search(outcome.text)
    if found and found[0] not in sent:
        return f"its words tell too much ({found[0]!r}): {outcome.text[:500]}"
    return ""


def told(call: Call) -> str:
    """The call, for whoever repeats it."""
    lines = [f"{path_of(call.method)} as {call.who or 'nobody'}, metadata {call.metadata}"]
    for raw in call.requests[:3]:
        made = GetMessageClass(call.method.input_type)()
        try:
            made.ParseFromString(raw)
            words = text_format.MessageToString(made, as_utf8=True, as_one_line=True)[:1500]
        except DecodeError:
            words = "(no such message)"
        lines += [f"  {words}", f"  base64 {base64.b64encode(raw).decode()[:2000]}"]
    return "\n".join(lines)


class Heard(grpc.Channel):
    """A channel that keeps the requests that go through it and the answers that come, by method."""

    def __init__(
        self, inner: grpc.Channel, kept: list[tuple[str, list[bytes]]], answers: list[Message]
    ) -> None:
        self._inner, self._kept, self._answers = inner, kept, answers

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return partial(self._one, method, self._inner.unary_unary(method, *args, **kwargs))

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return partial(self._one, method, self._inner.unary_stream(method, *args, **kwargs))

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return partial(self._many, method, self._inner.stream_unary(method, *args, **kwargs))

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._inner.stream_stream(method, *args, **kwargs)

    def _one(self, method: str, inner: Any, request: Message, **kwargs: Any) -> Any:
        self._kept.append((method, [request.SerializeToString()]))
        answer = inner(request, **kwargs)
        if isinstance(answer, Message):
            self._answers.append(answer)
        return answer

    def _many(self, method: str, inner: Any, requests: Iterable[Message], **kwargs: Any) -> Any:
        everything = list(requests)
        self._kept.append((method, [one.SerializeToString() for one in everything]))
        answer = inner(iter(everything), **kwargs)
        self._answers.append(answer)
        return answer

    def subscribe(self, *args: Any, **kwargs: Any) -> None:
        self._inner.subscribe(*args, **kwargs)

    def unsubscribe(self, *args: Any, **kwargs: Any) -> None:
        self._inner.unsubscribe(*args, **kwargs)

    def close(self) -> None:
        self._inner.close()


def numbered(rng: Random, count: int, among: Sequence[Any]) -> Iterator[Any]:
    """Each of them as often as the others, in an order by chance."""
    while count > 0:
        turn = list(among)
        rng.shuffle(turn)
        yield from turn[:count]
        count -= len(turn)
