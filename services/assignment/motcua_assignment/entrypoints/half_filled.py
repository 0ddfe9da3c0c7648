# SPDX-License-Identifier: Apache-2.0
"""The methods for half-filled forms, and the version that tells pages whether to look again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import Clock
from motcua_identity import CITIZEN, Subject
from motcua_rpc import PermissionDenied, current_subject

from motcua_assignment.adapters import dossiers, inbox_version, kept_forms
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.kept_forms import Kept
from motcua_assignment.adapters.task_repository import Officer, officer_of, who
from motcua_assignment.app import colleagues, half_filled, holding, reading
from motcua_assignment.app.opening import stamp
from motcua_assignment.domain.task import State, Task
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.entrypoints.wording import Office
from motcua_assignment.errors import NotClaimed, TaskClosed


class HalfFilledMethods:
    """Part of the servicer."""

    _: Needs

    def SaveStepForm(
        self, request: kept_pb.SaveStepFormRequest, context: Any
    ) -> kept_pb.SaveStepFormResponse:
        subject = officer(self._.desk.clock)
        fields = half_filled.checked(request.fields)

        def work(connection: sa.Connection) -> kept_pb.SaveStepFormResponse:
            task = _held(connection, request.task_id, subject)
            now = self._.desk.clock.now()
            kept = half_filled.save(connection, task, subject, fields, request.revision, now)
            return kept_pb.SaveStepFormResponse(kept=worded(kept, with_fields=False) if kept else None)

        return self._.writes.run("SaveStepForm", request, kept_pb.SaveStepFormResponse, work)

    def GetInboxVersion(self, request: pb.GetInboxVersionRequest, context: Any) -> pb.GetInboxVersionResponse:
        subject = officer(self._.desk.clock)
        office = Office(self._.organisation, self._.desk.working_time, self._.desk.clock.now())
        seen = colleagues.as_head(self._.organisation, subject)
        with self._.database.read() as connection:
            found = inbox_version.read(connection, seen, office.times(subject.unit or ""))
        return pb.GetInboxVersionResponse(version=found)


def kept_of(connection: sa.Connection, task: Task, subject: Subject) -> kept_pb.KeptForm | None:
    """What the subject has typed into a task that they have claimed."""
    if task.state != State.CLAIMED or task.assignee_user != who(subject):
        return None
    kept = kept_forms.read(connection, task.id, who(subject))
    return worded(kept) if kept else None


def worded(kept: Kept, *, with_fields: bool = True) -> kept_pb.KeptForm:
    """As a message."""
    fields = [kept_pb.KeptField(name=name, values=values) for name, values in kept.fields]
    return kept_pb.KeptForm(
        fields=fields if with_fields else [],
        saved_at=stamp(kept.saved_at),
        revision=kept.revision,
        saved_by=common_pb2.Actor(user=kept.by_user, name=kept.by_name),
    )


def officer(clock: Clock) -> Officer:
    """The caller: a person or another system's account with a unit and a role other than citizen.

    Raises:
        PermissionDenied: everybody else.
    """
    subject = current_subject()
    if subject.unit and subject.roles - {CITIZEN}:
        return officer_of(subject, clock.now().date())
    raise PermissionDenied(
        "OFFICERS_ONLY",
        "Hộp việc chỉ dành cho cán bộ thuộc một đơn vị.",
        "The inbox is for officers of a unit only.",
    )


def _held(connection: sa.Connection, task_id: str, subject: Officer) -> Task:
    """The task, locked, which the subject has claimed.

    Raises:
        UnknownTask, SubstitutionOver, TaskClosed, TaskTaken, NotClaimed.
    """
    task = tasks.lock(connection, task_id, subject)
    if task is None:
        raise reading.not_found(connection, subject, task_id)
    if not task.live:
        raise TaskClosed.of(task, dossiers.read(connection, task.dossier_id))
    if task.state != State.CLAIMED:
        raise NotClaimed()
    if task.assignee_user != who(subject):
        raise holding.taken(connection, task)
    return task
