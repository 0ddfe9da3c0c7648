# SPDX-License-Identifier: Apache-2.0
"""Calls with exactly the token that is given, over one bare channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """`code` of gRPC, `reason` of the details ("" for OK), `said`: every word of a refusal, `message`: what was answered."""

    code: str
    reason: str = ""
    said: str = ""
    message: Message | None = None

    @property
    def short(self) -> str:
        return self.reason or self.code


def call(channel: grpc.Channel, method: MethodDescriptor, request: Message, token: str) -> Answer:
    """The first message of the answer, for a stream."""
    kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
    assert method.containing_service is not None
    stub = getattr(channel, kind)(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=lambda one: one.SerializeToString(),
        response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
    )
    metadata = [("authorization", f"Bearer {token}")] if token else []
    try:
        found = stub(
            iter([request]) if method.client_streaming else request, metadata=metadata, timeout=PATIENCE
        )
        if method.server_streaming:
            first = next(found, None)
            found.cancel()
            found = first
    except grpc.RpcError as error:
        return _refused(error)
    return Answer("OK", message=found)


def _refused(error: Any) -> Answer:
    status, info = rpc_status.from_call(error), error_details_pb2.ErrorInfo()
    said = error.details() or ""
    for detail in status.details if status else ():
        said += str(detail)
        if detail.Is(info.DESCRIPTOR):
            detail.Unpack(info)
    return Answer(error.code().name, info.reason, said)
