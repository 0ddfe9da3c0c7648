# SPDX-License-Identifier: Apache-2.0
"""A running system as tests drive it, whichever its shape (`Driver`), and the embedded one: start, call, kill, start again."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from motcua_cli.sign_in import PersonToken, access_token
from motcua_identity import ClientCredentials, Provider
from motcua_rpc import Channel, channel

from support.forking import Forked, Forker

ROOT = Path(__file__).parents[2]
START_SECONDS = 240.0


_PORTS = random.SystemRandom().sample(range(20_000, 32_000), 12_000)
"""Below what Linux gives away by itself: a system that is killed and started again finds its ports free."""


def free_port() -> int:
    """A port that nobody uses at this moment, and that this process gave to nobody before."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = _PORTS.pop()
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class PageOfSigningIn:
    """How a browser finds its way through it. `path` begins its address; `port` is where it is served; the rest are selectors."""

    port: int
    path: str
    user: str
    password: str
    enter: str


@dataclass
class Driver(ABC):
    """A running system as tests speak to it, whichever its shape; `run` is what its `run.json` says."""

    var: Path
    run: dict[str, Any] = field(default_factory=dict)
    forker: Forker | None = None
    """Who makes its processes; without one they are started as a shell does."""
    _opened: list[Provider | Channel] = field(default_factory=list)
    hung_up: int = 0
    """How often; whoever kept channels from before needs others."""

    @abstractmethod
    def start(self) -> float:
        """Start whatever does not run and wait until it is ready; seconds that took."""

    @abstractmethod
    def stop(self) -> int:
        """End it as an operator does; 0 when that went well."""

    @abstractmethod
    def kill(self) -> None:
        """kill -9 of everything that belongs to it."""

    @property
    @abstractmethod
    def breakable(self) -> Sequence[str]:
        """What is killed while people work: everything at once, or process by process and part by part."""

    @abstractmethod
    def kill_one(self, name: str) -> None:
        """kill -9 of one of these, with all that belongs to it."""

    @abstractmethod
    def bring_back(self, name: str) -> None:
        """Start it again, and wait until it answers by itself."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """The environment in which `motcua` commands speak to this system."""

    @abstractmethod
    def logs(self) -> list[Path]:
        """What its processes say, a file each."""

    @abstractmethod
    def page_of_signing_in(self) -> PageOfSigningIn:
        """Where people write their names and passwords."""

    def log_tail(self) -> str:
        """The last lines that it said."""
        each = 6000 if len(self.logs()) == 1 else 1500
        return "\n".join(one.read_text("utf-8", "replace")[-each:] for one in self.logs())

    def overhear(self) -> Callable[[], str]:
        """Begin to listen; what is given tells what was logged since."""
        before = {one: one.stat().st_size for one in self.logs()}
        return lambda: "".join(
            one.read_bytes()[before.get(one, 0) :].decode("utf-8", "replace") for one in self.logs()
        )

    def command(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `motcua …` against this system."""
        with TemporaryFile() as out, TemporaryFile() as err:
            process = self._spawned(list(arguments), out, err)
            try:
                code = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                raise
            said = [one.read().decode() for one in (out, err) if one.seek(0) == 0]
        return subprocess.CompletedProcess(["motcua", *arguments], code, *said)

    def _spawned(
        self, arguments: list[str], out: IO[bytes], err: IO[bytes]
    ) -> subprocess.Popen[bytes] | Forked:
        if self.forker is not None:
            return self.forker.start(arguments, self.environment(), out, err)
        return subprocess.Popen(
            [sys.executable, "-m", "motcua_cli.main", *arguments],
            cwd=ROOT, env=self.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip

    def postmaster(self) -> int:
        """PostgreSQL's process, 0 where none is known."""
        try:
            return int((self.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def hang_up(self) -> None:
        """Close every channel that was opened to it."""
        while self._opened:
            self._opened.pop().close()
        self.hung_up += 1

    def person(self, user: str) -> dict[str, Any]:
        """A demo person of run.json."""
        return next(person for person in self.run["people"] if person["user"] == user)

    def users_with(self, role: str, unit: str | None = None) -> list[str]:
        """Users that hold a role, in a unit if one is given."""
        return [
            person["user"]
            for person in self.run["people"]
            if role in person["roles"] and (unit is None or person["unit"] == unit)
        ]

    def client_channel(self, client_id: str) -> Channel:
        """A channel as one of the clients of run.json."""
        client = next(client for client in self.run["clients"] if client["id"] == client_id)
        provider = Provider(self.run["issuer"])
        made = channel(self.run["grpc"], ClientCredentials(provider, client_id, client["secret"]))
        self._opened += [made, provider]
        return made

    def token(self, user: str) -> str:
        """An access token of a demo person, by the code flow with PKCE, as a browser gets it."""
        return access_token(self.run, user, self.person(user)["password"])

    def person_channel(self, user: str) -> Channel:
        """A channel in a person's name; the token is fetched again when it is about to end."""
        made = channel(self.run["grpc"], PersonToken(self.run, user))
        self._opened.append(made)
        return made


@dataclass
class System(Driver):
    """One embedded system below `var`. Ports stay the same over restarts."""

    http_port: int = field(default_factory=free_port)
    grpc_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Forked | None = None
    arguments: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self.process is not None

    def start(self) -> float:
        """Start and wait until it is ready; seconds that took."""
        began = time.monotonic()
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "out.log").open("ab") as log:
            self.process = self._spawned(["up", *self.arguments], log, log)
        self._wait_ready(began + START_SECONDS)
        self.run = json.loads((self.var / "run.json").read_text("utf-8"))
        return time.monotonic() - began

    def environment(self) -> dict[str, str]:
        """The environment in which `motcua` commands speak to this system."""
        chosen = {
            "MOTCUA_VAR": str(self.var),
            "MOTCUA_HTTP_PORT": str(self.http_port),
            "MOTCUA_GRPC_PORT": str(self.grpc_port),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }
        return {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")} | chosen

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        assert self.process is not None
        self.hang_up()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.process = None
        return code

    def kill(self) -> None:
        """kill -9 of everything that belongs to it: its process group and PostgreSQL's."""
        assert self.process is not None
        for group in (self.process.pid, self.postmaster()):
            if group:
                with suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    def _wait_ready(self, until: float) -> None:
        assert self.process is not None
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"motcua ended with {self.process.returncode}:\n{self.log_tail()}")
            # Written last, and looked for first: to ask costs more than to wait.
            if (self.var / "run.json").exists() and self._healthy():
                return
            time.sleep(0.05)
        raise RuntimeError(f"not ready after {START_SECONDS} s:\n{self.log_tail()}")

    def _healthy(self) -> bool:
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection("127.0.0.1", self.http_port, timeout=2.0)) as asking,
        ):
            asking.request("GET", "/healthz")
            return asking.getresponse().status == 200
        return False

    @property
    def breakable(self) -> Sequence[str]:
        """One program: all of it."""
        return ("everything",)

    def kill_one(self, name: str) -> None:
        """See Driver."""
        self.kill()

    def bring_back(self, name: str) -> None:
        """See Driver."""
        seconds = self.start()
        assert seconds < 80, f"{seconds:.1f} s to start again\n{self.log_tail()}"

    def logs(self) -> list[Path]:
        """See Driver."""
        return [self.var / "out.log"]

    def page_of_signing_in(self) -> PageOfSigningIn:
        """The embedded issuer's."""
        form = ("#user", "#password", "form button")
        return PageOfSigningIn(self.http_port, "/oidc", *form)
