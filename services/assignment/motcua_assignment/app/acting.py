# SPDX-License-Identifier: Apache-2.0
"""What completing a task means in the service that owns the act: checked here as far as can be, then asked for there, by a
request id that follows from the caller's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc, lookups_pb2, slips_pb2
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_calendar.clock import Clock, legal_time
from motcua_hosting.calls import for_caller
from motcua_hosting.writes import derived_id
from motcua_organisation import Organisation
from motcua_rpc import FieldError, InvalidInput
from motcua_rpc.structs import to_dict, to_struct

from motcua_assignment.adapters.completions import Attempt
from motcua_assignment.app.forms import Forms
from motcua_assignment.app.opening import actor_message, moment
from motcua_assignment.app.signing import signer_of
from motcua_assignment.domain.task import Actor, Dossier, Kind, Task
from motcua_assignment.errors import BadAnswers, ResultMissing, ResultUnasked, SignedEarly, WrongAction

ACTION_OF = {Kind.STEP: "step", Kind.ACCEPTANCE: "acceptance", Kind.RETURN: "returning"}


@dataclass(frozen=True)
class Prepared:
    """A completion that was found in order: what to keep, and what goes to the engine. `made` is what the fields of the form
    say of the result: "copies" and "pages" as whole numbers, "note" as text; `signer` as the organisation writes it; `signs`
    whether the step's result is signed with these answers; `lookups` what was typed from the notices of registers."""

    task: Task
    request: pb.CompleteTaskRequest
    answers: dict[str, Any]
    facts: dict[str, Any]
    made: Mapping[str, Any] = field(default_factory=dict)
    signer: str = ""
    signs: bool = False
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What the other service answered: the tasks that opened, and the ids of those that closed."""

    opened: tuple[workflow_pb2.Task, ...] = ()
    closed_ids: tuple[str, ...] = ()


class Acts:
    """Prepares and carries out; touches no table."""

    def __init__(
        self,
        forms: Forms,
        workflow: workflow_pb2_grpc.WorkflowServiceStub,
        intake: intake_pb2_grpc.IntakeServiceStub,
        clock: Clock,
        organisation: Organisation,
    ) -> None:
        self._forms = forms
        self._workflow = workflow
        self._intake = intake
        self._clock = clock
        self._organisation = organisation

    def prepare(
        self,
        request: pb.CompleteTaskRequest,
        task: Task,
        dossier: Dossier,
        actor: Actor,
        away: Collection[str] = (),
    ) -> Prepared:
        """Check what was sent before anything is changed anywhere. `away`: who was on leave when the result was signed.

        Raises:
            WrongAction, BadAnswers, ResultMissing, ResultUnasked, SignedEarly, SignerUnfit, FormUnknown.
        """
        if request.WhichOneof("action") != ACTION_OF[Kind(task.kind)]:
            raise WrongAction()
        if task.kind == Kind.STEP:
            return self._prepare_step(request, task, dossier, actor, away)
        if task.kind == Kind.ACCEPTANCE:
            outcome = request.acceptance.WhichOneof("outcome")
            if outcome is None:
                raise WrongAction()
            return Prepared(task, request, {"outcome": outcome}, {})
        asked = request.returning
        answers = {"receiver_name": asked.receiver_name, "originals": list(asked.originals_collected)}
        return Prepared(task, request, answers, {})

    def carry_out(self, prepared: Prepared, attempt: Attempt) -> Outcome:
        """Ask intake and workflow. May be repeated with the same attempt; raises what they refuse."""
        kind = prepared.task.kind
        if kind == Kind.STEP:
            return self._step(prepared, attempt)
        with nullcontext() if prepared.task.on_behalf_of else for_caller():
            if kind == Kind.ACCEPTANCE:
                self._acceptance(prepared, attempt)
            else:
                self._returning(prepared, attempt)
        return Outcome()

    def _prepare_step(
        self,
        request: pb.CompleteTaskRequest,
        task: Task,
        dossier: Dossier,
        actor: Actor,
        away: Collection[str],
    ) -> Prepared:
        form = self._forms.get(dossier.procedure_key, dossier.procedure_version, task.form)
        answers, wrong = to_dict(request.step.answers), list[FieldError]()
        if form is not None:
            answers, wrong = form.check(answers, task.given, legal_time(self._clock.now()).date())
        elif answers:
            raise WrongAction(
                message_vi="Bước này không có biểu mẫu.", message_en="This step has no form to answer."
            )
        signs = bool(task.result_code) and (form is None or form.form.asks_result(answers))
        signer = (
            self._signed(request.step, task, actor, away, wrong)
            if signs
            else _unsigned(request.step, task, wrong)
        )
        if form is None:
            return Prepared(task, request, answers, {}, signer=signer, signs=signs)
        facts, made = form.form.facts(answers), form.form.result(answers)
        typed = form.form.typed_lookups(answers)
        return Prepared(task, request, answers, facts, made, signer, signs, typed)

    def _signed(
        self, step: pb.StepAction, task: Task, actor: Actor, away: Collection[str], wrong: list[FieldError]
    ) -> str:
        """Who signed, once the answers and the paper are found in order. `wrong` is what was found of the answers."""
        signer = step.result.signer.strip()
        if not wrong or not signer:
            signer = signer_of(self._organisation, task, actor, signer, away)
        lacking = _result_errors(step, signer)
        if wrong:
            raise BadAnswers(fields=[*wrong, *lacking])
        if lacking:
            raise ResultMissing(fields=lacking)
        if moment(step.result.signed_at) < signable_from(task):
            raise SignedEarly.before(signable_from(task))
        return signer

    def _step(self, prepared: Prepared, attempt: Attempt) -> Outcome:
        task = prepared.task
        self._keep_lookups(prepared, attempt)
        paper = self._attach_result(prepared, attempt) if prepared.signs else ""
        answer = self._workflow.CompleteTask(
            workflow_pb2.CompleteTaskRequest(
                request_id=_id(attempt, "complete"), task_id=task.id, facts=to_struct(prepared.facts),
                actor=actor_message(attempt.actor), result_id=paper,
            )
        )  # fmt: skip
        return Outcome(tuple(answer.opened_tasks), tuple(answer.closed_task_ids))

    def _keep_lookups(self, prepared: Prepared, attempt: Attempt) -> None:
        """What was typed from the paper notice of a register is kept where its answers are."""
        task = prepared.task
        for source, values in prepared.lookups.items():
            asked = lookups_pb2.KeepLookupRequest(
                request_id=_id(attempt, f"lookup-{source}"), dossier_id=task.dossier_id,
                lookup_id=f"{task.id}:{source}", source=source, outcome="typed", values=values,
                typed_by=actor_message(attempt.actor),
            )  # fmt: skip
            try:
                self._intake.KeepLookup(asked)
            except InvalidInput as error:
                if not {one.field for one in error.field_errors} <= set(values):
                    raise
                # Intake names the value; the officer typed it into the field of that name.
                fields = [replace(one, field=f"answers.{one.field}") for one in error.field_errors]
                raise BadAnswers(fields=fields) from error

    def _attach_result(self, prepared: Prepared, attempt: Attempt) -> str:
        """The paper's id at intake. The completion names it, as another request may have attached its own meanwhile."""
        task, result = prepared.task, prepared.request.step.result
        try:
            attached = self._intake.AttachResult(
                intake_pb2.AttachResultRequest(
                    request_id=_id(attempt, "result"), dossier_id=task.dossier_id, part=task.part,
                    result_code=task.result_code, number=result.number, signer=prepared.signer,
                    signed_at=result.signed_at, file_id=result.file_id, actor=actor_message(attempt.actor),
                    **prepared.made,
                )
            )  # fmt: skip
        except InvalidInput as error:
            # Intake names its own fields; the caller of this service sent them inside `result`.
            fields = [replace(one, field=f"result.{one.field}") for one in error.field_errors]
            raise InvalidInput(error.code, error.message_vi, error.message_en, fields=fields) from error
        return str(attached.result.result_id)

    def _acceptance(self, prepared: Prepared, attempt: Attempt) -> None:
        asked, dossier_id = prepared.request.acceptance, prepared.task.dossier_id
        request_id, acting = _id(attempt, "acceptance"), _in_place(prepared, attempt)
        if asked.HasField("accept"):
            self._intake.AcceptDossier(
                intake_pb2.AcceptDossierRequest(
                    request_id=request_id, dossier_id=dossier_id, note=asked.accept.note, acting=acting
                )
            )
        elif asked.HasField("supplement"):
            items, reason = asked.supplement.items, asked.supplement.reason
            self._intake.RequestSupplement(
                intake_pb2.RequestSupplementRequest(
                    request_id=request_id, dossier_id=dossier_id, items=items, reason=reason, acting=acting
                )
            )
        else:
            self._intake.RefuseDossier(
                intake_pb2.RefuseDossierRequest(
                    request_id=request_id, dossier_id=dossier_id, reason=asked.refuse.reason, acting=acting
                )
            )

    def _returning(self, prepared: Prepared, attempt: Attempt) -> None:
        asked = prepared.request.returning
        self._intake.ReturnResults(
            intake_pb2.ReturnResultsRequest(
                request_id=_id(attempt, "return"), dossier_id=prepared.task.dossier_id,
                receiver_name=asked.receiver_name, receiver_id_number=asked.receiver_id_number,
                originals_collected=asked.originals_collected, signed=asked.signed,
                originals_returned=asked.originals_returned, receiver_ground=asked.receiver_ground,
                result_codes=asked.result_codes, result_ids=asked.result_ids,
                changed_answers_seen=asked.changed_answers_seen, slips=_slips(asked),
                acting=_in_place(prepared, attempt),
            )
        )  # fmt: skip


def _slips(asked: pb.ReturnAction) -> slips_pb2.HandedSlips | None:
    """Which slips the page showed; None where the caller does not say."""
    named = asked.slips.document_ids
    return slips_pb2.HandedSlips(document_ids=named) if asked.HasField("slips") else None


def _in_place(prepared: Prepared, attempt: Attempt) -> common_pb2.Actor | None:
    """Who acts at the window in place of an absent clerk, with both names: intake takes that from this service only. None: the
    caller, in whose name intake is asked."""
    return actor_message(attempt.actor) if prepared.task.on_behalf_of else None


def _id(attempt: Attempt, what: str) -> str:
    # The caller is part of it: two colleagues may have chosen the same id, and workflow sees this service in both cases.
    return derived_id(attempt.request_id, attempt.caller, attempt.task_id, what)


def _unsigned(step: pb.StepAction, task: Task, wrong: list[FieldError]) -> str:
    """Nobody signed. A paper that is not asked for is refused, not dropped."""
    if step.HasField("result") and not task.result_code:
        raise WrongAction(
            message_vi="Bước này không có kết quả để đính kèm.",
            message_en="This step has no result to attach.",
        )
    if wrong:
        raise BadAnswers(fields=wrong)
    if step.HasField("result"):
        raise ResultUnasked(
            fields=[
                FieldError("result", ResultUnasked.code, ResultUnasked.message_vi, ResultUnasked.message_en)
            ]
        )
    return ""


def _result_errors(step: pb.StepAction, signer: str) -> list[FieldError]:
    """What is missing of the signed paper, field by field."""
    result = step.result
    given = {
        "number": bool(result.number.strip()),
        "signer": bool(signer),
        "signed_at": result.HasField("signed_at") and _is_moment(result.signed_at),
        "file_id": bool(result.file_id),
    }
    return [_missing(name) for name, there in given.items() if not there]


def signable_from(task: Task) -> datetime:
    """Since when the result of a step can be signed: the minute in which the step opened, as people write minutes."""
    return task.opened_at.replace(second=0, microsecond=0)


def _is_moment(stamped: Timestamp) -> bool:
    try:
        moment(stamped)
    except (ValueError, OverflowError):
        return False
    return True


_LACKING = {
    "number": ("Hãy nhập số của kết quả.", "Please enter the number of the result."),
    "signer": ("Hãy nhập người ký.", "Please enter who signed."),
    "signed_at": ("Hãy nhập thời điểm ký.", "Please enter when it was signed."),
    "file_id": ("Hãy đính kèm tệp kết quả đã ký.", "Please attach the file of the signed result."),
}


def _missing(name: str) -> FieldError:
    return FieldError(f"result.{name}", "RESULT_MISSING", *_LACKING[name])
