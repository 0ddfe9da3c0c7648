# SPDX-License-Identifier: Apache-2.0
"""The simulator of the population database as an operator sets it."""

from __future__ import annotations

from pathlib import Path

import typer
from motcua_cli.population import population
from typer.testing import CliRunner

app = typer.Typer()
app.command()(population)


def run(var: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--var", str(var)])
    return done.exit_code, done.output


def test_whom_it_does_not_know_stays_until_it_is_told_otherwise(tmp_path: Path) -> None:
    assert "does not know 099192000808" in run(tmp_path, "up", "--unknown", "099192000808")[1]
    assert "slow; it does not know 099192000808" in run(tmp_path, "slow")[1], "only what is said changes"
    assert "up; it does not know nobody" in run(tmp_path, "up", "--knows-all")[1]
    assert "up; it does not know nobody" in run(tmp_path)[1], "and it is kept"


def test_both_at_once_are_refused(tmp_path: Path) -> None:
    code, told = run(tmp_path, "up", "--unknown", "1", "--knows-all")
    assert code != 0 and "contradict" in told and not (tmp_path / "population.json").exists()
