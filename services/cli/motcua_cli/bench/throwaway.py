# SPDX-License-Identifier: Apache-2.0
"""A system of its own for a measurement: `motcua up` in a process of its own, on free ports, in a folder that goes again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

LONGEST_START = 120.0
LONGEST_STOP = 40.0
CALLS_A_MINUTE = 1_000_000
"""Of one account: callers are counted as everywhere, and a few make all the load without being held up for it."""


class NotStarted(Exception):
    """The throwaway system did not come up; the sentence has its last words."""


def free_port() -> int:
    """A port that nobody uses at this moment, below those that Linux gives to whoever connects somewhere: nobody takes it
    before the system listens on it."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.SystemRandom().randrange(20_000, 32_000)
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Throwaway:
    """One embedded system below `folder`; ports stay the same over restarts."""

    folder: Path
    http_port: int = field(default_factory=free_port)
    grpc_port: int = field(default_factory=free_port)
    run: dict[str, Any] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def start(self) -> float:
        """Start and wait until /healthz is 200; the seconds from the command to that.

        Raises:
            NotStarted.
        """
        began = time.monotonic()
        with (self.folder / "out.log").open("ab") as log:
            # A session of its own: Ctrl-C at the bench reaches the bench, which then stops this in order.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "motcua_cli.main", "up"], env=self.environment(), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._wait(began + LONGEST_START)
        took = time.monotonic() - began
        self.run = json.loads((self.var / "run.json").read_text("utf-8"))
        return took

    def stop(self) -> None:
        """Ctrl-C for the system; killed when it does not follow."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def pids(self) -> tuple[int, int]:
        """Process ids of the services and of PostgreSQL's postmaster."""
        postmaster = (self.var / "postgres" / "data" / "postmaster.pid").read_text("utf-8")
        return int(self.run["pid"]), int(postmaster.split()[0])

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings, so that two runs are alike."""
        chosen = {
            "MOTCUA_VAR": str(self.var), "MOTCUA_HTTP_PORT": str(self.http_port),
            "MOTCUA_GRPC_PORT": str(self.grpc_port), "MOTCUA_CALLS_A_MINUTE": str(CALLS_A_MINUTE), "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        return {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")} | chosen

    def last_words(self) -> str:
        """The end of what it printed."""
        return (self.folder / "out.log").read_text("utf-8", "replace")[-2000:].strip()

    def _wait(self, until: float) -> None:
        assert self._process is not None
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise NotStarted(f"The system ended while starting:\n{self.last_words()}")
            if self._healthy() and (self.var / "run.json").exists():
                return
            time.sleep(0.02)
        raise NotStarted(f"The system was not ready after {LONGEST_START:.0f} s:\n{self.last_words()}")

    def _healthy(self) -> bool:
        """Asked fifty times a second, so it must cost next to nothing: the time it takes would be measured as the start's."""
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection("127.0.0.1", self.http_port, timeout=2.0)) as asking,
        ):
            asking.request("GET", "/healthz")
            return asking.getresponse().status == 200
        return False

    def stop_postgres(self) -> None:
        """PostgreSQL outlives a program that was killed; nothing happens when none runs."""
        from motcua_storage import EmbeddedPostgres

        with suppress(Exception):  # the folder goes next; there is nobody to tell
            EmbeddedPostgres(self.var / "postgres").stop()


@contextmanager
def throwaway(parent: Path) -> Iterator[Throwaway]:
    """A system in a new folder below `parent`, so that it lies on the same disk as the real one; stopped and removed at the
    end, whatever happened."""
    parent.mkdir(parents=True, exist_ok=True)
    made = Throwaway(Path(tempfile.mkdtemp(prefix="system-", dir=parent)).absolute())
    try:
        yield made
    finally:
        made.stop()
        made.stop_postgres()
        shutil.rmtree(made.folder, ignore_errors=True)
