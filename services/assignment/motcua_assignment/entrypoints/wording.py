# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_organisation import Organisation
from motcua_rpc.structs import to_struct
from motcua_text import Text

from motcua_assignment.adapters.completions import Record
from motcua_assignment.app.forms import StepForm
from motcua_assignment.app.opening import actor, stamp
from motcua_assignment.app.working_time import WorkingTime
from motcua_assignment.domain.standstill import Stretch
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


@dataclass(frozen=True, slots=True)
class Office:
    """What a row is worded with: names of units, their working time, and the present moment, one for a whole answer."""

    organisation: Organisation
    working_time: WorkingTime
    now: datetime


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
        given=to_struct(one.given) if form else None,
    )  # fmt: skip
    if one.assignee_user:
        made.assignee.user, made.assignee.name = one.assignee_user, one.assignee_name or ""
    if one.closed_at is not None:
        made.closed_at.CopyFrom(stamp(one.closed_at))
    if one.kind == Kind.RETURN:
        return made  # when the person comes is the person's own time: nothing is counted
    made.due_at.CopyFrom(stamp(one.due_at))
    made.legal_due_at.CopyFrom(stamp(one.legal_due_at))
    if one.live:
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
        actor=actor(one.doer), at=stamp(one.at),
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
