# SPDX-License-Identifier: Apache-2.0
"""The example of docs/integrators.md, run as an integrator runs it; and the page's table of codes against the sources."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from motcua_cli.error_codes import put_table, read_codes, table
from support.system import ROOT, Driver

EXAMPLE = ROOT / "docs" / "examples" / "submit_and_follow.py"
PAGE = ROOT / "docs" / "integrators.md"


def run_example(environment: dict[str, str], folder: Path) -> list[str]:
    """Its lines; it must end well without a word on standard error."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_example_submits_works_and_follows(system: Driver, tmp_path: Path) -> None:
    lines = run_example(system.environment(), tmp_path)
    code = lines[0].removeprefix("submitted ")

    assert re.fullmatch(r"H99\.101-\d{6}-\d{4,}", code), lines
    assert lines[1].startswith("completed ")
    assert lines[2].startswith(f"{code}  ")
    assert any("dossier.submitted" in line for line in lines)
    assert any("dossier.accepted" in line for line in lines)
    assert sum(line.startswith("  part ") for line in lines) == 2
    assert lines[-1] == "claiming it again is refused: TASK_CLOSED"


def test_the_example_takes_its_addresses_from_the_environment(system: Driver, tmp_path: Path) -> None:
    """As outside the demo, where there is no var/run.json."""
    client = next(one for one in system.run["clients"] if one["id"] == "demo-integrator")
    given = {
        "MOTCUA_GRPC": system.run["grpc"], "MOTCUA_ISSUER": system.run["issuer"],
        "MOTCUA_CLIENT_ID": client["id"], "MOTCUA_CLIENT_SECRET": client["secret"],
    }  # fmt: skip
    bare = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}

    assert run_example(bare | given, tmp_path)[0].startswith("submitted ")


def test_the_example_imports_nothing_of_ours_but_stubs() -> None:
    imported = re.findall(r"^(?:from|import) (\S+)", EXAMPLE.read_text("utf-8"), re.MULTILINE)

    assert imported
    assert not [name for name in imported if name.startswith("motcua_")]


def test_the_page_lists_the_codes_of_the_sources() -> None:
    """Rewrite the table with `python -m motcua_cli.error_codes docs/integrators.md`."""
    page, codes = PAGE.read_text("utf-8"), read_codes(ROOT)

    assert len(codes) > 50
    assert page == put_table(page, table(codes))
