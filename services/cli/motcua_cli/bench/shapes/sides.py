# SPDX-License-Identifier: Apache-2.0
"""The two shapes of a measurement, each a system of its own below a folder that goes again: embedded, and the production shape
with every part real and no containers (`infra/local`)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil  # type: ignore[import-untyped]

from motcua_cli.bench.machine import tree
from motcua_cli.bench.throwaway import CALLS_A_MINUTE, NotStarted, Throwaway, throwaway

SCRIPT = Path("infra") / "local" / "shape.py"
PARTS = ("kafka", "keycloak", "s3", "gateway")
LONGEST_UP = 600.0


class Side(Protocol):
    """A running shape. `run` is what its run.json says, `postgres` the folder of its database."""

    name: str
    run: dict[str, Any]

    @property
    def postgres(self) -> Path: ...

    def start(self) -> float:
        """Seconds from nothing to ready. Raises NotStarted."""

    def pids(self) -> Mapping[str, int]:
        """Its processes by name."""


@dataclass
class Embedded:
    """`motcua up`."""

    system: Throwaway
    name: str = "embedded"
    run: dict[str, Any] = field(default_factory=dict)

    @property
    def postgres(self) -> Path:
        return self.system.var / "postgres"

    def start(self) -> float:
        took = self.system.start()
        self.run = self.system.run
        return took

    def pids(self) -> Mapping[str, int]:
        services, database = self.system.pids()
        return {"services": services, "postgresql": database}


@dataclass
class Production:
    """A process for each service, Kafka, Keycloak, an S3 store, nginx."""

    folder: Path
    name: str = "production"
    run: dict[str, Any] = field(default_factory=dict)

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def start(self) -> float:
        began = time.monotonic()
        self._script("up", "--no-collector", "--calls-a-minute", str(CALLS_A_MINUTE))
        took = time.monotonic() - began
        self.run = json.loads((self.folder / "run.json").read_text("utf-8"))
        return took

    def stop(self) -> None:
        """Everything; nothing where nothing runs."""
        with suppress(NotStarted):
            self._script("down")

    def pids(self) -> Mapping[str, int]:
        found = {name: int(said["pid"]) for name, said in self.run["processes"].items()}
        for part in PARTS:
            found[part] = int(json.loads((self.folder / part / "state.json").read_text("utf-8"))["pid"])
        postmaster = (self.postgres / "data" / "postmaster.pid").read_text("utf-8")
        return found | {"postgresql": int(postmaster.split()[0])}

    def _script(self, *arguments: str) -> None:
        if not SCRIPT.exists():
            raise NotStarted(
                f"{SCRIPT} is not here: the production shape is started from a checkout, by its root."
            )
        command = [sys.executable, str(SCRIPT), *arguments, "--state", str(self.folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_UP)
        except subprocess.TimeoutExpired as error:
            raise NotStarted(f"The production shape was not ready after {LONGEST_UP:.0f} s.") from error
        if done.returncode:
            raise NotStarted(f"The production shape: {(done.stderr or done.stdout).strip()[-2000:]}")


@contextmanager
def both(parent: Path, names: tuple[str, ...]) -> Iterator[list[Side]]:
    """Those that are asked for, not started yet; ended and removed at the end, whatever happened."""
    parent.mkdir(parents=True, exist_ok=True)
    made = Production(Path(tempfile.mkdtemp(prefix="production-", dir=parent)).absolute())
    try:
        with throwaway(parent) as system:
            sides: list[Side] = [Embedded(system), made]
            yield [one for one in sides if one.name in names]
    finally:
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


def memory(side: Side) -> dict[str, float]:
    """MiB by process, with everything below it; what several share is divided among them (PSS), so that the sum is true."""
    pids = side.pids()
    found = {name: round(_pss(pid, set(pids.values()) - {pid}) / 2**20, 1) for name, pid in pids.items()}
    return found | {"sum": round(sum(found.values()), 1)}


def _pss(pid: int, apart: set[int]) -> float:
    """`apart`: processes that are told by themselves, with what is below them."""
    own = tree(pid)
    below = {one.pid for one in own} & apart
    left_out = {one.pid for other in below for one in tree(other)}
    total = 0.0
    for one in own:
        if one.pid not in left_out:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += one.memory_full_info().pss
    return total
