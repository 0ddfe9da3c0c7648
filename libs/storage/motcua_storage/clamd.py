# SPDX-License-Identifier: Apache-2.0
"""Owns the adapter of Scanner for ClamAV's daemon, by its own protocol (clamd(8): INSTREAM, VERSION) on a connection for each
question. Why no client of others: docs/decisions/0017.

clamd speaks in the clear and asks nobody who they are, so it is met on this machine only: a socket file, or loopback.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from motcua_storage.errors import ScannerAway, ScannerRefuses
from motcua_storage.files import CHUNK
from motcua_storage.scanning import Scanned, ScannerVersion

FORM: Final = "unix:///run/clamav/clamd.ctl, tcp://127.0.0.1:3310"
CONNECT_SECONDS: Final = 2.0
_LONGEST_PATH: Final = 107
"""Bytes of the path of a socket file that Linux takes."""
_LONGEST_ANSWER: Final = 4096
_LONGEST_NAME: Final = 120
_FOUND: Final = re.compile(r"stream: (.+) FOUND", re.DOTALL)
_NOT_WHOLE: Final = "Heuristics.Limits.Exceeded"
"""What clamd says with `AlertExceedsMax yes` of a file that it looked at in part."""
_VERSION: Final = re.compile(r"(ClamAV [\w.+~-]+)(?:/\d+/(\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}))?")


class Clamd:
    """Of one address: `unix:///path` or `tcp://host:port` on loopback. Connects when it is asked. Raises ScannerRefuses for what
    cannot work."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._where = _place(address)

    def scan(self, stream: IO[bytes], seconds: float) -> Scanned:
        """See Scanner."""
        with self._speaking(seconds) as talk:
            whole = _send(talk, stream)
            return _judged(talk.answer(), whole)

    def version(self, seconds: float) -> ScannerVersion:
        """See Scanner. The date has no zone; it is taken for UTC."""
        with self._speaking(seconds) as talk:
            talk.send(b"zVERSION\0")
            answer = talk.answer()
        said = _VERSION.fullmatch(answer)
        if said is None:
            raise _nonsense(answer)
        made = datetime.strptime(said[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC) if said[2] else None
        return ScannerVersion(said[1], made)

    @contextmanager
    def _speaking(self, seconds: float) -> Iterator[_Talk]:
        until = time.monotonic() + seconds
        with _told(self.address):
            connection = _connected(self._where, min(CONNECT_SECONDS, seconds))
        with connection:
            yield _Talk(connection, until, self.address)


class _Talk:
    """One question and its answer, until the time is over. Raises ScannerAway for whatever goes wrong on the way."""

    def __init__(self, connection: socket.socket, until: float, address: str) -> None:
        self._connection = connection
        self._until = until
        self._address = address

    def send(self, piece: bytes) -> bool:
        """False when the other side takes no more."""
        with _told(self._address):
            try:
                self._hurry()
                self._connection.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                return False
        return True

    def answer(self) -> str:
        """To the NUL at its end, without that."""
        said = b""
        while not said.endswith(b"\0"):
            with _told(self._address):
                self._hurry()
                piece = self._connection.recv(_LONGEST_ANSWER)
            said += piece
            if not piece or len(said) > _LONGEST_ANSWER:
                raise _nonsense(said.decode("utf-8", "replace"))
        return said[:-1].decode("utf-8", "replace")

    def _hurry(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What the network says, as ScannerAway."""
    try:
        yield
    except TimeoutError:
        raise ScannerAway.slow(f"{address} took too long", f"{address} không trả lời kịp") from None
    except OSError as error:
        why = f"{address}: {error.strerror or type(error).__name__}"
        raise ScannerAway.because(why, why) from error


def _send(talk: _Talk, stream: IO[bytes]) -> bool:
    """The whole stream in pieces, each with its length before it. False when clamd hung up before it had all; what it said by
    then is still to be read."""
    going = talk.send(b"zINSTREAM\0")
    while going and (piece := stream.read(CHUNK)):
        going = talk.send(struct.pack(">I", len(piece))) and talk.send(piece)
    return going and talk.send(struct.pack(">I", 0))


def _judged(answer: str, whole: bool) -> Scanned:
    found = _FOUND.fullmatch(answer)
    if found is not None:
        name = re.sub(r"[^\w.:{}()/+-]", "_", found[1])[:_LONGEST_NAME]
        return Scanned(name, whole=not name.startswith(_NOT_WHOLE))
    if answer == "stream: OK" and whole:
        return Scanned()
    if answer.startswith("INSTREAM size limit exceeded"):
        raise ScannerAway.because(
            "the file is larger than its StreamMaxLength", "tệp lớn hơn StreamMaxLength của nó"
        )
    raise _nonsense(answer)


def _nonsense(answer: str) -> ScannerAway:
    said = repr(answer[:80])
    return ScannerAway.because(f"it said {said}", f"nó nói {said}")


def _connected(where: str | tuple[str, int], seconds: float) -> socket.socket:
    if seconds <= 0:
        raise TimeoutError
    if isinstance(where, tuple):
        return socket.create_connection(where, timeout=seconds)
    made = socket.socket(socket.AF_UNIX)
    try:
        made.settimeout(seconds)
        made.connect(where)
    except BaseException:
        made.close()
        raise
    return made


def _place(address: str) -> str | tuple[str, int]:
    """The path of a socket file, or host and port. Raises ScannerRefuses."""
    try:
        url = urlsplit(address)
        host, port = url.hostname, url.port
    except ValueError:
        raise _refused(address) from None
    if url.query or url.fragment or url.username or "\0" in address:
        raise _refused(address)
    if url.scheme == "unix" and not url.netloc and Path(url.path).is_absolute():
        if len(url.path.encode()) > _LONGEST_PATH:
            raise ScannerRefuses(
                f"{address}: đường dẫn dài quá {_LONGEST_PATH} byte.",
                f"{address}: the path of a socket file has at most {_LONGEST_PATH} bytes.",
            )
        return url.path
    if url.scheme != "tcp" or not host or not port or url.path:
        raise _refused(address)
    if not _is_here(host):
        raise ScannerRefuses(
            f"{address} sẽ gửi giấy tờ không mã hoá; clamd chỉ được gọi trên cùng máy ({FORM}).",
            f"{address} would send papers in the clear, as clamd knows no TLS: it must be on this machine ({FORM}).",
        )
    return host, port


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(address: str) -> ScannerRefuses:
    return ScannerRefuses(
        f"{address!r} không phải địa chỉ của clamd; hãy ghi như {FORM}.",
        f"{address!r} is no address of clamd; write {FORM}.",
    )
