# SPDX-License-Identifier: Apache-2.0
"""Alert rules are checked by Prometheus' own tool, or it is said that they are not; CI takes no such answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECK = Path(__file__).parents[2] / "infra" / "lint" / "alerts.py"


def checked(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The check on a machine that has no other programs than those in the folder."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PATH")}
    return subprocess.run(
        [sys.executable, CHECK], env=kept | {"PATH": str(folder)} | environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_it_says_that_there_is_no_promtool(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("infra/observability: skipped") and done.stdout.count("\n") == 1


def test_ci_does_not_go_without_it(tmp_path: Path) -> None:
    assert checked(tmp_path, CI="true").returncode == 1


def test_what_promtool_refuses_is_told(tmp_path: Path) -> None:
    """Both of its answers count: of the rules, and of what they say."""
    for refused in ("check", "test"):
        tool = tmp_path / "promtool"
        tool.write_text(f'#!/bin/sh\n[ "$1" = {refused} ] || exit 0\necho "$2 $1: no such thing"\nexit 1\n')
        tool.chmod(0o700)
        done = checked(tmp_path)
        assert done.returncode == 1 and f"rules {refused}: no such thing" in done.stdout
