# SPDX-License-Identifier: Apache-2.0
"""Ports are looked at before anything starts, so that a busy one is a sentence and not half a start."""

from __future__ import annotations

import socket
from collections.abc import Set


class PortBusy(Exception):
    """A port is taken; the sentence says which and what to set."""


def check_free(host: str, port: int, variable: str, *others: int) -> None:
    """Raises PortBusy when `port` is no port, or cannot be bound on `host`. Its advice is none of `others`."""
    if not 0 < port < 65536:
        raise PortBusy(f"{variable}={port} is no port; choose one from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy(
                f"Port {port} on {host} cannot be used ({error.strerror}). End what uses it, or choose another one: "
                f"{variable}={_free(host, {port, *others})} make run."
            ) from error


def _free(host: str, wanted: Set[int]) -> int:
    """A port that can be had at this moment, and that is not wanted already."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
            found = int(probe.getsockname()[1])
        if found not in wanted:
            return found
