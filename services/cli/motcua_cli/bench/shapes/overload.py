# SPDX-License-Identifier: Apache-2.0
"""Ten times what a shape can do, for half a minute: half of it drafts saved by gRPC, half pages of the catalogue by HTTP, while
officers read their inboxes. What is told: who was let in, how everybody else was answered, how long inboxes took, what it cost in
memory, and how soon everything was as before."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua_cli.bench.arithmetic import percentile
from motcua_cli.bench.shapes.load import LIST, SAVE, Heard, Stream, pour
from motcua_cli.bench.shapes.sides import Side, memory
from motcua_cli.bench.workload import Windows

FIRST_RATE, MOST_RATE = 8.0, 512.0
STEP_SECONDS = 3.0
FINE_P95 = 0.5
TIMES = 10
INBOX_RATE = 4.0
FINE = frozenset({"OK", "200"})
REFUSED = frozenset({"RESOURCE_EXHAUSTED OVERLOADED", "RESOURCE_EXHAUSTED TOO_MANY_AT_ONCE", "429"})
PAGE, API_INBOX = "/thu-tuc", "/api/v1/tasks?page_size=50"
CALM_IN_A_ROW, CALM_WITHIN = 5, 30.0
Say = Callable[[str], None]


@dataclass
class Rush:
    """What came of it. Times in ms, memory in MiB, rates a second."""

    sustainable: float
    offered: float
    seconds: float
    statuses: dict[str, int] = field(default_factory=dict)
    inbox_p50_ms: float = 0.0
    inbox_p99_ms: float = 0.0
    inbox_statuses: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    memory_before: float = 0.0
    memory_during: float = 0.0
    memory_after: float = 0.0
    calm_after_seconds: float | None = None

    @property
    def share_answered(self) -> float:
        total = sum(self.statuses.values())
        return round(sum(self.statuses.get(one, 0) for one in FINE) / total, 3) if total else 0.0


class Crowd:
    """The streams against one shape."""

    def __init__(self, side: Side) -> None:
        windows = Windows(side.run)
        communes = windows.communes
        self._clerks = tuple(windows.token(windows.user(one.unit, "window_clerk"))() for one in communes)
        self._officers = tuple(windows.token(windows.user(one.unit, "commune_leader"))() for one in communes)
        self._units = tuple(one.unit for one in communes)
        self._run = side.run

    def outside(self, rate: float) -> list[Stream]:
        """Drafts and pages, half each; at the windows of all communes, as one clerk may have half of the places at most."""
        drafts = Stream(SAVE, self._run["grpc"], rate / 2, self._clerks, self._units)
        return [drafts, Stream(PAGE, self._run["http"], rate / 2)]

    def inboxes(self) -> list[Stream]:
        return [
            Stream(LIST, self._run["grpc"], INBOX_RATE, self._officers),
            Stream(API_INBOX, self._run["http"], INBOX_RATE, self._officers),
        ]


def overload(side: Side, seconds: float, say: Say) -> Rush:
    """Ramp, rush, recovery."""
    crowd = Crowd(side)
    rate, usual = ramp(lambda wanted: _step(crowd, wanted, side.name, say))
    rush = Rush(rate, TIMES * rate, seconds, memory_before=memory(side)["sum"])
    say(f"{side.name}: {rush.offered:.0f} a second for {seconds:.0f} s, inboxes read meanwhile")

    def look() -> None:
        time.sleep(seconds * 0.7)
        rush.memory_during = memory(side)["sum"]

    drafts, pages, *read = pour([*crowd.outside(rush.offered), *crowd.inboxes()], seconds, look)
    ended = time.monotonic()
    rush.calm_after_seconds = _calm(crowd, max(2 * usual, 0.25), ended)
    rush.memory_after = memory(side)["sum"]
    take_in(rush, drafts + pages, read[0] + read[1])
    return rush


def take_in(rush: Rush, outside: Heard, inboxes: Heard) -> None:
    """What was heard, into `rush`."""
    rush.statuses, rush.inbox_statuses = dict(outside.statuses), dict(inboxes.statuses)
    every: Counter[str] = outside.statuses + inboxes.statuses
    rush.others = {name: count for name, count in every.items() if name not in FINE | REFUSED}
    if inboxes.latencies:
        ordered = sorted(inboxes.latencies)
        rush.inbox_p50_ms, rush.inbox_p99_ms = (
            round(percentile(ordered, one) * 1000, 1) for one in (0.5, 0.99)
        )


def ramp(step: Callable[[float], Heard]) -> tuple[float, float]:
    """The highest rate at which everything is let in and 19 of 20 answers come within half a second, by doubling; and the p99 of
    that step in seconds. The first rate where even that is too much."""
    rate, best, usual = FIRST_RATE, FIRST_RATE, FINE_P95
    while rate <= MOST_RATE:
        heard = step(rate)
        ordered = sorted(heard.latencies)
        if set(heard.statuses) - FINE or not ordered or percentile(ordered, 0.95) > FINE_P95:
            break
        best, usual = rate, percentile(ordered, 0.99)
        rate *= 2
    return best, usual


def calm_since(probes: Sequence[tuple[float, bool]], in_a_row: int = CALM_IN_A_ROW) -> float | None:
    """When the first of the last `in_a_row` good probes was made; None where there are not so many. A probe is its moment and
    whether it was good."""
    last = probes[-in_a_row:]
    return last[0][0] if len(last) == in_a_row and all(good for _, good in last) else None


def _step(crowd: Crowd, rate: float, name: str, say: Say) -> Heard:
    say(f"{name}: {rate:.0f} a second")
    drafts, pages = pour(crowd.outside(rate), STEP_SECONDS)
    heard: Heard = drafts + pages
    return heard


def _calm(crowd: Crowd, limit: float, ended: float) -> float | None:
    """Seconds from the end of the rush until answers come as before; None where they do not within half a minute."""
    probes: list[tuple[float, bool]] = []
    while time.monotonic() - ended < CALM_WITHIN:
        at = time.monotonic() - ended
        heard = pour(
            [Stream(one.what, one.target, 5.0, one.tokens, one.units) for one in crowd.outside(1.0)], 0.4
        )
        good = [not set(one.statuses) - FINE and max(one.latencies, default=9.9) <= limit for one in heard]
        probes.append((at, all(good)))
        since = calm_since(probes)
        if since is not None:
            return round(since, 1)
    return None


def as_json(rush: Rush) -> dict[str, Any]:
    return vars(rush) | {"share_answered": rush.share_answered}
