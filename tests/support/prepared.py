# SPDX-License-Identifier: Apache-2.0
"""A var folder as a first start leaves it: made once in a test run, by a real cold start, and copied for each system after that.

What a copy shares with the others is what the first start drew by lot: passwords, keys and ids of the published versions. It
has a PostgreSQL, a cluster name, ports and files of its own, so no system sees another. Tests about the first start itself
start on an empty folder.
"""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

from motcua.intake.v1 import intake_pb2 as pb
from motcua_storage.testing import make_another

from support.province import Province
from support.system import ROOT, System
from support.waiting import eventually


def prepared(folder: Path) -> Path:
    """The folder to copy from, below `folder`; made by the worker that asks first, while the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    var = folder / "var"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _start_once(System(var))
            (folder / "complete").touch()
    return var


def _start_once(system: System) -> None:
    """Until everything that the start brought about has reached every service."""
    system.start()
    citizen = Province(system).citizen()
    there = len(list((ROOT / "workflows").glob("*/*/procedure.yaml")))
    listed = eventually(
        lambda: citizen.intake.ListProcedures(pb.ListProceduresRequest()).procedures,
        lambda found: len(found) == there,
    )
    assert len(listed) == there, system.log_tail()
    assert system.stop() == 0, system.log_tail()


def copy(var: Path, target: Path) -> None:
    """A copy that is started beside others."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(var), str(target)], check=True)  # the owner of the database's files stays
    for left in ("out.log", "lock"):
        (target / left).unlink(missing_ok=True)
    make_another(target / "postgres")
