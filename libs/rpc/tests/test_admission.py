# SPDX-License-Identifier: Apache-2.0
"""What no request may hold is refused before any handler, naming the field; every refusal has its details, and fits."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import NullValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import DoubleValue, StringValue
from grpc_status import rpc_status
from motcua_rpc import InvalidInput, NotFound, Unimplemented, from_status, to_status
from motcua_rpc.admission import EARLIEST, LATEST, admit
from motcua_rpc.status import FOREIGN_LIMIT
from rpc_harness import SERVICE, Service, ask

LARGE = 2**62
ODD = "\u202eאب\u0301\u0301😀\n%00\ud7ff\ufffe"


def nested(value: Value) -> Struct:
    made = Struct()
    made.fields["a"].list_value.values.add().struct_value.fields["b"].CopyFrom(value)
    return made


REFUSED = [
    (StringValue(value="a\0"), "TEXT_UNREADABLE", "value"),
    (nested(Value(string_value="\0")), "TEXT_UNREADABLE", "a[0].b"),
    (Struct(fields={"\0": Value()}), "TEXT_UNREADABLE", ""),
    *[(DoubleValue(value=one), "NUMBER_INVALID", "value") for one in (float("nan"), float("inf"), -float("inf"))],
    (Struct(fields={"a": Value(number_value=float("nan"))}), "NUMBER_INVALID", "a"),
    *[(nested(Value(number_value=sign * one)), "NUMBER_TOO_LARGE", "a[0].b")
      for one in (2.0**53, 2.0**53 + 2, 1e300) for sign in (1, -1)],
    (Struct(fields={"a": Value(number_value=1e16)}), "NUMBER_TOO_LARGE", "a"),
    (Struct(fields={"a": Value(null_value=7)}), "ENUM_UNKNOWN", "a"),  # type: ignore[arg-type]
    *[(Timestamp(seconds=one), "TIME_RANGE", "") for one in (LARGE, -LARGE, LATEST + 1, EARLIEST - 1)],
    *[(Timestamp(nanos=one), "TIME_RANGE", "") for one in (-1, 10**9, 2**30)],
    *[(Duration(seconds=one), "DURATION_RANGE", "") for one in (LARGE, -LARGE)],
    *[(Duration(seconds=a, nanos=b), "DURATION_RANGE", "") for a, b in ((1, -1), (-1, 1), (0, 10**9))],
]  # fmt: skip
TAKEN: list[Message] = [
    StringValue(value=ODD),
    StringValue(value="x" * 1_000_000),
    DoubleValue(value=1e308),
    *[nested(Value(number_value=one)) for one in (2.0**53 - 1, 1 - 2.0**53, 2.0**52 - 0.5, 1e-300, -0.1)],
    Timestamp(seconds=EARLIEST),
    Timestamp(seconds=LATEST, nanos=10**9 - 1),
    Duration(seconds=-5, nanos=-5),
    Struct(fields={"a": Value(null_value=NullValue.NULL_VALUE), "b": Value(bool_value=True)}),
]


@pytest.mark.parametrize(("request_", "code", "field"), REFUSED)
def test_refused(request_: Message, code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        admit(request_)
    assert (refused.value.code, refused.value.field_errors[0].field) == (code, field[:100])
    assert "\0" not in str(refused.value.field_errors)


@pytest.mark.parametrize("request_", TAKEN)
def test_taken_as_it_is(request_: Message) -> None:
    sent = request_.SerializeToString(deterministic=True)
    admit(request_)
    assert request_.SerializeToString(deterministic=True) == sent


def test_before_any_handler(connect: Any, service: Service) -> None:
    service.act = lambda text, context: pytest.fail("it was handled")
    with pytest.raises(InvalidInput, match="TEXT_UNREADABLE"):
        ask(connect("citizen"), "Known", "a\0b")


@pytest.mark.parametrize("method", [f"/{SERVICE}/Nothing", "/no.such.Service/Call", "/x"])
@pytest.mark.parametrize("kind", ["unary_unary", "unary_stream", "stream_unary", "stream_stream"])
def test_unknown_methods_are_refused_with_details(plain: grpc.Channel, method: str, kind: str) -> None:
    call = getattr(plain, kind)(method)
    sent = iter([b"a"]) if kind.startswith("stream") else b"a"
    with pytest.raises(grpc.RpcError) as refused:
        answer = call(sent, timeout=5)
        list(answer)
    error = from_status(rpc_status.from_call(refused.value))
    assert isinstance(error, Unimplemented) and error.code == "UNIMPLEMENTED"
    assert error.message("vi") != error.message("en")


@pytest.mark.parametrize("echoed", ["x" * 300_000, "ữ" * 300_000, "😀" * 300_000, "\0" * 300_000])
def test_what_is_echoed_fits_into_the_headers_of_any_client(
    plain: grpc.Channel, service: Service, echoed: str
) -> None:
    refusal = NotFound("GONE", f"Không có {echoed}.", f"No {echoed}.", details={"key": echoed, "b": echoed})
    assert to_status(refusal, FOREIGN_LIMIT).ByteSize() <= FOREIGN_LIMIT

    def act(text: str, context: Any) -> str:
        raise refusal

    service.act = act
    with pytest.raises(grpc.RpcError) as got:
        ask(plain, "Open", timeout=5)
    assert got.value.code() is grpc.StatusCode.NOT_FOUND
    error = from_status(rpc_status.from_call(got.value))
    assert error.code == "GONE" and error.details["key"].endswith("…")


def test_many_large_details_fit_too() -> None:
    many = {f"{n}{'k' * 500}": "😀" * 500 for n in range(500)}
    assert to_status(InvalidInput(details=many), 60_000).ByteSize() < 20_000


def test_messages_over_16_mb_are_cut_by_grpc_itself(plain: grpc.Channel) -> None:
    """Said so in docs/integrators.md: the bytes never reach anything that could add details."""
    with pytest.raises(grpc.RpcError) as got:
        ask(plain, "Open", "x" * (17 * 1024 * 1024), timeout=20)
    assert got.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert rpc_status.from_call(got.value) is None
