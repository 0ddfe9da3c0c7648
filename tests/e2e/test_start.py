# SPDX-License-Identifier: Apache-2.0
"""A start with callers at the door."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import httpx
import pytest
from support.system import System


def issuer_at_first_contact(system: System, seen: list[int]) -> None:
    """The issuer's answer at the moment at which the gRPC port first takes a connection."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", system.grpc_port), timeout=1.0).close()
        except OSError:
            time.sleep(0.002)
            continue
        address = f"http://127.0.0.1:{system.http_port}/oidc/.well-known/openid-configuration"
        seen.append(httpx.get(address, timeout=10.0).status_code)
        return


@pytest.mark.embedded("`motcua up`: the order of its start")
def test_who_is_let_in_can_be_checked(tmp_path: Path) -> None:
    """No service takes calls before the issuer answers: a caller at the door would else make it refuse the start's own calls too,
    as a reading of the issuer's keys that failed is not repeated for a second."""
    system = System(tmp_path / "var")
    seen: list[int] = []
    caller = threading.Thread(target=issuer_at_first_contact, args=(system, seen))
    caller.start()
    try:
        system.start()
    finally:
        caller.join()
    system.stop()

    assert seen == [200]
