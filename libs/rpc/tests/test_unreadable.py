# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no message are the caller's mistake, told with a reason; never an internal error."""

from __future__ import annotations

import logging
from typing import Any

import grpc
import pytest
from motcua_rpc import InvalidInput, Unauthenticated
from rpc_harness import SERVICE, Service

BROKEN = b"\x0a\xff\xff\xff\xff\x0f"


def raw(made: Any, name: str, kind: str = "unary_unary") -> Any:
    """A method that sends bytes as they are."""
    return getattr(made, kind)(
        f"/{SERVICE}/{name}", request_serializer=lambda sent: sent, response_deserializer=lambda got: got
    )


def test_of_one_message(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(InvalidInput) as refused:
        raw(connect("citizen"), "Known")(BROKEN)
    assert refused.value.code == "REQUEST_UNREADABLE"
    assert "lồng nhau quá sâu" in refused.value.message("vi")
    assert caplog.records == [], "nobody's incident"


def test_within_a_stream(connect: Any, service: Service) -> None:
    with pytest.raises(InvalidInput, match="REQUEST_UNREADABLE"):
        raw(connect("citizen"), "Upload", "stream_unary")(iter([b"\x0a\x01a", BROKEN]))
    with pytest.raises(InvalidInput, match="REQUEST_UNREADABLE"):
        list(raw(connect("citizen"), "Chat", "stream_stream")(iter([BROKEN])))


def test_whoever_may_not_call_learns_that_first(connect: Any) -> None:
    with pytest.raises(Unauthenticated):
        raw(connect(), "Known")(BROKEN)


def test_grpc_of_any_language_gets_the_status(plain: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        raw(plain, "Open")(BROKEN)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
