# SPDX-License-Identifier: Apache-2.0
"""Makes overlapping interruptions of a clock disjoint, so that any order of events can be counted.

What makes a limit longer (EXTEND) stops nothing and stays as it is. A restart wins over time that stands still, restarts
that overlap are one, and time that stands still twice stands still once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from motcua_calendar.intervals import Interval, Policy


def disjoint(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same interruptions without overlaps, in order of time; an open one (`end` None) reaches past all others."""
    given = sorted(intervals, key=lambda one: one.start)
    longer = [one for one in given if one.policy is Policy.EXTEND]
    restarts = _joined([one for one in given if one.policy is Policy.RESTART])
    halts = [one for one in given if one.policy not in (Policy.RESTART, Policy.EXTEND)]
    for restart in restarts:
        halts = [piece for halt in halts for piece in _outside(halt, restart)]
    return tuple(sorted([*restarts, *_once(halts), *longer], key=lambda one: one.start))


def _later(first: datetime | None, second: datetime | None) -> datetime | None:
    return None if first is None or second is None else max(first, second)


def _joined(restarts: Sequence[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for one in restarts:
        last = joined[-1] if joined else None
        if last is not None and (last.end is None or one.start <= last.end):
            joined[-1] = replace(last, end=_later(last.end, one.end))
        else:
            joined.append(one)
    return joined


def _outside(halt: Interval, restart: Interval) -> list[Interval]:
    """What of a halt lies before and after a restart's stretch."""
    pieces = []
    if halt.start < restart.start:
        end = restart.start if halt.end is None else min(halt.end, restart.start)
        pieces.append(replace(halt, end=end))
    if restart.end is not None and (halt.end is None or halt.end > restart.end):
        pieces.append(replace(halt, start=max(halt.start, restart.end)))
    return pieces


def _once(halts: Sequence[Interval]) -> list[Interval]:
    kept: list[Interval] = []
    reached: datetime | None = None
    for one in sorted(halts, key=lambda halt: halt.start):
        if kept and kept[-1].end is None:
            break
        start = one.start if reached is None else max(one.start, reached)
        if one.end is None or start < one.end:
            kept.append(replace(one, start=start))
            reached = one.end
    return kept
