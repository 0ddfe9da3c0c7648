# SPDX-License-Identifier: Apache-2.0
"""`motcua bench --shapes` and `--overload`: both shapes side by side, each figure as a ratio within one run.

- from a commit to its effect elsewhere at 100 events a second; what a relay carries against a bare producer (`wires.py`);
- completions a second of separate services against embedded, in turns (`completing.py`);
- memory and cold start of the whole shape (`sides.py`);
- ten times the sustainable rate (`overload.py`).
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from httpx import HTTPError
from motcua_rpc import MotcuaError
from rich.console import Console

from motcua_cli.bench import machine, report
from motcua_cli.bench.shapes import showing
from motcua_cli.bench.shapes.sides import Side, both, memory
from motcua_cli.bench.throwaway import NotStarted

RATE, EVENTS, ROUNDS, CLIENTS = 100.0, 3000, 3, 8
NAMES = ("embedded", "production")
FAILURES = (MotcuaError, HTTPError, RuntimeError, TimeoutError, OSError)
Say = Callable[[str], None]


def run(
    var: Path, names: Sequence[str], *, figures: bool, rush_seconds: float, seconds: float, as_json: bool
) -> int:
    """`figures`: the four of both shapes, `seconds` each; `rush_seconds` of overload, 0 for none. Exit code 0, 1 where a goal was
    not met, 2 where it could not be measured."""
    console = Console(stderr=True, highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: in order
    try:
        with both(var.absolute() / "bench", tuple(names)) as sides:
            content = take(sides, figures, rush_seconds, seconds, console.print)
    except KeyboardInterrupt:
        print("motcua: stopped; nothing was kept.", file=sys.stderr)
        return 2
    except (NotStarted, *FAILURES) as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    report.keep(var, content, showing.show, as_json)
    if content["failed"]:
        return 2
    return 0 if all(one["met"] for one in content["goals"]) else 1


def take(
    wanted: Sequence[Side], figures: bool, rush_seconds: float, seconds: float, say: Say
) -> dict[str, Any]:
    """The whole course; what is kept. Raises NotStarted where no shape starts; one that does not is left out, and said to be."""
    began, busy = datetime.now(UTC), machine.load()
    content: dict[str, Any] = {
        "measured_at": began.isoformat(timespec="seconds"),
        "cold_start_seconds": {},
        "left_out": {},
    }
    for side in wanted:
        say(f"{side.name}: cold start")
        try:
            content["cold_start_seconds"][side.name] = round(side.start(), 1)
        except NotStarted as error:
            if len(wanted) == 1:
                raise
            content["left_out"][side.name] = str(error)
    sides = [side for side in wanted if side.name not in content["left_out"]]
    content["memory_mib"] = {side.name: memory(side) for side in sides}
    content |= {"events": {}, "completions": {}, "overload": {}, "failed": {}}
    for what, name, work in _stages(sides, figures, rush_seconds, seconds, say):
        try:
            found = work()
        except Exception as error:  # what was measured before, and comes after, is told all the same
            content["failed"][f"{what} {name}".strip()] = f"{type(error).__name__}: {error}"
        else:
            content[what] |= {name: found} if name else found
    content["goals"] = [asdict(one) for one in showing.goals(content)]
    where = machine.describe_machine(sides[0].postgres)
    return content | {"machine": where, "load": {"before": busy, "after": machine.load()}}


def _stages(
    sides: Sequence[Side], figures: bool, rush_seconds: float, seconds: float, say: Say
) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """What is measured, of which shape ("" for all), and how."""
    from motcua_cli.bench.shapes.completing import completions

    if figures:
        for side in sides:
            yield "events", side.name, partial(_events, side, seconds, say)
        yield "completions", "", partial(completions, sides, CLIENTS, seconds, ROUNDS - 1, say)
    for side in sides if rush_seconds else ():
        yield "overload", side.name, partial(_rush, side, rush_seconds, say)


def _rush(side: Side, seconds: float, say: Say) -> dict[str, Any]:
    from motcua_cli.bench.shapes.overload import as_json, overload

    return as_json(overload(side, seconds, say))


def _events(side: Side, seconds: float, say: Say) -> dict[str, Any]:
    from motcua_cli.bench.arithmetic import summarise
    from motcua_cli.bench.shapes.wires import latencies, throughput, wire

    say(f"{side.name}: events")
    with wire(side) as made:
        return {
            "commit_to_effect": summarise(1, latencies(made, RATE, seconds), seconds),
            "events_per_second": throughput(made, EVENTS, ROUNDS),
        }
