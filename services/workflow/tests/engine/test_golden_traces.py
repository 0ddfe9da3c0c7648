# SPDX-License-Identifier: Apache-2.0
"""The golden traces of the docs are what the engine does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from motcua_workflow.engine.run import run_file

FOLDER = Path(__file__).parents[4] / "docs" / "engine-traces"
DRAWINGS = sorted(path.stem for path in FOLDER.glob("*.bpmn"))


def test_there_are_five_drawings_with_traces() -> None:
    assert len(DRAWINGS) == 5
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == DRAWINGS


@pytest.mark.parametrize("name", DRAWINGS)
def test_golden_trace(name: str) -> None:
    data = (FOLDER / f"{name}.bpmn").read_bytes()
    for run in json.loads((FOLDER / f"{name}.json").read_text("utf-8")):
        answers = [(element, facts) for element, facts in run["complete"]]
        result = run_file(data, f"{name}.bpmn", facts=run["facts"], complete=answers, auto=run["auto"])
        assert result.as_json() == run["result"]
