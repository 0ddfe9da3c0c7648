# SPDX-License-Identifier: Apache-2.0
"""For tests: a real S3-compatible store of this machine, buckets in it, and a wire to it that breaks when it is told to."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from motcua_storage.s3_access import S3Access
from parts.common import PartError
from parts.s3 import S3

_NUMBERS = itertools.count()


def need_s3() -> None:
    """Skip where it cannot be brought."""
    try:
        S3.install()
    except PartError as error:
        pytest.skip(f"An S3 store cannot be brought here: {str(error).splitlines()[0]}")


@contextmanager
def own_store(folder: Path, kind: type[S3] = S3) -> Iterator[S3]:
    """Started, and stopped at the end."""
    need_s3()
    made = kind(folder)
    try:
        made.start()
        yield made
    finally:
        made.running.kill()  # nobody needs what it holds


def access_to(store: S3, **given: Any) -> S3Access:
    """With its own keys to a bucket that nobody else has; `given` instead of that."""
    wanted = {"endpoint": store.address, "bucket": f"motcua-{next(_NUMBERS)}", **store.keys}
    return S3Access(**wanted | given)


def new_bucket(store: S3) -> S3Access:
    """How a new bucket is reached, which is there and empty."""
    made = access_to(store)
    made.client().create_bucket(Bucket=made.bucket)
    return made


def settings_of(access: S3Access) -> dict[str, str]:
    """As an operator writes them."""
    return {
        "MOTCUA_S3__ENDPOINT": access.endpoint,
        "MOTCUA_S3__BUCKET": access.bucket,
        "MOTCUA_S3__ACCESS_KEY": access.access_key,
        "MOTCUA_S3__SECRET_KEY": access.secret_key,
    }


class Wire:
    """Passes bytes on to a port of this machine. `sent` and `received` are asked before each piece goes on; False cuts it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.sent: Callable[[bytes], bool] = lambda _: True
        self.received: Callable[[bytes], bool] = lambda _: True
        self._threads = [threading.Thread(target=self._accept)]
        self._ends: list[socket.socket] = []
        self._threads[0].start()

    def close(self) -> None:
        """Cut everything."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in self._ends:
            _cut(one)
        for thread in self._threads:
            thread.join()
        for one in self._ends:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self._ends.append(near)
                try:
                    far = socket.create_connection(("127.0.0.1", self._port))
                except OSError:
                    _cut(near)
                    continue
                self._ends.append(far)
                for pair in (
                    (near, far, lambda piece: self.sent(piece)),
                    (far, near, lambda piece: self.received(piece)),
                ):
                    thread = threading.Thread(target=_pass_on, args=pair)
                    self._threads.append(thread)
                    thread.start()


def _pass_on(source: socket.socket, target: socket.socket, goes_on: Callable[[bytes], bool]) -> None:
    with suppress(OSError):
        while (piece := source.recv(8192)) and goes_on(piece):
            target.sendall(piece)
    _cut(source)
    _cut(target)


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(store: S3) -> Iterator[Wire]:
    """Closed at the end."""
    with closing(Wire(store.running.known()["ports"]["s3"])) as made:
        yield made
