# SPDX-License-Identifier: Apache-2.0
"""For tests: a real clamd of this machine, and somebody in its place who answers as no clamd does."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from parts.clamd import Clamd
from parts.common import PartError


def need_clamd() -> None:
    """Skip where it cannot be brought."""
    try:
        Clamd.install()
    except PartError as error:
        pytest.skip(f"clamd cannot be brought here: {str(error).splitlines()[0]}")


@contextmanager
def own_clamd(**settings: str) -> Iterator[Clamd]:
    """Started, and ended at the end. The path of its socket is a short one, which those of tests are not."""
    need_clamd()
    with tempfile.TemporaryDirectory(prefix="clamd-", dir="/tmp") as folder:
        made = Clamd(Path(folder))
        made.settings |= settings
        try:
            made.start()
            yield made
        finally:
            made.running.kill()  # nobody needs what it holds


Answer = Callable[[socket.socket], None]


@contextmanager
def in_its_place(answer: Answer) -> Iterator[str]:
    """The address of somebody who does `answer` with each connection, and then hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, suppress(OSError):
                    answer(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def read_all(connection: socket.socket) -> bytes:
    """What an INSTREAM brings, to its end."""
    said = b""
    while not said.endswith(bytes(4)):
        piece = connection.recv(1 << 16)
        if not piece:
            break
        said += piece
    return said
