# SPDX-License-Identifier: Apache-2.0
"""Completing a task: the service that owns the act is called first, with request ids derived from the caller's, and only then
is the own row closed. A crash between the two is healed by the same request again, or by the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_hosting.calls import for_caller
from motcua_identity import Subject
from motcua_rpc import Conflict
from motcua_rpc.structs import to_dict, to_struct
from motcua_storage import Database

from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app import opening
from motcua_assignment.app.forms import Forms
from motcua_assignment.domain.task import Dossier, Kind, State, Task
from motcua_assignment.errors import NotClaimed, ResultMissing, TaskClosed, UnknownTask, WrongAction


@dataclass(frozen=True)
class Outcome:
    """What the other service answered: the answers to keep, and the tasks that opened."""

    answers: dict[str, Any]
    opened: tuple[workflow_pb2.Task, ...] = ()
    closed_ids: tuple[str, ...] = ()


class Completer:
    """Carries a completion out in the service that owns it."""

    def __init__(
        self,
        database: Database,
        desk: opening.Desk,
        forms: Forms,
        workflow: workflow_pb2_grpc.WorkflowServiceStub,
        intake: intake_pb2_grpc.IntakeServiceStub,
    ) -> None:
        self._database = database
        self._desk = desk
        self._forms = forms
        self._workflow = workflow
        self._intake = intake

    def carry_out(self, request: pb.CompleteTaskRequest, subject: Subject) -> Outcome:
        """Everything outside this service's own transaction.

        Raises:
            UnknownTask, TaskClosed, NotClaimed, WrongAction, BadAnswers, ResultMissing, and what intake or workflow refuse.
        """
        task, dossier = self._claimed(request.task_id, subject)
        action = request.WhichOneof("action")
        if task.kind == Kind.STEP and action == "step":
            return self._step(request, task, dossier, subject)
        if task.kind == Kind.ACCEPTANCE and action == "acceptance":
            return self._acceptance(request, task)
        if task.kind == Kind.RETURN and action == "returning":
            return self._returning(request, task)
        raise WrongAction()

    def settle(
        self, connection: sa.Connection, task_id: str, outcome: Outcome, subject: Subject
    ) -> tuple[Task, list[tasks.Row]]:
        """Close the own row, keep the record, open what opened; gives the task and what the subject may see of the new ones."""
        task = tasks.lock(connection, task_id, subject)
        if task is None:
            raise UnknownTask()
        if task.live:
            opening.close(connection, self._desk, task, State.DONE, subject)
        tasks.keep_record(connection, task_id, outcome.answers, subject, self._desk.clock.now())
        for closed_id in outcome.closed_ids:
            other = tasks.by_id(connection, closed_id) if closed_id != task_id else None
            if other is not None and other.live:
                opening.close(connection, self._desk, other, State.CANCELLED, None)
        dossier = tasks.dossier_of(connection, task.dossier_id)
        assert dossier is not None, "a task has its dossier"
        ids = [
            opening.open_step(connection, self._desk, new, dossier, new.territory) for new in outcome.opened
        ]
        return task, tasks.visible(connection, ids, subject)

    def _claimed(self, task_id: str, subject: Subject) -> tasks.Row:
        with self._database.read() as connection:
            found = tasks.find(connection, task_id, subject)
        if found is None:
            raise UnknownTask()
        task = found[0]
        if not task.live:
            raise TaskClosed.by(task.assignee_name, task.closed_at, task.state == State.CANCELLED)
        if task.state != State.CLAIMED or task.assignee_user != (subject.username or subject.user_id):
            raise NotClaimed()
        return found

    def _step(
        self, request: pb.CompleteTaskRequest, task: Task, dossier: Dossier, subject: Subject
    ) -> Outcome:
        form = self._forms.get(dossier.procedure_key, dossier.procedure_version, task.form)
        answers = to_dict(request.step.answers)
        facts: dict[str, Any] = {}
        if form is not None:
            answers, facts = form.check(answers)
        elif answers:
            raise WrongAction(
                message_vi="Bước này không có biểu mẫu.", message_en="This step has no form to answer."
            )
        if task.result_code and wants_result(form is not None, answers):
            self._attach_result(request, task, subject)
        answer = self._workflow.CompleteTask(
            workflow_pb2.CompleteTaskRequest(
                request_id=f"{task.id}:{request.request_id}"[:200],
                task_id=task.id,
                facts=to_struct(facts),
                actor=opening.actor(subject),
            )
        )
        return Outcome(answers, tuple(answer.opened_tasks), tuple(answer.closed_task_ids))

    def _attach_result(self, request: pb.CompleteTaskRequest, task: Task, subject: Subject) -> None:
        result = request.step.result
        if not (result.number and result.signer and result.file_id and result.HasField("signed_at")):
            raise ResultMissing()
        self._intake.AttachResult(
            intake_pb2.AttachResultRequest(
                request_id=f"{task.id}:{request.request_id}:result"[:200],
                dossier_id=task.dossier_id,
                part=task.part,
                result_code=task.result_code,
                number=result.number,
                signer=result.signer,
                signed_at=result.signed_at,
                file_id=result.file_id,
                actor=opening.actor(subject),
            )
        )

    def _acceptance(self, request: pb.CompleteTaskRequest, task: Task) -> Outcome:
        request_id, dossier_id = f"{task.id}:{request.request_id}"[:200], task.dossier_id
        outcome = request.acceptance.WhichOneof("outcome")
        with for_caller():
            if outcome == "accept":
                note = request.acceptance.accept.note
                self._intake.AcceptDossier(
                    intake_pb2.AcceptDossierRequest(request_id=request_id, dossier_id=dossier_id, note=note)
                )
            elif outcome == "supplement":
                asked = request.acceptance.supplement
                self._intake.RequestSupplement(
                    intake_pb2.RequestSupplementRequest(
                        request_id=request_id, dossier_id=dossier_id, items=asked.items, reason=asked.reason
                    )
                )
            elif outcome == "refuse":
                reason = request.acceptance.refuse.reason
                self._intake.RefuseDossier(
                    intake_pb2.RefuseDossierRequest(
                        request_id=request_id, dossier_id=dossier_id, reason=reason
                    )
                )
            else:
                raise WrongAction()
        return Outcome({"outcome": outcome})

    def _returning(self, request: pb.CompleteTaskRequest, task: Task) -> Outcome:
        asked = request.returning
        with for_caller():
            self._intake.ReturnResults(
                intake_pb2.ReturnResultsRequest(
                    request_id=f"{task.id}:{request.request_id}"[:200],
                    dossier_id=task.dossier_id,
                    receiver_name=asked.receiver_name,
                    receiver_id_number=asked.receiver_id_number,
                    originals_collected=asked.originals_collected,
                    signed=asked.signed,
                )
            )
        return Outcome({"receiver_name": asked.receiver_name, "originals": list(asked.originals_collected)})


def wants_result(has_form: bool, answers: dict[str, Any]) -> bool:
    """A signing step asks for the signed paper when its outcome is to sign; refusing or sending back needs none.

    The form of such a step has the field `decision`; any value but `sign` and `approve` goes without the paper.
    """
    return not has_form or answers.get("decision", "sign") in ("sign", "approve", "granted")


__all__ = ["Completer", "Conflict", "Outcome", "wants_result"]
