# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the bench: what a list of latencies says, and how two measurements compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 < share ≤ 1) of the ascending values do not exceed (nearest rank): a
    latency that was really measured, never one in between.

    Raises:
        ValueError: nothing was measured, or the share is none.
    """
    if not ordered:
        raise ValueError("nothing was measured")
    if not 0 < share <= 1:
        raise ValueError(f"{share} is no share")
    # Rounded, since 0.55 * 100 is a little more than 55 in binary and would take the next rank.
    return ordered[max(math.ceil(round(share * len(ordered), 9)), 1) - 1]


@dataclass(frozen=True)
class Summary:
    """What a measurement says. Latencies in milliseconds, `seconds` from the first start to the last end."""

    clients: int
    count: int
    errors: int
    seconds: float
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float


def summarise(clients: int, latencies: Sequence[float], seconds: float, errors: int = 0) -> Summary:
    """`latencies` in seconds, those of calls that succeeded.

    Raises:
        ValueError: no call succeeded.
    """
    ordered = sorted(latencies)
    p50, p95, p99 = (round(percentile(ordered, share) * 1000, 3) for share in (0.5, 0.95, 0.99))
    rate = len(ordered) / seconds
    most = round(ordered[-1] * 1000, 3)
    return Summary(clients, len(ordered), errors, round(seconds, 3), round(rate, 2), p50, p95, p99, most)


def ratio(ours: float, yardstick: float) -> float:
    """How many times `yardstick` is in `ours`, to three figures; 0 when there is no yardstick."""
    return float(f"{ours / yardstick:.3g}") if yardstick else 0.0


def tasks_needed(per_second: float, seconds: float, growth: float, least: int) -> int:
    """How many tasks to prepare so that clients who are `growth` times as fast as measured do not run out."""
    return max(math.ceil(per_second * seconds * growth), least)
