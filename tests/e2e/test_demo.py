# SPDX-License-Identifier: Apache-2.0
"""`motcua demo` tells the same story for the same seed, nothing is refused to its people, and the system agrees with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.audited import unaudited
from support.system import ROOT, Driver, System


def demo(system: Driver, *arguments: str) -> dict[str, Any]:
    done = system.command("demo", "--json", *arguments, seconds=400)
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def story(system: Driver, seed: int) -> dict[str, Any]:
    said = demo(system, "--dossiers", "5", "--days", "4", "--seed", str(seed))
    assert said["ok"] and said["whole"] and said["refusals"] == [] and said["differences"] == []
    return said


@pytest.mark.embedded("two fresh systems are compared")
def test_the_same_seed_tells_the_same_story(tmp_path: Path, new_system: Callable[..., System]) -> None:
    told = []
    for name in ("one", "two"):
        system = new_system(tmp_path / name)
        system.start()
        told.append(story(system, 7))
        assert unaudited(system.var) == [], "what people and time did in four days is in the audit"
        assert system.stop() == 0, system.log_tail()
    assert told[0] == told[1]
    assert told[0]["received"] == 5 and told[0]["accepted"] >= 4
    assert sum(one["done"] for one in told[0]["late_by_agency"].values()) >= 15


@pytest.mark.production("two stories are told on fresh systems")
def test_a_story_is_told_whole(system: Driver) -> None:
    said = story(system, 7)
    assert said["received"] == 5 and said["accepted"] >= 4


def test_where_no_system_runs_it_says_how_to_start_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motcua_cli.main", "demo", "--var", str(tmp_path / "none")],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "make run" in done.stderr
    assert not (tmp_path / "none").exists()
