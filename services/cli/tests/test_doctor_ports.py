# SPDX-License-Identifier: Apache-2.0
"""Doctor looks for the ports where a start would want them: at the configured address, and at the other loopback beside it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from motcua_cli.doctor import stopped


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@contextmanager
def taken(host: str) -> Iterator[int]:
    """A port that another program has on this address, and that is free on the other loopback."""
    family, other = (
        (socket.AF_INET6, (socket.AF_INET, "127.0.0.1"))
        if ":" in host
        else (socket.AF_INET, (socket.AF_INET6, "::1"))
    )
    for _ in range(20):
        with socket.socket(family) as one:
            one.bind((host, 0))
            one.listen()
            port = int(one.getsockname()[1])
            if _free(*other, port):
                yield port
                return
    raise AssertionError("no port is free on one loopback only")


def _free(family: int, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.bind((host, port))
    except OSError:
        return not has_ipv6()
    return True


@pytest.fixture(autouse=True)
def free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports that nobody has, and no address but the usual one."""
    monkeypatch.delenv("MOTCUA_HOST", raising=False)
    for variable in stopped.PORTS:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            monkeypatch.setenv(variable, str(probe.getsockname()[1]))


def test_free_ports_are_no_finding() -> None:
    assert stopped._busy_ports() == []


@needs_ipv6
@pytest.mark.parametrize("host", ["::1", "[::1]", "127.0.0.1"])
def test_a_port_is_looked_for_at_the_configured_address(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("MOTCUA_HOST", host)
    with taken(host.strip("[]")) as port:
        monkeypatch.setenv("MOTCUA_HTTP_PORT", str(port))
        (said,) = stopped._busy_ports()
    assert said.startswith(f"Port {port} on {host.strip('[]')} cannot be used")


@needs_ipv6
@pytest.mark.parametrize(
    ("host", "other", "shown"), [("127.0.0.1", "::1", "127.0.0.1"), ("::1", "127.0.0.1", "[::1]")]
)
def test_a_stranger_on_the_other_loopback_is_told(
    monkeypatch: pytest.MonkeyPatch, host: str, other: str, shown: str
) -> None:
    monkeypatch.setenv("MOTCUA_HOST", host)
    with taken(other) as port:
        monkeypatch.setenv("MOTCUA_GRPC_PORT", str(port))
        (said,) = stopped._busy_ports()
    assert said.startswith(f"Port {port} is free on {host} and taken on {other}")
    assert f"Open {shown}:{port}" in said and "MOTCUA_GRPC_PORT" in said


def test_an_address_of_another_machine_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_HOST", "192.0.2.1")
    (said,) = stopped._busy_ports()
    assert said.startswith("MOTCUA_HOST=192.0.2.1 is no address of this machine")


@pytest.mark.parametrize("typed", ["http", "80.5", "-1"])
def test_what_is_no_number_is_a_sentence(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("MOTCUA_HTTP_PORT", typed)
    assert stopped._busy_ports() == [f"MOTCUA_HTTP_PORT must be a whole number, not {typed!r}."]
