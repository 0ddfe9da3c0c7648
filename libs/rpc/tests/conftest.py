# SPDX-License-Identifier: Apache-2.0
"""A real server on loopback, and channels to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from motcua_rpc import Channel, Limits, RunningServer, channel, serve

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from rpc_harness import POLICY, Known, Service


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def server(service: Service) -> Iterator[RunningServer]:
    running = serve([service.add], "127.0.0.1:0", verifier=Known(), policies=POLICY, limits=Limits(4))
    yield running
    running.stop(0.2)


@pytest.fixture
def connect(server: RunningServer) -> Iterator[Callable[..., Channel]]:
    """Opens channels to the server: `connect("citizen")`."""
    opened: list[Channel] = []

    def open_channel(token: Any = None, **kwargs: Any) -> Channel:
        opened.append(channel(f"127.0.0.1:{server.port}", token, **kwargs))
        return opened[-1]

    yield open_channel
    for each in opened:
        each.close()


@pytest.fixture
def plain(server: RunningServer) -> Iterator[grpc.Channel]:
    """A channel as any integrator would open it."""
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as made:
        yield made
