# SPDX-License-Identifier: Apache-2.0
"""What can be said of a folder on which no system runs: why, how to start one, and whether a start would find its ports."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder
from motcua_cli.embedded.ports import PortBusy, check_free

LOOPBACK = "127.0.0.1"
PORTS = {"MOTCUA_HTTP_PORT": 8080, "MOTCUA_GRPC_PORT": 50051}


@dataclass(frozen=True)
class Stopped:
    """Nothing runs: the sentence says what was found and what to do; `busy` are sentences on taken ports."""

    sentence: str
    busy: list[str]
    notes: tuple[str, ...]


def look_at_stopped(var: Path) -> Stopped | None:
    """None when a system runs on `var`."""
    folder = StateFolder(var)
    if _is_held(folder):
        if folder.read_run() is not None:
            return None
        return Stopped(f"MotCua is starting on {var}, or stopping. Ask again in a few seconds.", [], ())
    return Stopped(_why(folder), _busy_ports(), (_disk(var),))


def _is_held(folder: StateFolder) -> bool:
    """Whether a process holds the folder's lock; asking makes no folder."""
    if not (folder.root / "lock").exists():
        return False
    try:
        folder.lock().close()
    except AlreadyRunning:
        return True
    return False


def _why(folder: StateFolder) -> str:
    start = f"Start it with `make run` (or `motcua up --var {folder.root}`)."
    run = folder.read_run()
    if run is not None and _is_motcua(run["pid"]):
        return (
            f"Process {run['pid']} is a MotCua that says it runs on {folder.root}, but its lock file {folder.root / 'lock'} was "
            "removed. End that process with Ctrl-C, then start it again."
        )
    if run is not None:
        return (
            f"No MotCua runs on {folder.root}: process {run['pid']} of the last start is gone without having stopped. "
            f"What was acknowledged is kept. {start}"
        )
    if not folder.postgres.exists():
        return f"No MotCua runs on {folder.root}, and none ever did. {start}"
    return f"No MotCua runs on {folder.root}. {start}"


def _is_motcua(pid: object) -> bool:
    """Whether the process lives; a number may have become another program's."""
    try:
        return isinstance(pid, int) and any("motcua" in part for part in psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def _busy_ports() -> list[str]:
    found = []
    for variable, port in PORTS.items():
        try:
            check_free(LOOPBACK, int(os.environ.get(variable, port)), variable)
        except PortBusy as error:
            found.append(str(error))
    return found


def _disk(var: Path) -> str:
    place = next(folder for folder in (var, *var.parents) if folder.exists())
    return f"{shutil.disk_usage(place).free / 2**30:.1f} GiB are free at {place}."
