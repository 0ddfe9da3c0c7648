# SPDX-License-Identifier: Apache-2.0
"""Streams that stay open: they take no thread from other calls, and end with the token that opened them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from motcua_identity import Subject
from motcua_identity.errors import token_expired
from motcua_rpc import Limits, Unauthenticated, channel, serve
from rpc_harness import POLICY, SERVICE, Known, Service, ask, method

WORKERS = 2


class Ending(Known):
    """Tokens are good until the test says otherwise."""

    def __init__(self) -> None:
        self.over = False

    def verify(self, token: str) -> Subject:
        if self.over:
            raise token_expired()
        return super().verify(token)


@pytest.fixture
def verifier() -> Ending:
    return Ending()


@pytest.fixture
def go_on() -> threading.Event:
    return threading.Event()


@pytest.fixture
def opened(verifier: Ending, go_on: threading.Event) -> Iterator[Any]:
    """A channel to a server whose stream `Watch` waits before each message."""

    told = []

    def wait(text: str, _: Any) -> None:
        told.append(text)
        if text == "wait" or told.count(text) > 1:
            go_on.wait(10)

    running = serve(
        [Service(wait).add], "127.0.0.1:0", verifier=verifier, policies=POLICY, limits=Limits(WORKERS),
        lasting=(f"{SERVICE}/Watch",),
    )  # fmt: skip
    with channel(f"127.0.0.1:{running.port}", "citizen") as made:
        yield made
    go_on.set()
    running.stop(0.2)


def test_open_streams_take_no_thread_from_other_calls(opened: Any, go_on: threading.Event) -> None:
    streams = [method(opened, "Watch", "unary_stream")(StringValue(value="wait")) for _ in range(3 * WORKERS)]
    assert ask(opened, "Known", timeout=5) == "id-1"
    go_on.set()
    assert [len(list(one)) for one in streams] == [3] * len(streams)


def test_a_stream_ends_with_its_token(opened: Any, verifier: Ending, go_on: threading.Event) -> None:
    stream = method(opened, "Watch", "unary_stream")(StringValue(value="wait after the first"))
    assert next(stream).value == "id-1"
    verifier.over = True
    go_on.set()
    with pytest.raises(Unauthenticated) as caught:
        list(stream)
    assert caught.value.code == "TOKEN_EXPIRED"
