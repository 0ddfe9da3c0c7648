# SPDX-License-Identifier: Apache-2.0
"""Ports are looked at before anything starts, so that a busy one is a sentence and not half a start."""

from __future__ import annotations

import errno
import socket
from collections.abc import Set

_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class NoSuchHost(Exception):
    """The address to listen on is none of this machine; the sentence names the setting."""


class PortBusy(Exception):
    """A port is taken; the sentence says which and what to set."""


def check_free(host: str, port: int, variable: str, *others: int) -> None:
    """Raises PortBusy when `port` is no port, or cannot be bound on `host`. Its advice is none of `others`. Raises NoSuchHost."""
    if not 0 < port < 65536:
        raise PortBusy(f"{variable}={port} is no port; choose one from 1 to 65535.")
    with _probe(host) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in _NOT_HERE or isinstance(error, socket.gaierror):
                raise _no_such_host(host, error) from error
            raise PortBusy(
                f"Port {port} on {host} cannot be used ({error.strerror}). End what uses it, or choose another one: "
                f"{variable}={_free(host, {port, *others})} make run."
            ) from error


def _free(host: str, wanted: Set[int]) -> int:
    """A port that can be had at this moment, and that is not wanted already."""
    while True:
        with _probe(host) as probe:
            probe.bind((host, 0))
            found = int(probe.getsockname()[1])
        if found not in wanted:
            return found


def _probe(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # a machine without IPv6
        raise _no_such_host(host, error) from error


def _no_such_host(host: str, error: OSError) -> NoSuchHost:
    return NoSuchHost(
        f"MOTCUA_HOST={host} is no address of this machine ({error.strerror}). Unset it, or use 127.0.0.1: "
        "MOTCUA_HOST=127.0.0.1 make run."
    )
