# SPDX-License-Identifier: Apache-2.0
"""The way of a dossier in plain words: where it was, for what, how long; where it is; and what comes next in outline.

Down to the unit, never a person (TT 01/2018/TT-VPCP, Điều 16.2.d). The window's stays and the applicant's own come from the
dossier, those of agencies from their inboxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2, journey_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar.calendar import calendar_of
from motcua_calendar.errors import ClockError
from motcua_calendar.working import working_time
from motcua_rpc import MotcuaError, Unauthenticated

from motcua_portal.desk.due import amount
from motcua_portal.web.progress import AT_WORK, Place, basis_of, part_names, place
from motcua_portal.web.return_ways import ReturnWays
from motcua_portal.web.visit import Visit

BEFORE_ACCEPTANCE = "before_acceptance"
COMPLETION = "completion"
PAYMENT = "payment"
ASKED, ANSWERED = "dossier.lookup_asked", "dossier.lookup"
"""Lines of the history about outside databases."""
AS_KEPT_BEFORE = {
    "; đang chờ trả lời.": "; chờ trả lời.",
    "; its answer is awaited.": "; waiting for its answer.",
}
"""Ends of such lines as an earlier version kept them for good: they speak of a wait that is over as if it lasted."""
WAITS = (pb.PART_STATUS_WAITING, pb.PART_STATUS_IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Step:
    """A stay that is over, or a moment (`until` is None). `why` is what was done; `taken` in working time of the unit, "" for the
    applicant's own time; `late_since` is when it should have been done; `law` is why no time was counted."""

    who: str
    since: Timestamp
    until: Timestamp | None
    why: tuple[str, ...] = ()
    taken: str = ""
    late_since: Timestamp | None = None
    parts: tuple[str, ...] = ()
    mine: bool = False
    law: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next: `who` does it, "" where `what` says so or nobody knows; `until` is the latest day, None where it is not
    known (yet). `late`: that day is over."""

    what: str
    until: Timestamp | None
    who: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """An outside database that was asked and has not answered; `until` is the latest day of the part that waits, if known."""

    what: str
    since: Timestamp
    until: Timestamp | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """`places` is None when agencies could not be asked; then `past` lacks their stays, and the page says so."""

    past: list[Step] = field(default_factory=list)
    places: list[Place] | None = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)


def journey(
    visit: Visit, dossier: pb.Dossier, procedure: pb.Procedure | None, way: ReturnWays | None = None
) -> Journey:
    """Of a dossier that the visitor may read; `way`: how its results are to be received."""
    found = _whereabouts(visit, dossier)
    past = [*_window(visit, dossier), *_own(visit, dossier), *_returned(visit, dossier)]
    if found is not None:
        past += [_agency(visit, dossier, one) for one in found.past]
    asked, waits = _registers(visit, dossier, found)
    past = sorted([*past, *asked], key=lambda one: one.since.ToNanoseconds())
    coming = list(_coming(visit, dossier, procedure, way))
    return Journey(past, _places(visit, dossier, found), coming, waits)


def _registers(
    visit: Visit, dossier: pb.Dossier, found: assignment_pb2.GetWhereaboutsResponse | None
) -> tuple[list[Step], list[Wait]]:
    """Waits for outside databases, over and lasting. One ends with an answer, when an agency goes on without it, or with the
    last part."""
    answers = [one.at for one in dossier.history if one.type == ANSWERED]
    if all(one.HasField("decided_at") for one in dossier.parts):
        answers += [one.decided_at for one in dossier.parts]
    if found is not None:
        answers += [one.since for one in found.past] + [one.since for one in found.places]
    over, waits = [], []
    for line in dossier.history:
        if line.type != ASKED:
            continue
        later = [one for one in answers if one.ToNanoseconds() > line.at.ToNanoseconds()]
        end = min(later, key=lambda one: one.ToNanoseconds(), default=None)
        if end is not None:
            over.append(Step(_asked_once(visit.pick(line.text)), line.at, end))
        elif dossier.status in AT_WORK:
            waits.append(_wait(visit, dossier, line))
    return over, waits


def _asked_once(text: str) -> str:
    """What was asked, of a wait that is over."""
    for before, now in AS_KEPT_BEFORE.items():
        text = text.removesuffix(before) + now if text.endswith(before) else text
    return text


def _wait(visit: Visit, dossier: pb.Dossier, line: pb.HistoryLine) -> Wait:
    """With the day of the part that is due first: nothing later is promised while its step waits."""
    going = [
        one for one in dossier.parts if one.status == pb.PART_STATUS_IN_PROGRESS and one.HasField("due_at")
    ]
    first = min(going, key=lambda one: one.due_at.ToNanoseconds(), default=None)
    if first is None:
        return Wait(visit.pick(line.text), line.at)
    return Wait(visit.pick(line.text), line.at, first.due_at, visit.pick(first.name))


def _whereabouts(visit: Visit, dossier: pb.Dossier) -> assignment_pb2.GetWhereaboutsResponse | None:
    """Of agencies; empty where none can have had it, None when it cannot be asked at the moment, and the page goes without."""
    if dossier.status not in AT_WORK and not dossier.HasField("accepted_at"):
        return assignment_pb2.GetWhereaboutsResponse()
    asked = assignment_pb2.GetWhereaboutsRequest(dossier_id=dossier.dossier_id)
    try:
        with visit.acting():
            found: assignment_pb2.GetWhereaboutsResponse = (
                visit.request.app.state.services.assignment.GetWhereabouts(asked)
            )
    except Unauthenticated:
        raise
    except MotcuaError:
        return None
    return found


def _places(
    visit: Visit, dossier: pb.Dossier, found: assignment_pb2.GetWhereaboutsResponse | None
) -> list[Place] | None:
    """Where it is now. A step of parts that have their outcome is over for the applicant, though its inbox may hear so later."""
    if dossier.status not in AT_WORK:
        return []
    if found is None:
        return None
    decided = {part.key for part in dossier.parts if part.HasField("decided_at")}
    return [
        place(visit, dossier, one)
        for one in found.places
        if not one.parts or not decided.issuperset(one.parts)
    ]


def _window(visit: Visit, dossier: pb.Dossier) -> Iterator[Step]:
    """From the submission to the window's decision, with the rounds of papers in between."""
    unit, since = visit.pick(dossier.unit.name), dossier.submitted_at
    why = (visit.say("Kiểm tra hồ sơ trước khi tiếp nhận"),)
    for one in dossier.supplements:
        if one.stage != BEFORE_ACCEPTANCE:
            continue
        yield Step(
            unit, since, one.requested_at, why, _taken(visit, dossier.unit.key, since, one.requested_at)
        )
        end = _end(one)
        if end is None:
            return
        yield _asked(visit, one, end, "")
        since = end
    done = _first(dossier, "accepted_at") or _first(dossier, "finished_at")
    if done is not None:
        late = _first(dossier, "answer_due_at")
        late = late if late and late.ToNanoseconds() < done.ToNanoseconds() else None
        yield Step(unit, since, done, why, _taken(visit, dossier.unit.key, since, done), late)


def _own(visit: Visit, dossier: pb.Dossier) -> Iterator[Step]:
    """What waited for the applicant after acceptance: papers, and payments."""
    for one in dossier.supplements:
        end = _end(one)
        if one.stage != BEFORE_ACCEPTANCE and end is not None:
            yield _asked(visit, one, end, _law(visit, dossier, "supplement"))
    seen = set()
    for span in dossier.clock:
        since: Timestamp = getattr(span, "from")
        key = (span.ground, since.ToNanoseconds())
        if span.ground.startswith(PAYMENT) and span.HasField("to") and key not in seen:
            seen.add(key)
            why = (visit.pick(span.name),)
            law = _law(visit, dossier, span.ground)
            yield Step(visit.say("Bạn"), since, span.to, why, mine=True, law=law)


def _asked(visit: Visit, one: pb.Supplement, end: Timestamp, law: str) -> Step:
    if one.HasField("answered_at"):
        why = visit.say("Bổ sung giấy tờ (lần {round}): đã nộp", round=one.round)
    elif one.stage == COMPLETION:
        why = visit.say("Bổ sung giấy tờ (lần {round}): chưa nộp, cơ quan không chờ nữa", round=one.round)
    else:
        why = visit.say("Bổ sung giấy tờ (lần {round}): hết hạn, chưa nộp", round=one.round)
    return Step(visit.say("Bạn"), one.requested_at, end, (why,), mine=True, law=law)


def _returned(visit: Visit, dossier: pb.Dossier) -> Iterator[Step]:
    """When results were handed over, those of one moment together."""
    by_moment: dict[int, list[pb.Result]] = {}
    for one in dossier.results:
        if one.HasField("returned_at"):
            by_moment.setdefault(one.returned_at.ToNanoseconds(), []).append(one)
    for handed in by_moment.values():
        names = "; ".join(visit.pick(one.name) for one in handed)
        why = (visit.say("Trả kết quả: {results}", results=names),)
        yield Step(visit.pick(dossier.unit.name), handed[0].returned_at, None, why)


def _agency(visit: Visit, dossier: pb.Dossier, one: journey_pb2.Stay) -> Step:
    late = one.until.ToNanoseconds() > one.due_at.ToNanoseconds()
    return Step(
        visit.pick(one.unit_name), one.since, one.until, tuple(visit.pick(step) for step in one.steps),
        amount(visit, max(one.working_minutes, 0), one.day_minutes) if one.day_minutes else "",
        one.due_at if late else None, part_names(visit, dossier, one.parts),
    )  # fmt: skip


def _coming(
    visit: Visit, dossier: pb.Dossier, procedure: pb.Procedure | None, way: ReturnWays | None
) -> Iterator[Coming]:
    """Parts that have no outcome yet, and the return of results."""
    if dossier.HasField("finished_at") or dossier.status not in (*AT_WORK, pb.DOSSIER_STATUS_SUBMITTED):
        return
    limits = {one.key: _limit(visit, one) for one in procedure.parts} if procedure else {}
    for part in dossier.parts:
        if part.status not in WAITS:
            continue
        name, due = visit.pick(part.name), _first(part, "due_at")
        if due is None and limits.get(part.key):
            name = visit.say("{part}, thời hạn {limit}", part=name, limit=limits[part.key])
        elif part.status == pb.PART_STATUS_WAITING and dossier.HasField("accepted_at"):
            name = visit.say("{part} (chưa đến lượt)", part=name)
        yield Coming(name, due, visit.pick(part.agency.name), _past(visit, due))
    due = _first(dossier, "promised_at")
    yield Coming(_return(visit, dossier, way), due, late=_past(visit, due))


def _past(visit: Visit, due: Timestamp | None) -> bool:
    return due is not None and due.seconds < visit.request.app.state.clock.now().timestamp()


def _return(visit: Visit, dossier: pb.Dossier, way: ReturnWays | None) -> str:
    """The return of results as it was chosen."""
    chosen = way.way if way is not None and not way.silent and not way.shut else "window"
    unit = visit.pick(dossier.unit.name)
    if chosen == "post":
        return visit.say("Gửi kết quả qua bưu chính công ích")
    if chosen == "electronic":
        return visit.say("Trả bản điện tử trên trang hồ sơ này; bản giấy (nếu có) nhận tại {unit}", unit=unit)
    return visit.say("Trả kết quả tại {unit}", unit=unit)


def _limit(visit: Visit, rule: pb.ProcedurePart) -> str:
    """A limit with where it counts from; "" where the service does not say it. One that follows another part says so itself."""
    limit = visit.pick(rule.limit)
    if not limit or rule.after or not rule.counts_from.vi:
        return limit
    return visit.say("{limit} kể từ {start}", limit=limit, start=visit.pick(rule.counts_from))


def _law(visit: Visit, dossier: pb.Dossier, ground: str) -> str:
    """What a ground means and by which rule; "" where the service does not say."""
    one = next((span for span in dossier.clock if span.ground == ground), None)
    if one is None or not one.sentence.vi:
        return ""
    basis = basis_of(one)
    return visit.pick(one.sentence) + (f" ({basis})" if basis else "")


def _taken(visit: Visit, unit: str, since: Timestamp, until: Timestamp) -> str:
    """Working time of a unit between two moments; "" where it cannot be counted."""
    known = visit.request.app.state.organisation.units.get(unit)
    if known is None:
        return ""
    start, end = (_aware(one) for one in (since, until))
    try:
        minutes = int(working_time(calendar_of(known.hours), start, end).total_seconds() // 60)
    except ClockError:
        return ""
    return amount(visit, max(minutes, 0), int(known.hours.daily.total_seconds() // 60))


def _aware(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


def _end(one: pb.Supplement) -> Timestamp | None:
    return _first(one, "answered_at") or _first(one, "closed_at")


def _first(message: pb.Dossier | pb.Part | pb.Supplement, name: str) -> Timestamp | None:
    found: Timestamp | None = getattr(message, name) if message.HasField(name) else None
    return found
