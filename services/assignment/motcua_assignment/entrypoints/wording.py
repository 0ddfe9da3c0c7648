# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua.common.v1 import common_pb2
from motcua_organisation import Organisation
from motcua_rpc.structs import to_struct
from motcua_text import Text

from motcua_assignment.adapters.completions import Record
from motcua_assignment.adapters.journal import Entry
from motcua_assignment.app.forms import StepForm
from motcua_assignment.app.opening import actor_message, stamp
from motcua_assignment.app.working_time import WorkingTime
from motcua_assignment.domain.narrowing import Times
from motcua_assignment.domain.standstill import Stretch
from motcua_assignment.domain.substitution import Substitution
from motcua_assignment.domain.task import Dossier, Kind, State, Task
from motcua_assignment.domain.whereabouts import Place

KINDS: dict[str, pb.TaskKind] = {
    Kind.STEP: pb.TASK_KIND_STEP,
    Kind.ACCEPTANCE: pb.TASK_KIND_ACCEPTANCE,
    Kind.RETURN: pb.TASK_KIND_RETURN,
}
STATES: dict[str, pb.TaskState] = {
    State.OPEN: pb.TASK_STATE_OPEN,
    State.CLAIMED: pb.TASK_STATE_CLAIMED,
    State.DONE: pb.TASK_STATE_DONE,
    State.CANCELLED: pb.TASK_STATE_CANCELLED,
}


SOON_WHOLE, SOON_STEP = "8wh", "2wh"
"""Working time that is left at most of what is due soon (our rule): of a part or dossier; of what has only its own time."""


@dataclass(frozen=True, slots=True)
class Office:
    """What a row is worded with: names of units, their working time, and the present moment, one for a whole answer."""

    organisation: Organisation
    working_time: WorkingTime
    now: datetime
    _times: dict[str, Times] = field(default_factory=dict)

    def times(self, unit: str) -> Times:
        """The moments that a list of this unit goes by."""
        if unit not in self._times:
            self._times[unit] = self._reckoned(unit)
        return self._times[unit]

    def _reckoned(self, unit: str) -> Times:
        tomorrow = datetime.combine(self.now.date() + timedelta(days=1), time(), self.now.tzinfo)
        whole, step = (self.working_time.soon(unit, limit, self.now) for limit in (SOON_WHOLE, SOON_STEP))
        return Times(self.now, tomorrow, whole, step)


def task(office: Office, one: Task, dossier: Dossier, form: str = "") -> pb.Task:
    """`form` is the form-js JSON, only where the caller asked for one task; what the form is given goes with it."""
    made = pb.Task(
        task_id=one.id, kind=KINDS[one.kind], state=STATES[one.state], dossier_id=one.dossier_id,
        dossier_code=dossier.code, applicant_name=dossier.applicant_name, procedure_key=dossier.procedure_key,
        procedure_version=dossier.procedure_version,
        procedure_name={"vi": dossier.procedure_vi, "en": dossier.procedure_en},
        title={"vi": one.title_vi, "en": one.title_en}, element=one.element, role=one.role,
        unit=one.unit, unit_name=unit_name(office.organisation, one.unit), opened_at=stamp(one.opened_at),
        part=one.part, result_code=one.result_code, form=form, revision=one.revision,
        given=to_struct(one.given) if form else None, on_behalf_of=one.on_behalf_of,
    )  # fmt: skip
    if one.assignee_user:
        made.assignee.user, made.assignee.name = one.assignee_user, one.assignee_name or ""
    if one.escalated_at is not None:
        made.escalated_at.CopyFrom(stamp(one.escalated_at))
    if one.closed_at is not None:
        made.closed_at.CopyFrom(stamp(one.closed_at))
    if one.kind == Kind.RETURN:
        return made  # when the person comes is the person's own time: nothing is counted
    made.due_at.CopyFrom(stamp(one.due_at))
    made.legal_due_at.CopyFrom(stamp(one.legal_due_at))
    if one.live:
        made.due_soon = office.times(one.unit).soon(one)
        _set_left(made.time_left, office, one, one.due_at)
        still = dossier.standstill(one.part) if one.still else None
        if still is None:
            _set_left(made.legal_time_left, office, one, one.legal_due_at)
        else:
            made.legal_standstill.CopyFrom(_standstill(still))
    return made


def places(organisation: Organisation, found: Iterable[Place]) -> pb.GetWhereaboutsResponse:
    """Where a dossier is, without persons."""
    return pb.GetWhereaboutsResponse(
        places=[
            pb.Whereabouts(
                unit=one.unit, unit_name=unit_name(organisation, one.unit), since=stamp(one.since),
                due_at=stamp(one.due_at), parts=one.parts,
            )
            for one in found
        ]
    )  # fmt: skip


def record(one: Record, form: StepForm | None) -> pb.StepRecord:
    """What was filled in, in the words of its form."""
    return pb.StepRecord(
        task_id=one.task_id, title=common_pb2.LocalizedText(vi=one.title_vi, en=one.title_en), element=one.element,
        actor=actor_message(one.actor), at=stamp(one.at),
        answers=[
            pb.RecordedAnswer(key=key, label=_text(label), value=_text(value))
            for key, label, value in (form.told(one.answers) if form else ())
        ],
    )  # fmt: skip


def _set_left(made: pb.TimeLeft, office: Office, one: Task, due: datetime) -> None:
    """Unset where the unit's time is not known: a page then shows the date alone."""
    left = office.working_time.left(one.unit, one.opened_at, due, office.now)
    if left is not None:
        made.working_minutes, made.overdue = left.working_minutes, left.overdue
        made.day_minutes, made.given_minutes = left.day_minutes, left.given_minutes


def _standstill(still: Stretch) -> pb.LegalStandstill:
    name = common_pb2.LocalizedText(vi=still.name_vi, en=still.name_en)
    return pb.LegalStandstill(
        since=stamp(still.from_at), ground=still.ground, ground_name=name, policy=still.policy
    )


def _text(text: Text) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=text.vi, en=text.to("en"))


def unit_name(organisation: Organisation, key: str) -> common_pb2.LocalizedText:
    unit = organisation.units.get(key)
    return (
        common_pb2.LocalizedText(vi=unit.name.vi, en=unit.name.en)
        if unit
        else common_pb2.LocalizedText(vi=key)
    )


def choice(
    procedure: str,
    procedure_vi: str,
    procedure_en: str,
    element: str,
    title_vi: str,
    title_en: str,
    found: int,
) -> desk_pb2.TaskChoice:
    """What the inbox can be narrowed by."""
    return desk_pb2.TaskChoice(
        procedure_key=procedure, procedure_name={"vi": procedure_vi, "en": procedure_en}, element=element,
        title={"vi": title_vi, "en": title_en}, open=found,
    )  # fmt: skip


def substitution(one: Substitution, today: date) -> desk_pb2.Substitution:
    """A substitution as it is on that day."""
    made = desk_pb2.Substitution(
        substitution_id=one.id, absent=_person(one.absent_user, one.absent_name, one.unit),
        substitute=_person(one.substitute_user, one.substitute_name, one.unit), from_day=one.from_day.isoformat(),
        to_day=one.to_day.isoformat(), reason=one.reason, set_by=_person(one.set_by_user, one.set_by_name, one.unit),
        set_at=stamp(one.set_at), active=one.active(today), lent_roles=one.lent_roles, signs=one.signs,
    )  # fmt: skip
    if one.ended_at is not None:
        made.ended_at.CopyFrom(stamp(one.ended_at))
        made.ended_by.CopyFrom(_person(one.ended_by_user, one.ended_by_name, one.unit))
    return made


def entry(one: Entry) -> desk_pb2.JournalEntry:
    """What a unit noted or did."""
    made = desk_pb2.JournalEntry(entry_id=str(one.id), type=one.type, at=stamp(one.at), text=one.text)
    if one.task_id:
        made.task_id = one.task_id
        made.title.CopyFrom(common_pb2.LocalizedText(vi=one.title_vi, en=one.title_en))
    for name in ("actor", "former", "holder"):
        user = getattr(one, f"{name}_user")
        if user:
            getattr(made, name).CopyFrom(_person(user, getattr(one, f"{name}_name"), one.unit))
    return made


def _person(user: str, name: str, unit: str) -> common_pb2.Actor:
    return common_pb2.Actor(user=user, name=name, unit=unit)
