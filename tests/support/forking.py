# SPDX-License-Identifier: Apache-2.0
"""Processes of `motcua …` without the second or two of processor time that each takes to import the product.

One process for each test worker imports everything once and forks itself for each command: the child is the real program from
`main()` to the end of its interpreter, with arguments, environment, output, session and exit code of its own. Nothing has run
in the parent before that but imports, and the reading of what the product remembers by its very content (the shipped
procedures' files, the public days of a year): no thread, no connection, no random number. What is not tested this way is the
import itself, so the tests of starting and of the command line run `python -m motcua_cli.main`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
MESSAGE = 1 << 17
PRODUCT = (
    "motcua_cli.embedded.node", "motcua_cli.up", "motcua_cli.doctor", "motcua_cli.incidents", "motcua_cli.clock",
    "motcua_cli.demo.simulation", "motcua_cli.keeping.backing_up", "motcua_intake.domain.pdf_content",
    "motcua_portal.web.crashes", "motcua_cli.demo.commands", "motcua_cli.designing.commands", "motcua_cli.keeping.commands",
    "motcua_cli.population", "motcua_telemetry.logs", "motcua_telemetry.tracing",
)  # fmt: skip
LATER = (
    "_strptime", "anyio._backends._asyncio", "encodings.idna", "encodings.utf_16_be", "encodings.utf_8_sig", "grpc._server",
    "h11", "holidays.countries.vietnam", "httpcore", "opentelemetry.sdk.trace.export", "pypdf._codecs._codecs",
    "pypdf.filters", "uvicorn.lifespan.on", "uvicorn.loops.asyncio", "uvicorn.loops.auto", "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto",
)  # fmt: skip
"""What the product and its libraries import when it is first needed."""


class Forked:
    """A process as `subprocess.Popen` shows it, whose parent is the one that forked it."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self.returncode: int | None = None
        self.pid = self._heard()

    def __del__(self) -> None:
        self._told.close()

    def poll(self) -> int | None:
        if self.returncode is None:
            self._told.setblocking(False)
            try:
                self._read()
            except BlockingIOError:
                return None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                self._read()
            except TimeoutError:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0) from None
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _read(self) -> None:
        self.returncode = self._heard()
        self._told.close()

    def _heard(self) -> int:
        said = self._told.recv(MESSAGE)
        if not said:
            raise RuntimeError("The process that forks has ended; it said above why.")
        return int(said)


class Forker:
    """The process that has imported the product; it ends with whoever started it."""

    def __init__(self) -> None:
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> Forked:
        """`motcua ARGUMENTS` in a session of its own, with exactly this environment."""
        told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        message = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode()
        with theirs:
            try:
                socket.send_fds(self._asked, [message], [theirs.fileno(), out.fileno(), err.fileno()])
            except BrokenPipeError:
                told.close()
                raise RuntimeError("The process that forks has ended; it said above why.") from None
        return Forked(told)

    def close(self) -> None:
        self._asked.close()
        self._process.wait(30)


def _serve(asked: socket.socket) -> dict[str, Any] | None:
    """Fork for each request, and tell how each child ended; returns in the child with its request, and at the end with None."""
    children: dict[int, socket.socket] = {}
    while True:
        try:
            message, fds, _, _ = socket.recv_fds(asked, MESSAGE, 3)
        except TimeoutError:
            _tell_ends(children)
            continue
        if not message:
            return None
        told = socket.socket(fileno=fds[0])
        if (pid := os.fork()) == 0:
            for one in (asked, told, *children.values()):
                one.close()
            _take_over(*fds[1:])
            request: dict[str, Any] = json.loads(message)
            return request
        for fd in fds[1:]:
            os.close(fd)
        told.send(str(pid).encode())
        children[pid] = told


def _tell_ends(children: dict[int, socket.socket]) -> None:
    for pid, told in list(children.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with children.pop(pid):
                try:
                    told.send(str(os.waitstatus_to_exitcode(status)).encode())
                except BrokenPipeError:
                    continue  # nobody asks any more


def _take_over(out: int, err: int) -> None:
    """What a new process would have: a session, its input and outputs, the usual signals."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)


def _read_ahead() -> None:
    """What each process of the product would read again: the same content always gives the same, and is kept by it."""
    from datetime import date

    from motcua_calendar.national import public_days
    from motcua_portal.pages import all_routers
    from motcua_procedure import ProcedurePackage, read_folder

    all_routers()
    for year in range(date.today().year - 1, date.today().year + 2):
        public_days(year)
    for found in sorted((ROOT / "workflows").glob("*/*/procedure.yaml")):
        ProcedurePackage.from_files(read_folder(found.parent))


def _run() -> None:
    import gc
    import importlib

    with socket.socket(fileno=int(sys.argv[1])) as asked:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for name in (*PRODUCT, *LATER):
            importlib.import_module(name)
        _read_ahead()
        gc.freeze()
        asked.settimeout(0.05)
        request = _serve(asked)
    if request is not None:
        os.environ.clear()
        os.environ.update(request["environment"])
        from motcua_cli import main

        sys.argv = [main.__file__, *request["arguments"]]
        main.main()


if __name__ == "__main__":
    _run()
