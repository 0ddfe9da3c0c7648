# SPDX-License-Identifier: Apache-2.0
"""Prints what one move of the pure core costs, and how large the state is, as an instance grows old.

    python services/workflow/benches/engine_growth.py

A supplement loop (appraise, decide, ask, wait with a boundary timer, appraise again) is played for 1,000 rounds; no
database, no network. A move is: read the state, complete a task or receive a message, evaluate, write the state.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.read import read
from motcua_workflow.engine.step import Step

DRAWING = Path(__file__).parents[3] / "docs" / "engine-traces" / "supplement.bpmn"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ROUNDS = (1, 10, 100, 1000)
AROUND = 10


def compiled() -> CompiledProcess:
    drawing = read(DRAWING.read_bytes(), DRAWING.name).drawing
    if drawing is None:
        raise SystemExit(f"{DRAWING} cannot be read")
    return compile_process(drawing, "appraisal")


def timed(move: Callable[[], Step]) -> tuple[Step, float]:
    begin = time.perf_counter()
    step = move()
    return step, (time.perf_counter() - begin) * 1000


def main() -> None:
    spec = compiled()
    step = core.start(spec, {"dossier": "H01.15-261123-0001", "parts": ["release", "transfer"]}, NOW)
    costs: list[float] = []
    sizes: list[int] = []
    for turn in range(1, max(ROUNDS) + AROUND):
        state, key = step.state, f"appraise#{turn}"
        step, asked = timed(lambda s=state, k=key: core.complete(spec, s, k, {"missing": ["A1"]}, NOW))  # type: ignore[misc]
        state, key = step.state, f"wait#{turn}"
        step, answered = timed(lambda s=state, k=key: core.receive(spec, s, k, {"papers": ["A1"]}, NOW))  # type: ignore[misc]
        costs.append((asked + answered) / 2)
        sizes.append(len(step.state))
    print(f"{'round':>6} {'ms per move':>12} {'state, bytes':>13}")
    for turn in ROUNDS:
        print(
            f"{turn:>6} {statistics.median(costs[turn - 1 : turn - 1 + AROUND]):>12.2f} {sizes[turn - 1]:>13}"
        )


if __name__ == "__main__":
    main()
