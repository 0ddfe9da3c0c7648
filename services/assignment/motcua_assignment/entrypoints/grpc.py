# SPDX-License-Identifier: Apache-2.0
"""motcua.assignment.v1.AssignmentService: parse, one transaction, translate."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.assignment.v1 import desk_pb2 as desk_pb
from motcua_identity import Subject
from motcua_rpc import Page, current_subject, next_page_token, page

from motcua_assignment.adapters import completions, dossiers, journal
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.task_repository import Officer, who
from motcua_assignment.app import colleagues, holding, opening, reading, reassigning
from motcua_assignment.domain.narrowing import Due, Narrowing
from motcua_assignment.domain.task import Dossier, State, Task
from motcua_assignment.entrypoints import journey, wording
from motcua_assignment.entrypoints.bulk import BulkMethods
from motcua_assignment.entrypoints.desk import DeskMethods
from motcua_assignment.entrypoints.filters import FilterMethods
from motcua_assignment.entrypoints.half_filled import HalfFilledMethods, kept_of, officer
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.errors import FilterUnknown, TaskClosed, UnknownTask

DUE: dict[int, Due] = {
    pb.TASK_DUE_UNSPECIFIED: "",
    pb.TASK_DUE_OVERDUE: "overdue",
    pb.TASK_DUE_TODAY: "today",
    pb.TASK_DUE_SOON: "soon",
}


class AssignmentServicer(
    DeskMethods, BulkMethods, FilterMethods, HalfFilledMethods, assignment_pb2_grpc.AssignmentServiceServicer
):
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs) -> None:
        self._ = needs

    def ListTasks(self, request: pb.ListTasksRequest, context: Any) -> pb.ListTasksResponse:
        subject = officer(self._.desk.clock)
        if request.filter not in pb.TaskFilter.values() or request.due not in pb.TaskDue.values():
            raise FilterUnknown()
        narrowed = (
            request.whole_unit,
            request.due,
            request.procedure_key,
            request.element,
            request.text,
            request.escalated,
        )
        if any(narrowed) and request.filter == pb.TASK_FILTER_DONE:
            raise FilterUnknown()
        query = {"list": "tasks", "filter": request.filter, "dossier": request.dossier_id}
        query["order"] = "opened"  # tokens of before went by id
        query |= {f"by_{place}": value for place, value in enumerate(narrowed) if value}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            if request.whole_unit:
                colleagues.check_head(connection, self._.organisation, subject)
            widest = request.whole_unit or request.escalated
            seen = self._leading(connection, subject) if widest else subject
            rows = self._rows(connection, request, seen, wanted)
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token(_sort_key(request.filter, rows[wanted.size - 1][0]), query=query)
        office = self._office()
        shown = [wording.task(office, *row) for row in rows[: wanted.size]]
        return pb.ListTasksResponse(tasks=shown, next_page_token=token)

    def GetTask(self, request: pb.GetTaskRequest, context: Any) -> pb.GetTaskResponse:
        subject = officer(self._.desk.clock)
        with self._.database.read() as connection:
            task, dossier = reading.readable(connection, self._.organisation, subject, _id(request.task_id))
            records = completions.records(connection, task.dossier_id, task.unit)
            kept = kept_of(connection, task, subject)
            may = reading.may(connection, self._.organisation, subject, task)
        form = self._.forms.get(dossier.procedure_key, dossier.procedure_version, task.form)
        told = [
            wording.record(one, self._.forms.get(dossier.procedure_key, dossier.procedure_version, one.form))
            for one in records
        ]
        worded = self._worded(task, dossier, form.source if form else "")
        return pb.GetTaskResponse(task=worded, records=told, kept=kept, may=may)

    def ClaimTask(self, request: pb.ClaimTaskRequest, context: Any) -> pb.ClaimTaskResponse:
        subject = officer(self._.desk.clock)

        def work(connection: sa.Connection) -> pb.ClaimTaskResponse:
            task = self._live(connection, request.task_id, subject)
            holder = colleagues.holder_of(connection, subject, task)
            if holder is None:
                raise holding.taken(connection, task)
            if holder.on_behalf_of:
                holding.check_own_work(connection, subject, task)
            actor = opening.actor_of(subject)
            if task.state == State.OPEN:
                tasks.change(
                    connection, task.id, state=State.CLAIMED, assignee_user=holder.user,
                    assignee_name=holder.name, on_behalf_of=holder.on_behalf_of,
                )  # fmt: skip
                reassigning.note(connection, self._.desk, task, journal.CLAIMED, actor, holder)
                named = replace(actor, name=holder.name)
                opening.tell(connection, self._.desk, "inbox.claimed", [task], named)
            elif task.assignee_user != holder.user:
                reassigning.give(connection, self._.desk, task, holder, actor, journal.TAKEN_OVER)
            return pb.ClaimTaskResponse(task=self._again(connection, task.id, subject))

        return self._.writes.run("ClaimTask", request, pb.ClaimTaskResponse, work)

    def ReleaseTask(self, request: pb.ReleaseTaskRequest, context: Any) -> pb.ReleaseTaskResponse:
        subject = officer(self._.desk.clock)

        def work(connection: sa.Connection) -> pb.ReleaseTaskResponse:
            task = self._live(connection, request.task_id, subject)
            if task.state == State.CLAIMED and task.assignee_user != who(subject):
                raise holding.taken(connection, task)
            if task.state == State.CLAIMED:
                actor = opening.actor_of(subject)
                reassigning.note(connection, self._.desk, task, journal.RELEASED, actor)
                tasks.change(
                    connection,
                    task.id,
                    state=State.OPEN,
                    assignee_user=None,
                    assignee_name=None,
                    on_behalf_of="",
                )
                opening.tell(connection, self._.desk, "inbox.released", [task], actor)
            return pb.ReleaseTaskResponse(task=self._again(connection, task.id, subject))

        return self._.writes.run("ReleaseTask", request, pb.ReleaseTaskResponse, work)

    def CompleteTask(self, request: pb.CompleteTaskRequest, context: Any) -> pb.CompleteTaskResponse:
        subject = officer(self._.desk.clock)
        first = self._.writes.answered("CompleteTask", request, pb.CompleteTaskResponse)
        if first is not None:
            return first
        _id(request.task_id)
        carried = self._.completer.carry_out(request, subject)

        def work(connection: sa.Connection) -> pb.CompleteTaskResponse:
            rows = self._.completer.settle(connection, carried, subject)
            office = self._office()
            own = [wording.task(office, *row) for row in rows if row[0].id == request.task_id]
            opened = [
                wording.task(office, *row) for row in rows if row[0].id != request.task_id and row[0].live
            ]
            return pb.CompleteTaskResponse(task=own[0] if own else None, opened=opened)

        return self._.writes.run_through("CompleteTask", request, pb.CompleteTaskResponse, work)

    def CountTasks(self, request: pb.CountTasksRequest, context: Any) -> pb.CountTasksResponse:
        subject = officer(self._.desk.clock)
        times = self._office().times(subject.unit or "")
        with self._.database.read() as connection:
            opened, mine, overdue, today, soon, escalated = tasks.count(connection, subject, times)
            leads = colleagues.leads_today(connection, self._.organisation, subject)
            if leads:
                escalated = tasks.count_escalated(connection, subject.unit or "")
        return pb.CountTasksResponse(
            open=opened,
            mine=mine,
            overdue=overdue,
            due_today=today,
            due_soon=soon,
            escalated=escalated,
            leads=leads,
        )

    def ListTaskChoices(
        self, request: desk_pb.ListTaskChoicesRequest, context: Any
    ) -> desk_pb.ListTaskChoicesResponse:
        subject = officer(self._.desk.clock)
        with self._.database.read() as connection:
            if request.whole_unit:
                colleagues.check_head(connection, self._.organisation, subject)
            seen = self._leading(connection, subject) if request.whole_unit else subject
            found = tasks.choices(connection, seen)
        return desk_pb.ListTaskChoicesResponse(choices=[wording.choice(*row) for row in found])

    def GetWhereabouts(self, request: pb.GetWhereaboutsRequest, context: Any) -> pb.GetWhereaboutsResponse:
        seen = self._.sight.check(request.dossier_id)
        with self._.database.read() as connection:
            stays = tasks.stays(connection, seen.dossier_id)
        if seen.parts is not None:
            unit = current_subject().unit or ""
            stays = [one for one in stays if one.part in seen.parts or (one.unit == unit and not one.part)]
        made = journey.whereabouts(self._office(), stays)
        made.narrowed = seen.parts is not None
        return made

    def ListSteps(self, request: pb.ListStepsRequest, context: Any) -> pb.ListStepsResponse:
        return self._.stories.list(request, pb.ListStepsResponse)

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        return self._.failures.list(request, pb.ListFailuresResponse)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        return self._.failures.retry(request, pb.RetryFailureResponse)

    def DiscardFailure(self, request: pb.DiscardFailureRequest, context: Any) -> pb.DiscardFailureResponse:
        return self._.failures.discard(request, pb.DiscardFailureResponse)

    def _rows(
        self, connection: sa.Connection, request: pb.ListTasksRequest, subject: Subject, wanted: Page
    ) -> list[tasks.Row]:
        dossier_id = request.dossier_id
        if any("\0" in one for one in (dossier_id, request.procedure_key, request.element, request.text)):
            return []
        if request.filter == pb.TASK_FILTER_DONE:
            return tasks.done_by(connection, subject, wanted, dossier_id=dossier_id)
        taken = {pb.TASK_FILTER_MINE: True, pb.TASK_FILTER_UNASSIGNED: False}.get(request.filter)
        times = self._office().times(subject.unit or "")
        narrowing = Narrowing(
            times, taken, DUE[request.due], dossier_id, request.escalated, request.procedure_key, request.element,
            request.text,
        )  # fmt: skip
        return tasks.inbox(connection, subject, wanted, narrowing)

    def _leading(self, connection: sa.Connection, subject: Officer) -> Officer:
        """The same officer, who reads all of the unit's where they lead it today."""
        return colleagues.widened(connection, self._.organisation, subject)

    def _live(self, connection: sa.Connection, task_id: str, subject: Subject) -> Task:
        task = tasks.lock(connection, _id(task_id), subject)
        if task is None:
            raise UnknownTask()
        return self._still_live(connection, task)

    def _still_live(self, connection: sa.Connection, task: Task) -> Task:
        if not task.live:
            raise TaskClosed.of(task, dossiers.read(connection, task.dossier_id))
        return task

    def _again(self, connection: sa.Connection, task_id: str, subject: Subject) -> pb.Task:
        found = tasks.find(connection, task_id, subject)
        assert found is not None, "read in the transaction that changed it"
        return self._worded(*found)

    def _worded(self, task: Task, dossier: Dossier, form: str = "") -> pb.Task:
        return wording.task(self._office(), task, dossier, form)

    def _office(self) -> wording.Office:
        desk = self._.desk
        return wording.Office(self._.organisation, desk.working_time, desk.clock.now())


def _id(task_id: str) -> str:
    # PostgreSQL has no text with this character, so no task has such an id.
    if "\0" in task_id:
        raise UnknownTask()
    return task_id


def _sort_key(kind: int, task: Task) -> tuple[datetime | str, ...]:
    if kind == pb.TASK_FILTER_DONE:
        assert task.closed_at is not None
        return (task.closed_at, task.id)
    return (task.urgent_at, task.due_at, task.opened_at, task.id)
