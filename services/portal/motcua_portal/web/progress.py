# SPDX-License-Identifier: Apache-2.0
"""Where a dossier is and which time is not counted, for pages: agencies by name (never a person), stretches of the clock once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2 as pb

from motcua_portal.web.visit import Visit

EXTEND = "EXTEND"
"""A clock policy that stops nothing: the limit has more days."""
AT_WORK = (
    pb.DOSSIER_STATUS_ACCEPTED,
    pb.DOSSIER_STATUS_IN_PROGRESS,
    pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION,
    pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED,
)
"""Statuses in which an agency may have something to do with a dossier."""


@dataclass(frozen=True, slots=True)
class Place:
    """An agency that works on the dossier; `parts` are their names, none for all. `late`: its step is overdue. `steps` are the
    names of what it has to do."""

    agency: str
    since: Timestamp
    due: Timestamp
    parts: tuple[str, ...]
    late: bool
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in which a clock policy held (PAUSE, RESTART, EXCLUDE); `until` is None while it lasts. No `parts`: all. `sentence` is
    what its ground means, `basis` by which rule; "" where the service does not say."""

    name: str
    policy: str
    since: Timestamp
    until: Timestamp | None
    parts: tuple[str, ...]
    sentence: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Standstill:
    """What stops the legal clock now: names of grounds by key of part, "" for the promised date of the dossier."""

    grounds: Mapping[str, str]

    def of(self, part: str = "") -> str:
        """Why nothing is counted; "" when time is counted."""
        return self.grounds.get(part, "")


def standstill(visit: Visit, dossier: pb.Dossier) -> Standstill:
    """What was open first speaks for a part; parts that have their outcome are not counted any more. The promised date is that of
    the last part, so it is not known while any part stands still."""
    going = [part.key for part in dossier.parts if not part.HasField("decided_at")]
    grounds: dict[str, str] = {}
    for one in sorted(dossier.clock, key=lambda one: _since(one).ToNanoseconds()):
        stopped = [key for key in going if one.part in ("", key)]
        if not one.HasField("to") and one.policy != EXTEND and stopped:
            for key in ("", *stopped):
                grounds.setdefault(key, visit.pick(one.name) or one.ground)
    return Standstill(grounds)


def decided_by(visit: Visit, dossier: pb.Dossier, asked: pb.Supplement) -> Timestamp | None:
    """When the agency that asked for papers must have decided its part: no other day ends the request. None where the day is
    over, or not known as the clock stands still."""
    part = next((one for one in dossier.parts if one.key == asked.part), None)
    if part is None or not part.HasField("due_at") or standstill(visit, dossier).of(part.key):
        return None
    due: Timestamp = part.due_at
    return due if due.seconds > visit.request.app.state.clock.now().timestamp() else None


def place(visit: Visit, dossier: pb.Dossier, one: assignment_pb2.Whereabouts) -> Place:
    """An agency that has the dossier now."""
    late = one.due_at.seconds < visit.request.app.state.clock.now().timestamp()
    steps = tuple(visit.pick(step) for step in one.steps)
    return Place(
        visit.pick(one.unit_name),
        one.since,
        one.due_at,
        part_names(visit, dossier, one.parts),
        late,
        steps,
    )


def stretches(visit: Visit, dossier: pb.Dossier) -> list[Stretch]:
    """In order of time; what several parts have alike is one line. What made a limit longer stopped no clock: the derivation
    says it."""
    alike: dict[tuple[str, str, int, int], list[pb.ClockInterval]] = {}
    for one in dossier.clock:
        if one.policy == EXTEND:
            continue
        key = (one.ground, one.policy, _since(one).ToNanoseconds(), one.to.ToNanoseconds())
        alike.setdefault(key, []).append(one)
    made = [_stretch(visit, dossier, own) for own in alike.values()]
    return sorted(made, key=lambda one: one.since.ToNanoseconds())


def _stretch(visit: Visit, dossier: pb.Dossier, own: Sequence[pb.ClockInterval]) -> Stretch:
    first = own[0]
    until = first.to if first.HasField("to") else None
    keys = [one.part for one in own if one.part]
    name = visit.pick(first.name) or first.ground
    parts = part_names(visit, dossier, keys)
    return Stretch(
        name, first.policy, _since(first), until, parts, visit.pick(first.sentence), basis_of(first)
    )


def basis_of(one: pb.ClockInterval) -> str:
    """By which rules the ground of a stretch holds; "" where the service does not say."""
    named = (", ".join(filter(None, (it.document, it.article))) for it in one.legal_basis)
    return "; ".join(filter(None, named))


def part_names(visit: Visit, dossier: pb.Dossier, keys: Sequence[str]) -> tuple[str, ...]:
    """Names of parts; none when these are all of them."""
    if set(keys) >= {part.key for part in dossier.parts}:
        return ()
    return tuple(visit.pick(part.name) for part in dossier.parts if part.key in keys)


def _since(interval: pb.ClockInterval) -> Timestamp:
    # The field is called `from`, a word of the language.
    since: Timestamp = getattr(interval, "from")
    return since
