# SPDX-License-Identifier: Apache-2.0
"""Owns the question: is a PostgreSQL running on this data folder, and may its pid file go?

The pid file is PostgreSQL's own guard against two servers on one folder. It is removed only when its process
is gone, a zombie, or no server of this folder, and no orphaned back end of this folder is left, because an
orphan may still write. Processes are known by the cluster name that every one of them carries in its command
line; reading that needs no rights, while a working folder cannot be read across users in a container.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from motcua_storage.errors import EmbeddedPostgresError

ORPHANS_LEAVE_WITHIN = 5.0  # seconds; back ends notice a dead postmaster within about one


@dataclass(frozen=True)
class PidFile:
    """What `postmaster.pid` says; `status` is empty until the server writes it."""

    pid: int
    port: int
    status: str

    @property
    def ready(self) -> bool:
        return self.status == "ready"


def read_pid_file(data: Path) -> PidFile | None:
    """The pid file of `data`; None without one, or when it is half written."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
        port = int(lines[3]) if len(lines) > 3 and lines[3].strip() else 0
        return PidFile(int(lines[0]), port, lines[7].strip() if len(lines) > 7 else "")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_alive(pid: int) -> bool:
    """True when the process exists and is not a zombie."""
    try:
        return bool(psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD))
    except psutil.NoSuchProcess:
        return False


def is_server_of(pid: int, data: Path, cluster: str) -> bool:
    """True when `pid` is the living postmaster of `data`, or a PostgreSQL that does not say what it serves.

    A copied folder carries the pid file and the name of the original: then the `-D` of the process is another
    folder that exists. A folder moved under its server has the same name and a `-D` that is gone.
    """
    if not is_alive(pid):
        return False
    command = _command(pid)
    if "-D" not in command:
        is_server = bool(command) and Path(command[0]).name == "postgres"
        return is_server and not command[0].startswith("postgres:")
    served = Path(command[command.index("-D") + 1])
    if served.exists():
        return served.samefile(data)
    return any(f"cluster_name={cluster}" in part for part in command)


def clear_stale(data: Path, cluster: str) -> None:
    """Remove the pid file of a server that is gone, after the last of its back ends.

    Raises EmbeddedPostgresError when a back end neither leaves nor lets itself be ended.
    """
    deadline = time.monotonic() + ORPHANS_LEAVE_WITHIN
    while orphans := _orphans(cluster):
        if time.monotonic() > deadline + ORPHANS_LEAVE_WITHIN:
            raise _stuck(orphans[0].pid, data)
        if time.monotonic() > deadline:
            for orphan in orphans:
                _kill(orphan)
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _orphans(cluster: str) -> list[psutil.Process]:
    """Living back ends of this cluster whose postmaster is gone (a copy's server has its own, living,
    postmaster).
    """
    title = f"postgres: {cluster}: "
    return [
        process
        for process in psutil.process_iter()
        if any(part.startswith(title) for part in _command(process.pid))
        and is_alive(process.pid)
        and not _has_postmaster(process, cluster)
    ]


def _has_postmaster(process: psutil.Process, cluster: str) -> bool:
    try:
        parent = process.ppid()
    except psutil.NoSuchProcess:
        return True
    return is_alive(parent) and any(f"cluster_name={cluster}" in part for part in _command(parent))


def _command(pid: int) -> list[str]:
    try:
        return list(psutil.Process(pid).cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return


def _stuck(pid: int, data: Path) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        f"Tiến trình {pid} của lần chạy PostgreSQL trước vẫn giữ {data}; hãy dừng nó rồi khởi động lại.",
        f"The process {pid} of an earlier PostgreSQL still holds {data}; end it and start again.",
    )
