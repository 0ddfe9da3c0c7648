# SPDX-License-Identifier: Apache-2.0
"""What every part of the production shape needs to run on this machine: a cache to be installed into, free ports, a process
that outlives whoever started it, and the end of it."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

INFRA = Path(__file__).parents[2]
VERSIONS: dict[str, dict[str, str]] = tomllib.loads((INFRA / "versions.toml").read_text("utf-8"))


class PartError(Exception):
    """One sentence: what is wrong, and what to do."""


def cache() -> Path:
    """Where parts are installed: outside of the tree, kept over clones. MOTCUA_CACHE names another place."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("MOTCUA_CACHE") or Path(base) / "motcua")


def tool(name: str, package: str) -> str:
    """A program of this machine. Raises PartError with the package that brings it."""
    found = shutil.which(name)
    if found is None:
        raise PartError(f"'{name}' was not found; on Debian: apt-get install {package}.")
    return found


@contextmanager
def installing(name: str) -> Iterator[Path | None]:
    """A folder to install into, which takes its place when the block ends; None where it is installed already. Two at once wait
    for each other, and what was interrupted leaves nothing."""
    target = cache() / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if target.is_dir():
            yield None
            return
        new = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=target.parent))
        try:
            yield new
            new.rename(target)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def run(command: Sequence[str | Path], what: str, **options: Any) -> None:
    """Run a program to its end. Raises PartError with its last words."""
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, **options)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise PartError(f"{what} failed:\n{said}")


_PORTS = random.SystemRandom().sample(range(12_000, 20_000), 8_000)
"""Below what Linux gives by itself to whoever connects somewhere: a part that is started seconds later, or again after a
kill, finds its port free."""


def free_port() -> int:
    """A port of the loopback address that nobody uses at this moment, and that this process gave to nobody before."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = _PORTS.pop()
            probe.bind(("127.0.0.1", port))
            return port


def write_private(path: Path, text: str) -> None:
    """For this user only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    new.replace(path)


class _Outliving(subprocess.Popen[bytes]):
    """A child that outlives its starter on purpose: dropping this object is no leak."""

    def __del__(self) -> None:
        return


class Running:
    """A part's process, known by `state.json` in its folder: it is found again by whoever comes later."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "state.json"
        self._child: _Outliving | None = None

    @property
    def log(self) -> Path:
        """What the process says."""
        return self.folder / "out.log"

    def known(self) -> dict[str, Any]:
        """Ports and process of the last start; empty before the first."""
        with suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
            return found
        return {}

    def process(self) -> psutil.Process | None:
        """The process, if it lives and is the one that was started."""
        said = self.known()
        with suppress(psutil.NoSuchProcess, KeyError):
            found = psutil.Process(said["pid"])
            if abs(found.create_time() - said["created"]) < 1 and found.status() != psutil.STATUS_ZOMBIE:
                return found
        return None

    def start(self, command: Sequence[str | Path], ports: Mapping[str, int], **options: Any) -> None:
        """Start in a session of its own, so that Ctrl-C of the starter does not end it."""
        with self.log.open("ab") as log:
            self._child = made = _Outliving(
                [str(one) for one in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd=self.folder, **options,
            )  # fmt: skip
        created = psutil.Process(made.pid).create_time()
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps({"pid": made.pid, "created": created, "ports": dict(ports)}), "utf-8")
        new.replace(self._file)

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Until it is ready. Raises PartError with its last words when it ends or takes too long."""
        until = time.monotonic() + seconds
        while not ready():
            if self._gone():
                raise PartError(f"{self.folder.name} has ended:\n{self.tail()}")
            if time.monotonic() > until:
                raise PartError(f"{self.folder.name} is not ready after {seconds:.0f} s:\n{self.tail()}")
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL, 10)

    def stop(self, seconds: float = 20) -> None:
        """Ask it to end; kill it when it does not. Nothing where it does not run."""
        self._end(signal.SIGTERM, seconds)
        self._end(signal.SIGKILL, 10)

    def tail(self) -> str:
        """The last lines that it said."""
        with suppress(OSError):
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-15:])
        return ""

    def _end(self, number: int, seconds: float) -> None:
        process = self.process()
        if process is None:
            return
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            os.killpg(process.pid, number)
        until = time.monotonic() + seconds
        while not self._gone() and time.monotonic() < until:
            time.sleep(0.02)

    def _gone(self) -> bool:
        """A child of ours is gone only when it was waited for, which it cannot be before its last thread has ended."""
        return self.process() is None and (self._child is None or self._child.poll() is not None)


class Part(ABC):
    """One part of the production shape on this machine; `folder` is of this part alone."""

    def __init__(self, folder: Path) -> None:
        self.running = Running(folder)

    @staticmethod
    @abstractmethod
    def install() -> Path:
        """Bring it into the cache, unless it is there; its folder. Raises PartError."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where clients find it, in one line. After the first start only."""

    @abstractmethod
    def start(self) -> None:
        """Start and wait until it is ready; nothing where it runs. Ports stay the same over restarts. Raises PartError."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether it answers as its clients ask it. After the first start only."""

    def stop(self) -> None:
        """End it; nothing where it does not run."""
        self.running.stop()

    def status(self) -> bool:
        """Whether it runs and is ready."""
        return self.running.process() is not None and self.ready()


def answers(port: int) -> bool:
    """Whether somebody listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
