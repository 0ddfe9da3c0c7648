# SPDX-License-Identifier: Apache-2.0
"""Where a measurement was made: numbers without their machine say nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]


def describe_machine(folder: Path) -> dict[str, Any]:
    """Cores, memory, processor, system, and the file system on which `folder` (the database) lies."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "cpu": _cpu_model(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "file_system": _file_system(folder),
    }


def load() -> float:
    """Processes that wanted a core, on average of the last minute: above the number of cores others were measured too."""
    return round(os.getloadavg()[0], 2)


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _file_system(folder: Path) -> str:
    """A memory file system would make every commit durable in name only, so the kind is told."""
    here = folder.resolve()
    mounts = [part for part in psutil.disk_partitions(all=True) if here.is_relative_to(part.mountpoint)]
    if not mounts:
        return "unknown"
    return str(max(mounts, key=lambda part: len(part.mountpoint)).fstype)


def cpu_seconds(pids: list[int], without: int = 0) -> float:
    """Processor time that these processes, their living children and those that have ended have used.

    `without`: a child whose tree is not counted, such as PostgreSQL below the services that started it.
    """
    left_out = {without, *(one.pid for one in tree(without))}
    total = 0.0
    for pid in pids:
        for one in tree(pid):
            if one.pid in left_out:
                continue
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
    return total


def tree(pid: int) -> list[psutil.Process]:
    """A process and everything below it; empty when it is gone, or for 0."""
    if not pid:
        return []
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
