# SPDX-License-Identifier: Apache-2.0
"""A real clamd held to the contract of scanners, on both of its wires; and whatever a wire may bring that is no answer of one."""

from __future__ import annotations

import functools
import gzip
import io
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from motcua_storage import ScannerAway, ScannerRefuses
from motcua_storage.clamd import Clamd
from motcua_storage.contracts import ScannerContract
from motcua_storage.scanning import BoundedScanner, Scanned
from parts.clamd import MARKER
from parts.clamd import Clamd as Daemon
from support.scanners import in_its_place, own_clamd, read_all

LARGEST = 1 << 20
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    with own_clamd(StreamMaxLength="1M") as made:
        yield made


@pytest.fixture
def marker() -> bytes:
    return MARKER


@pytest.fixture
def largest() -> int:
    return LARGEST


class TestClamdBySocketFile(ScannerContract):
    @pytest.fixture
    def scanner(self, daemon: Daemon) -> Clamd:
        return Clamd(daemon.address)


class TestClamdByTcp(ScannerContract):
    @pytest.fixture
    def scanner(self, daemon: Daemon) -> Clamd:
        return Clamd(daemon.tcp)


def test_signatures_are_named(daemon: Daemon) -> None:
    clamd = Clamd(daemon.address)

    assert clamd.scan(io.BytesIO(EICAR), 60.0) == Scanned("Eicar-Test-Signature.UNOFFICIAL")
    assert clamd.scan(io.BytesIO(gzip.compress(MARKER)), 60.0) == Scanned("Motcua.Test.Marker.UNOFFICIAL")


def test_what_is_looked_at_in_part_is_neither_clean_nor_malware(daemon: Daemon) -> None:
    deep = functools.reduce(lambda inner, _: gzip.compress(inner), range(40), MARKER)

    assert Clamd(daemon.address).scan(io.BytesIO(deep), 60.0) == Scanned(
        "Heuristics.Limits.Exceeded.MaxRecursion", whole=False
    )


def test_the_age_of_its_signatures(daemon: Daemon, tmp_path: Path) -> None:
    """In the words of the real program: a running clamd has a date only with ClamAV's own signed file, which is not had here, so
    it is asked on its command line, which reads the head of one, and somebody answers as it did."""
    head = "ClamAV-VDB:07 Nov 2026 08-15 +0000:27812:2070000:90:x:x:raynman:1794039300"
    (tmp_path / "daily.cld").write_text(head.ljust(512), "ascii")
    (tmp_path / "clamd.conf").write_text(f"DatabaseDirectory {tmp_path}\n", "utf-8")
    command = [daemon.install(), "--version", f"--config-file={tmp_path / 'clamd.conf'}"]
    said = subprocess.run(command, capture_output=True, check=True, env={"TZ": "UTC"}).stdout.strip()

    def answer(connection: socket.socket) -> None:
        assert connection.recv(100) == b"zVERSION\0"
        connection.sendall(said + b"\0")

    with in_its_place(answer) as address:
        version = Clamd(address).version(60.0)
    assert version.program.startswith("ClamAV ")
    assert version.signatures == datetime(2026, 11, 7, 8, 15, tzinfo=UTC)
    assert Clamd(daemon.address).version(60.0).signatures is None


def test_one_that_stands_still_is_given_up_and_asked_again_when_it_goes_on(daemon: Daemon) -> None:
    clamd = Clamd(daemon.address)
    process = daemon.running.process()
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(ScannerAway, match="took too long") as given_up:
            clamd.scan(io.BytesIO(bytes(LARGEST)), 0.3)
        assert given_up.value.slowly
    finally:
        os.kill(process.pid, signal.SIGCONT)

    assert clamd.scan(io.BytesIO(b"clean"), 60.0) == Scanned()


def test_nobody_there(daemon: Daemon) -> None:
    for address in ("tcp://127.0.0.1:1", "unix:///tmp/no-clamd-is-here.ctl"):
        with pytest.raises(ScannerAway, match=address) as away:
            Clamd(address).scan(io.BytesIO(b"a"), 5.0)
        assert not away.value.slowly


@pytest.mark.parametrize(
    "said",
    [b"", b"\0", b"OK\0", b"stream: OK", b"stream: OKAY\0", b"stream: ok\0", b"other: OK\0", b"PONG\0", b"stream: \0",
     b"\xff\xfe\0", b"COMMAND READ TIMED OUT\0", b"UNKNOWN COMMAND\0",
     b"stream: Can't allocate memory ERROR\0", b"HTTP/1.1 400 Bad Request\r\n\r\n\0", b"x" * 10_000],
)  # fmt: skip
def test_what_is_no_answer_is_never_clean(said: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        read_all(connection)
        connection.sendall(said)

    with in_its_place(answer) as address, pytest.raises(ScannerAway):
        Clamd(address).scan(io.BytesIO(b"a"), 60.0)


def test_who_says_clean_before_it_has_the_file_is_not_believed() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"stream: OK\0")

    with in_its_place(answer) as address, pytest.raises(ScannerAway):
        Clamd(address).scan(io.BytesIO(bytes(50_000_000)), 60.0)


def test_names_are_made_harmless_and_short() -> None:
    def answer(connection: socket.socket) -> None:
        read_all(connection)
        connection.sendall(b"stream: Bad\x1b[31m\n<b>" + b"x" * 500 + b" FOUND\0")

    with in_its_place(answer) as address:
        found = Clamd(address).scan(io.BytesIO(b"a"), 60.0)

    assert found.found.startswith("Bad__31m__b_xxx") and len(found.found) == 120


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("clamd", "is no address"),
        ("127.0.0.1:3310", "is no address"),
        ("tcp://127.0.0.1", "is no address"),
        ("tcp://127.0.0.1:0", "is no address"),
        ("tcp://127.0.0.1:99999", "is no address"),
        ("tcp://127.0.0.1:3310/x", "is no address"),
        ("unix://clamd.ctl", "is no address"),
        ("unix:", "is no address"),
        ("http://127.0.0.1:3310", "is no address"),
        ("unix:///a\0b", "is no address"),
        ("unix:///" + "a" * 120, "at most 107 bytes"),
        ("tcp://10.0.0.7:3310", "in the clear"),
        ("tcp://clamav:3310", "in the clear"),
    ],
)
def test_addresses_that_cannot_work_are_refused(address: str, said: str) -> None:
    with pytest.raises(ScannerRefuses, match=said):
        Clamd(address)


@pytest.mark.parametrize(
    "address", ["tcp://localhost:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"]
)
def test_addresses_on_this_machine(address: str) -> None:
    assert Clamd(address).address == address


def test_one_that_hangs_is_left_alone_for_a_while() -> None:
    """Whoever comes meanwhile is told at once, instead of waiting as long as the first did."""
    asked: list[int] = []
    over = threading.Event()

    def answer(_: socket.socket) -> None:
        asked.append(1)
        over.wait(90)

    time = [100.0]
    with in_its_place(answer) as address:
        bounded = BoundedScanner(Clamd(address), 0.2, now=lambda: time[0])
        with pytest.raises(ScannerAway, match="took too long"):
            bounded.scan(io.BytesIO(b"a"), 60.0)
        time[0] += 4.0
        with pytest.raises(ScannerAway, match="hung a moment ago"):
            bounded.scan(io.BytesIO(b"a"), 60.0)
        time[0] += 2.0
        with pytest.raises(ScannerAway, match="took too long"):
            bounded.scan(io.BytesIO(b"a"), 60.0)
        over.set()

    assert len(asked) >= 1


def test_one_file_that_takes_long_stops_nobody_else(daemon: Daemon) -> None:
    """Nor does a caller with too little time: an answer to another question says that it does not hang."""
    bounded = BoundedScanner(Clamd(daemon.address), 60.0, sign_of_life=60.0)
    with pytest.raises(ScannerAway, match="took too long"):
        bounded.scan(io.BytesIO(bytes(LARGEST)), 1e-6)

    assert bounded.scan(io.BytesIO(b"clean"), 60.0) == Scanned()


def test_more_than_it_may_look_at_at_a_time_are_told_so() -> None:
    over, begun = threading.Event(), threading.Event()

    def answer(connection: socket.socket) -> None:
        read_all(connection)
        begun.set()
        over.wait(90)
        connection.sendall(b"stream: OK\0")

    with in_its_place(answer) as address:
        bounded = BoundedScanner(Clamd(address), 60.0, at_once=1)
        first: list[Scanned] = []
        thread = threading.Thread(target=lambda: first.append(bounded.scan(io.BytesIO(b"a"), 60.0)))
        thread.start()
        assert begun.wait(60)
        with pytest.raises(ScannerAway, match="as many files"):
            bounded.scan(io.BytesIO(b"a"), 0.1)
        over.set()
        thread.join()

    assert first == [Scanned()]
