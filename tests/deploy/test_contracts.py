# SPDX-License-Identifier: Apache-2.0
"""What `make check` says of a change of the contracts: others are built against those that were released."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.system import ROOT

BREAKING = {
    "a number that moves": ("string procedure_key = 3;", "string procedure_key = 17;"),
    "another type": ("bool decided = 3;", "string decided = 3;"),
    "a field that is gone": ("  string procedure_key = 3;\n", ""),
}
FILE = Path("motcua/events/v1/dossier.proto")


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    given = os.environ | {"PROTO": str(folder), "BUF": str(Path(sys.executable).parent / "buf")}
    return subprocess.run(
        ["sh", ROOT / "proto" / "release.sh", "--check"],
        env=given,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "proto", tmp_path / "proto"))


@pytest.mark.parametrize("kind", BREAKING)
def test_a_change_that_breaks_others_is_refused_by_file_and_line(contracts: Path, kind: str) -> None:
    before, after = BREAKING[kind]
    text = (contracts / FILE).read_text("utf-8")
    assert text.count(before) >= 1
    (contracts / FILE).write_text(text.replace(before, after, 1), "utf-8")
    done = checked(contracts)
    assert done.returncode == 1 and f"{FILE}:" in done.stdout
    assert "add a field" in done.stderr


def test_what_is_added_breaks_nobody(contracts: Path) -> None:
    with (contracts / FILE).open("a", encoding="utf-8") as more:
        more.write("\nmessage Added {\n  string what = 1;\n}\n")
    done = checked(contracts)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
