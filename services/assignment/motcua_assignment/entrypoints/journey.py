# SPDX-License-Identifier: Apache-2.0
"""Where a dossier is and was, as protobuf: units, steps, times; no persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import journey_pb2
from motcua.common.v1 import common_pb2

from motcua_assignment.app.opening import stamp
from motcua_assignment.domain.journey import Been, Named, past, steps_of
from motcua_assignment.domain.task import LIVE
from motcua_assignment.domain.whereabouts import Stay, places
from motcua_assignment.entrypoints import wording
from motcua_assignment.entrypoints.wording import Office


def whereabouts(office: Office, stays: Sequence[Stay]) -> pb.GetWhereaboutsResponse:
    """What is open now, and what is over."""
    made = wording.places(office.organisation, places(stays))
    for place in made.places:
        place.steps.extend(_names(steps) for steps in _open_steps(stays, place.unit))
    made.past.extend(_stay(office, one) for one in past(stays))
    return made


def _open_steps(stays: Iterable[Stay], unit: str) -> Sequence[Named]:
    return steps_of(one for one in stays if one.unit == unit and one.state in LIVE)


def _stay(office: Office, one: Been) -> journey_pb2.Stay:
    taken = office.working_time.left(one.unit, one.since, one.until, one.since)
    return journey_pb2.Stay(
        unit=one.unit, unit_name=wording.unit_name(office.organisation, one.unit), since=stamp(one.since),
        until=stamp(one.until), due_at=stamp(one.due_at), steps=[_names(steps) for steps in one.steps],
        parts=one.parts, working_minutes=taken.working_minutes if taken else 0,
        day_minutes=taken.day_minutes if taken else 0,
    )  # fmt: skip


def _names(both: Named) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=both[0], en=both[1] or both[0])
