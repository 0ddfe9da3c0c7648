# SPDX-License-Identifier: Apache-2.0
"""The processes of a production shape, each by itself: does it live, and does it say that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import psutil  # type: ignore[import-untyped]

from motcua_cli.doctor.asking import Silent, get
from motcua_cli.doctor.check import Check, Level

AGAIN = "Start it again; on this machine: make up-local."


def look_at_process(name: str, said: Mapping[str, Any]) -> Iterator[Check]:
    """`said` as `run.json` has it: `{"pid": 1, "health": "127.0.0.1:1"}`."""
    yield _look(name, said)


def _look(name: str, said: Mapping[str, Any]) -> Check:
    try:
        memory = psutil.Process(said["pid"]).memory_info().rss / 2**20
    except psutil.Error:
        return Check(name, Level.ERROR, f"Its process {said['pid']} is gone.", AGAIN)
    try:
        status, _ = get(f"http://{said['health']}/healthz")
    except Silent as error:
        return Check(
            name,
            Level.ERROR,
            f"Process {said['pid']} does not say whether it serves ({error}).",
            AGAIN,
        )
    if status != HTTPStatus.OK:
        return Check(
            name,
            Level.ERROR,
            f"Process {said['pid']} does not serve now.",
            "Look at its database, and at its log.",
        )
    return Check(name, Level.OK, f"Process {said['pid']} serves, {memory:.0f} MiB.")
