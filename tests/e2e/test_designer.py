# SPDX-License-Identifier: Apache-2.0
"""What docs/designers.md tells a designer to type, typed as it stands there against a system of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from support.province import Province
from support.system import ROOT, Driver

KEY = "chung-thuc/ban-sao-tu-ban-chinh"
PAGE = (ROOT / "docs" / "designers.md").read_text("utf-8")


def _typed(system: Driver, script: str, there: Path) -> str:
    """Run a block of the page in bash, ended by the first command that fails; /tmp of the page is a folder of the test."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("/tmp/", f"{there}/")],
        cwd=ROOT, env=system.environment() | {"PATH": path}, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _listed(system: Driver) -> dict[str, Any]:
    """The procedure's line."""
    output = system.command("procedure", "list", "--json").stdout
    return next(row for row in map(json.loads, output.splitlines()) if row["procedure_key"] == KEY)


def _eventually_in_force(system: Driver, version: int) -> dict[str, Any]:
    """What `list` says once intake has heard of the version."""
    until = time.monotonic() + 60
    while True:
        one = _listed(system)
        if one["in_force"] == version or time.monotonic() > until:
            assert one["in_force"] == version
            return one


def test_the_commands_of_the_page_do_what_it_says(apart: Province, tmp_path: Path) -> None:
    system = apart.system
    [block] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    newest = int(_listed(system)["newest"])  # 1, unless others have published in a system that is shared
    block = block.replace("@2", f"@{newest + 1}").replace("@1", f"@{newest}")
    told = _typed(system, block, tmp_path)
    assert "7 of 7 scenarios as expected" in told and "flows 15/15 (100 %)" in told
    assert told.count("name: Ký chứng thực → Ký bản sao") == 2, "before publishing, and between the versions"
    assert f"{KEY} version {newest + 1} is the newest" in told
    assert f"version {newest + 1};" in told and f"version {newest};" in told
    one = _eventually_in_force(system, newest + 1)
    assert one["newest"] == newest + 1
    [designer] = system.users_with("designer")
    assert one["versions"][0]["published_by"]["user"] == designer


def test_too_few_scenarios_are_refused_by_the_running_system(apart: Province, tmp_path: Path) -> None:
    system = apart.system
    folder = shutil.copytree(ROOT / "workflows" / KEY, tmp_path / KEY)
    (folder / "scenarios" / "lanh-dao-tra-lai.yaml").unlink()
    before = system.command("procedure", "list", "--json").stdout
    refused = system.command("procedure", "publish", str(folder), "--json")
    assert refused.returncode == 1
    codes = [one["code"] for line in refused.stdout.splitlines() for one in json.loads(line)["findings"]]
    assert codes == ["flow-not-taken"] * 2
    assert system.command("procedure", "list", "--json").stdout == before


def test_the_page_names_every_command_of_the_room() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "motcua_cli.main", "procedure", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = re.findall(r"^\W*(list|show|diff|preview|lint|test|publish|run)\s", shown, re.MULTILINE)
    assert set(commands) == {"list", "show", "diff", "preview", "lint", "test", "publish", "run"}
    for command in commands:
        assert re.search(rf"`(motcua procedure )?{command}\b", PAGE), command
