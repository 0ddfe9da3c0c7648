# SPDX-License-Identifier: Apache-2.0
"""The way of a dossier through the units so far, as its applicant may know it: who had it from when until when, and for which
steps. As `whereabouts`, down to the unit and never a person (TT 01/2018/TT-VPCP, Điều 16.2.d)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua_assignment.domain.task import LIVE
from motcua_assignment.domain.whereabouts import HANDOVER, Stay, goes_on

Named = tuple[str, str]
"""Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Been:
    """A stretch in which a unit had a dossier; `steps` in the order in which they were opened, each once.
    `due_at` lies before `until` where one of them was late."""

    unit: str
    since: datetime
    until: datetime
    due_at: datetime
    steps: tuple[Named, ...]
    parts: tuple[str, ...]


def past(stays: Iterable[Stay]) -> list[Been]:
    """What is over, oldest first. A stretch with a step that is still open is not over for its part: `places` has it; what the
    unit finished for other parts meanwhile is over."""
    by_unit: dict[str, list[Stay]] = {}
    for stay in stays:
        by_unit.setdefault(stay.unit, []).append(stay)
    found = [
        _been(unit, over) for unit, own in by_unit.items() for block in _blocks(own) for over in _over(block)
    ]
    return sorted(found, key=lambda been: (been.since, been.until, been.unit))


def _over(block: list[Stay]) -> list[list[Stay]]:
    live = {one.part for one in block if one.state in LIVE}
    if not live:
        return [block]
    of_these = [one for one in block if goes_on(one, live)]
    others = [one for one in block if not goes_on(one, live)]
    found = (*_blocks(of_these), *_blocks(others))
    return [one for one in found if not any(stay.state in LIVE for stay in one)]


def steps_of(own: Iterable[Stay]) -> tuple[Named, ...]:
    """Names of steps, each once."""
    ordered = sorted(own, key=lambda one: (one.opened_at, one.due_at))
    return tuple(dict.fromkeys((one.title_vi, one.title_en) for one in ordered if one.title_vi))


def _blocks(own: Sequence[Stay]) -> list[list[Stay]]:
    """Steps of one unit that followed one another or overlapped."""
    blocks: list[list[Stay]] = []
    end: datetime | None = None
    for stay in sorted(own, key=lambda one: one.opened_at):
        if blocks and (end is None or stay.opened_at <= end + HANDOVER):
            blocks[-1].append(stay)
            end = None if end is None or stay.closed_at is None else max(end, stay.closed_at)
        else:
            blocks.append([stay])
            end = stay.closed_at
    return blocks


def _due(block: Sequence[Stay]) -> datetime:
    """When all of it was due; where a step was late, when the first such step was: a later one that was in time hides nothing."""
    missed = [stay.due_at for stay in block if stay.closed_at is not None and stay.closed_at > stay.due_at]
    return min(missed) if missed else max(stay.due_at for stay in block)


def _been(unit: str, block: Sequence[Stay]) -> Been:
    parts = {stay.part for stay in block}
    return Been(
        unit,
        min(stay.opened_at for stay in block),
        max(stay.closed_at or stay.opened_at for stay in block),
        _due(block),
        steps_of(block),
        () if "" in parts else tuple(sorted(parts)),
    )
