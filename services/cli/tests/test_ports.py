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


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_the_other_loopback_is_looked_at_too() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind(("::1", 0))
        taken.listen()
        with pytest.raises(ports.PortBusy, match=r"on ::1 cannot be used .* MOTCUA_HTTP_PORT=\d+ make run"):
            ports.check_free("::1", taken.getsockname()[1], "MOTCUA_HTTP_PORT")


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_an_address_of_another_machine_names_its_setting(host: str) -> None:
    with pytest.raises(ports.NoSuchHost, match=f"^MOTCUA_HOST={host} is no address of this machine"):
        ports.check_free(host, 18080, "MOTCUA_HTTP_PORT")


def test_a_machine_without_the_family_names_the_setting_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise OSError(97, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(ports.NoSuchHost, match=r"MOTCUA_HOST=::1 .*MOTCUA_HOST=127.0.0.1 make run"):
        ports.check_free("::1", 18080, "MOTCUA_HTTP_PORT")
