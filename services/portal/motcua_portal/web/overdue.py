# SPDX-License-Identifier: Apache-2.0
"""Whether the agencies are late with a dossier: with the answer to an online submission, or with the promised date. The times
themselves are working time already: intake counts them with the unit's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import intake_pb2 as pb
from motcua_organisation import Unit

from motcua_portal.web.progress import AT_WORK, standstill
from motcua_portal.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Overdue:
    """`since` is when it should have been done; `what` is the answer of the window or the return of results. `unit` answers for
    it and is who to turn to; "" where the organisation does not say where or how it is reached."""

    what: Literal["answer", "return"]
    since: Timestamp
    unit: str
    address: str = ""
    phone: str = ""
    email: str = ""


def overdue(visit: Visit, dossier: pb.Dossier) -> Overdue | None:
    """None in time, at the end, and while the legal clock stands still: the promised date is then not known yet."""
    state = visit.request.app.state
    late = _late(dossier, state.clock.now(), bool(standstill(visit, dossier).of()))
    if late is None:
        return None
    what, since = late
    return Overdue(
        what, since, visit.pick(dossier.unit.name), **_reached(visit, state.organisation.units, dossier)
    )


def _late(
    dossier: pb.Dossier, now: datetime, still: bool
) -> tuple[Literal["answer", "return"], Timestamp] | None:
    if dossier.status == pb.DOSSIER_STATUS_SUBMITTED:
        late = dossier.HasField("answer_due_at") and dossier.answer_due_at.ToMicroseconds() < _micro(now)
        return ("answer", dossier.answer_due_at) if late else None
    if dossier.status not in AT_WORK or still or not dossier.HasField("promised_at"):
        return None
    return ("return", dossier.promised_at) if dossier.promised_at.ToMicroseconds() < _micro(now) else None


def _micro(moment: datetime) -> int:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp.ToMicroseconds()


def _reached(visit: Visit, units: Mapping[str, Unit], dossier: pb.Dossier) -> dict[str, str]:
    known = units.get(dossier.unit.key)
    if known is None:
        return {}
    return {"address": visit.pick(known.address), "phone": known.phone, "email": known.email}
