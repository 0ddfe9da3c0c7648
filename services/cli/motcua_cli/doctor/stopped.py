# SPDX-License-Identifier: Apache-2.0
"""What can be said of a folder on which no system runs: why, how to start one, and whether a start would find its ports."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder
from motcua_cli.embedded.ports import NoSuchHost, PortBusy, check_free

LOOPBACK = "127.0.0.1"
LOOPBACK6 = "::1"
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
    if "processes" in (folder.read_run() or {}):
        return None  # a process per service: each is looked at by itself
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
    start = folder.how_to_start
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
    """Of the address that a start from here would listen on; and of the other loopback, which a browser may try first under the
    name localhost."""
    host = os.environ.get("MOTCUA_HOST", "").strip().strip("[]") or LOOPBACK
    found: list[str] = []
    for variable, usual in PORTS.items():
        typed = os.environ.get(variable, "") or str(usual)
        if not typed.strip().isdecimal():
            found.append(f"{variable} must be a whole number, not {typed!r}.")
            continue
        said = _busy(host, int(typed), variable)
        found += [said] if said else _beside(host, int(typed), variable)
    return list(dict.fromkeys(found))


def _busy(host: str, port: int, variable: str) -> str:
    try:
        check_free(host, port, variable)
    except (PortBusy, NoSuchHost) as error:
        return str(error)
    return ""


def _beside(host: str, port: int, variable: str) -> list[str]:
    """A stranger on the same port of the other loopback: both programs run, and localhost leads to either."""
    other = {LOOPBACK: LOOPBACK6, LOOPBACK6: LOOPBACK}.get(host, "")
    try:
        if other:
            check_free(other, port, variable)
    except PortBusy:
        return [
            f"Port {port} is free on {host} and taken on {other}: what opens localhost:{port} may reach the other program. "
            f"Open {f'[{host}]' if ':' in host else host}:{port}, or choose another port by {variable}."
        ]
    except NoSuchHost:  # a machine with one of the two only
        return []
    return []


def _disk(var: Path) -> str:
    place = next(folder for folder in (var, *var.parents) if folder.exists())
    return f"{shutil.disk_usage(place).free / 2**30:.1f} GiB are free at {place}."
