# SPDX-License-Identifier: Apache-2.0
"""Which agencies have a dossier, as its applicant may know: signed in, the law shows the progress down to the department, and no
person (TT 01/2018/TT-VPCP, Điều 16.2.d)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua_assignment.domain.task import LIVE

HANDOVER = timedelta(minutes=1)
"""A step that opens so soon after another of the same unit closed goes on there: closing and opening are told by two services."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A step of a dossier at a unit: from when, until when (None: still), due when."""

    unit: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime
    part: str
    title_vi: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that has open steps: since when without interruption, until when at the latest. No `parts`: the whole dossier."""

    unit: str
    since: datetime
    due_at: datetime
    parts: tuple[str, ...]


def places(stays: Iterable[Stay]) -> list[Place]:
    """The units with open steps, the one that has the dossier longest first."""
    by_unit: dict[str, list[Stay]] = {}
    for stay in stays:
        by_unit.setdefault(stay.unit, []).append(stay)
    found = (_place(unit, own) for unit, own in by_unit.items() if any(one.state in LIVE for one in own))
    return sorted(found, key=lambda place: (place.since, place.unit))


def _place(unit: str, own: Sequence[Stay]) -> Place:
    now = [stay for stay in own if stay.state in LIVE]
    parts = tuple(sorted({stay.part for stay in now}))
    same = [stay for stay in own if goes_on(stay, parts)]
    return Place(
        unit, _since(same, min(stay.opened_at for stay in now)), max(stay.due_at for stay in now),
        () if "" in parts else parts,
    )  # fmt: skip


def goes_on(stay: Stay, live: Collection[str]) -> bool:
    """Whether a step belongs to what a unit still has in hand: to one of these parts, or to any where one of them is the whole
    dossier ("")."""
    return "" in live or stay.part in live


def _since(own: Sequence[Stay], since: datetime) -> datetime:
    """Back over steps of the same unit that followed one another."""
    for stay in sorted(own, key=lambda one: one.closed_at or since, reverse=True):
        if stay.closed_at is not None and stay.closed_at >= since - HANDOVER:
            since = min(since, stay.opened_at)
    return since
