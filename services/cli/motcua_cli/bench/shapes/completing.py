# SPDX-License-Identifier: Apache-2.0
"""Completions a second of both shapes, in turns within one run, so that whatever else the machine does meets both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from motcua_cli.bench.arithmetic import Summary, summarise, tasks_needed
from motcua_cli.bench.clients import Lane, measure
from motcua_cli.bench.machine import cpu_seconds
from motcua_cli.bench.shapes.sides import Side
from motcua_cli.bench.workload import Samples, Windows

WARM_UP = 16
GROWTH = 1.5
QUIET_CORES = 0.3
QUIET_WITHIN = 10.0
Say = Callable[[str], None]


def completions(
    sides: Sequence[Side], clients: int, seconds: float, rounds: int, say: Say
) -> dict[str, list[Summary]]:
    """By shape, one summary a round. Raises RuntimeError where every call was refused."""
    windows = {side.name: Windows(side.run) for side in sides}
    rates = {
        side.name: _round(side, windows[side.name], clients, WARM_UP, 60.0, say).per_second for side in sides
    }
    found: dict[str, list[Summary]] = {side.name: [] for side in sides}
    for number in range(rounds):
        for side in sides if number % 2 == 0 else reversed(sides):
            count = tasks_needed(rates[side.name], seconds, GROWTH, 2 * clients)
            found[side.name].append(_round(side, windows[side.name], clients, count, seconds, say))
    return found


def _round(side: Side, windows: Windows, clients: int, count: int, seconds: float, say: Say) -> Summary:
    say(f"{side.name}: receiving {count} dossiers, then completing them by {clients} clients")
    by_unit = windows.prepare(count, Samples(), clients)
    units, lanes = list(by_unit), []
    for number in range(clients):
        unit, turn = units[number % len(units)], number // len(units)
        sharers = len(range(number % len(units), clients, len(units)))
        token = windows.token(windows.user(unit, "justice_officer"))()
        lanes.append(Lane("complete", side.run["grpc"], token, tuple(by_unit[unit][turn::sharers])))
    settle(side)
    done = measure(lanes, seconds)
    if not done.latencies:
        raise RuntimeError(f"{side.name}: every completion was refused: {done.refused}.")
    return summarise(clients, done.latencies, done.seconds, sum(done.refused.values()))


def settle(side: Side) -> None:
    """Until what was prepared has been worked off, 10 s at most."""
    pids, until = list(side.pids().values()), time.monotonic() + QUIET_WITHIN
    while time.monotonic() < until:
        before = cpu_seconds(pids)
        time.sleep(0.5)
        if cpu_seconds(pids) - before < QUIET_CORES * 0.5:
            return
