# SPDX-License-Identifier: Apache-2.0
"""A busy port is a sentence whose advice can be followed."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from motcua_cli.embedded import ports


class Offers:
    """Stands for sockets that are offered these ports in turn; a given port cannot be bound."""

    def __init__(self, offered: list[int]) -> None:
        self._offered = iter(offered)

    def __call__(self, *_: Any) -> Any:
        offered = self._offered

        class Probe:
            def __enter__(self) -> Probe:
                return self

            def __exit__(self, *_: Any) -> None:
                """Nothing is open."""

            def setsockopt(self, *_: Any) -> None:
                """As a socket does."""

            def bind(self, address: tuple[str, int]) -> None:
                if address[1]:
                    raise OSError(98, "Address already in use")

            def getsockname(self) -> tuple[str, int]:
                return "127.0.0.1", next(offered)

        return Probe()


def test_the_advice_is_no_port_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Offers([18732, 18731, 18733]))
    with pytest.raises(ports.PortBusy, match="MOTCUA_HTTP_PORT=18733 make run"):
        ports.check_free("127.0.0.1", 18731, "MOTCUA_HTTP_PORT", 18732)


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def test_a_busy_port_is_told_with_a_free_one(busy: int) -> None:
    with pytest.raises(ports.PortBusy) as refused:
        ports.check_free("127.0.0.1", busy, "MOTCUA_GRPC_PORT")
    found = re.search(r"MOTCUA_GRPC_PORT=(\d+) make run", str(refused.value))
    assert found is not None and int(found.group(1)) != busy
    ports.check_free("127.0.0.1", int(found.group(1)), "MOTCUA_GRPC_PORT")


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_no_port(port: int) -> None:
    with pytest.raises(ports.PortBusy, match="is no port"):
        ports.check_free("127.0.0.1", port, "MOTCUA_HTTP_PORT")
