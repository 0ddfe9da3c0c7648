# SPDX-License-Identifier: Apache-2.0
"""One small service with every kind of method, and short ways to call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue
from motcua_identity import ANYONE, AUTHENTICATED, Kind, Policy, Subject, TokenRefused, roles, services
from motcua_rpc import current_subject

SERVICE = "motcua.test.v1.TestService"
TOKENS = {
    "citizen": Subject("id-1", "hoa", "Hoa", frozenset({"citizen"})),
    "clerk": Subject("id-2", "lan", "Lan", frozenset({"window_clerk"}), unit="cn-vpdk"),
    "workflow": Subject(
        "id-3", roles=frozenset({"service", "service:workflow"}), client="workflow", kind=Kind.SERVICE
    ),
}
POLICY = Policy.of(
    SERVICE,
    {
        "Open": ANYONE,
        "Known": AUTHENTICATED,
        "Clerks": roles("window_clerk"),
        "Internal": services("workflow"),
        "Forbidden": roles("nobody_has_this"),
        "Watch": AUTHENTICATED,
        "Upload": AUTHENTICATED,
        "Chat": AUTHENTICATED,
    },
)


class Known:
    """Verifies by looking up; counts, so that a test sees what was asked."""

    def verify(self, token: str) -> Subject:
        if token not in TOKENS:
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return TOKENS[token]


@dataclass
class Service:
    """Answers with who called; `act` is what the test wants to happen inside the handler."""

    act: Callable[[str, Any], str | None] = lambda text, context: None
    seen: list[Any] = field(default_factory=list)

    def one(self, request: StringValue, context: grpc.ServicerContext) -> StringValue:
        answer = self.act(request.value, context)
        return StringValue(value=current_subject().user_id if answer is None else answer)

    def many(self, request: StringValue, context: grpc.ServicerContext) -> Iterator[StringValue]:
        for _ in range(3):
            self.act(request.value, context)
            yield StringValue(value=current_subject().user_id)

    def gather(self, requests: Iterator[StringValue], context: grpc.ServicerContext) -> StringValue:
        words = [request.value for request in requests]
        return StringValue(value=f"{current_subject().user_id}:{','.join(words)}")

    def chat(self, requests: Iterator[StringValue], context: grpc.ServicerContext) -> Iterator[StringValue]:
        for request in requests:
            yield StringValue(value=f"{current_subject().user_id}:{request.value}")

    def add(self, server: Any) -> None:
        wire = {
            "request_deserializer": StringValue.FromString,
            "response_serializer": StringValue.SerializeToString,
        }
        one = grpc.unary_unary_rpc_method_handler(self.one, **wire)
        handlers = {
            **dict.fromkeys(("Open", "Known", "Clerks", "Internal", "Forbidden"), one),
            "Watch": grpc.unary_stream_rpc_method_handler(self.many, **wire),
            "Upload": grpc.stream_unary_rpc_method_handler(self.gather, **wire),
            "Chat": grpc.stream_stream_rpc_method_handler(self.chat, **wire),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))


def method(made: grpc.Channel, name: str, kind: str = "unary_unary") -> Any:
    return getattr(made, kind)(
        f"/{SERVICE}/{name}",
        request_serializer=StringValue.SerializeToString,
        response_deserializer=StringValue.FromString,
    )


def ask(made: grpc.Channel, name: str, text: str = "", **kwargs: Any) -> str:
    answer: StringValue = method(made, name)(StringValue(value=text), **kwargs)
    return answer.value
