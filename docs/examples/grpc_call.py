# SPDX-License-Identifier: Apache-2.0
"""Call any method with plain JSON; messages come from the server's reflection, nothing is generated. As grpcurl does.

    pip install grpcio grpcio-reflection grpcio-status
    python docs/examples/grpc_call.py 127.0.0.1:50051                                            # services and their methods
    python docs/examples/grpc_call.py 127.0.0.1:50051 motcua.intake.v1.IntakeService/TrackDossier '{"code": "H99.101-…"}'

MOTCUA_TOKEN is sent as bearer token; MOTCUA_SECONDS is how long an answer, or a stream, may take (10).
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status


def list_methods(database: ProtoReflectionDescriptorDatabase, pool: descriptor_pool.DescriptorPool) -> None:
    for service in sorted(database.get_services()):
        for method in pool.FindServiceByName(service).methods:
            print(f"{service}/{method.name}")


def call(
    channel: grpc.Channel, pool: descriptor_pool.DescriptorPool, name: str, body: dict[str, Any]
) -> None:
    """Prints each message of the answer."""
    service, _, method = name.partition("/")
    found = pool.FindServiceByName(service).FindMethodByName(method)
    request = json_format.ParseDict(body, message_factory.GetMessageClass(found.input_type)())
    answer = message_factory.GetMessageClass(found.output_type)
    kind = channel.unary_stream if found.server_streaming else channel.unary_unary
    invoke: Any = kind(f"/{service}/{method}", lambda sent: sent.SerializeToString(), answer.FromString)
    token = os.environ.get("MOTCUA_TOKEN")
    metadata = [("authorization", f"Bearer {token}")] if token else []
    made = invoke(request, metadata=metadata, timeout=float(os.environ.get("MOTCUA_SECONDS", "10")))
    for message in made if found.server_streaming else [made]:
        print(
            json_format.MessageToJson(message, preserving_proto_field_name=True, ensure_ascii=False),
            flush=True,
        )


def reason_of(error: Any) -> str:
    """The code to decide by, and the sentence for a person."""
    status, info = rpc_status.from_call(error), error_details_pb2.ErrorInfo()
    found = [info.reason for detail in (status.details if status else ()) if detail.Unpack(info)]
    return f"{found[0] if found else error.code().name}: {error.details()}"


def main() -> int:
    address, *asked = sys.argv[1:]
    with grpc.insecure_channel(address) as channel:  # loopback; elsewhere grpc.secure_channel
        database = ProtoReflectionDescriptorDatabase(channel)
        pool = descriptor_pool.DescriptorPool(database)
        if not asked:
            list_methods(database, pool)
            return 0
        try:
            call(channel, pool, asked[0], json.loads(asked[1]) if len(asked) > 1 else {})
        except grpc.RpcError as error:
            print(reason_of(error), file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
