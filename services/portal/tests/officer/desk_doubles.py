# SPDX-License-Identifier: Apache-2.0
"""Assignment and workflow in memory behind their real contracts, and the officers' side of intake. For tests of pages, nowhere
else."""

from __future__ import annotations

import zlib
from datetime import date
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from intake_double import COPY, LAND, SUBMITTED, UNITS, WORKFLOWS, IntakeDouble, fail, procedure, stamp, words
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc, callers_pb2
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import board_pb2, calls_pb2, intake_pb2, law_papers_pb2
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_rpc import Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied, Stale, Unavailable
from motcua_rpc.errors import FieldError
from motcua_text import fold
from unit_doubles import UnitDouble

HOUR = 3600
DOSSIER = "dossier-1"
LIVE = (pb.TASK_STATE_OPEN, pb.TASK_STATE_CLAIMED)


def _fields(problems: list[intake_pb2.Problem]) -> list[FieldError]:
    return [FieldError(one.field, "PROBLEM", one.message.vi, one.message.en) for one in problems]


class DeskIntake(IntakeDouble):
    """Intake as officers see it: every dossier of the double. `withdrawals` are those that were asked for; `refuse_asker` makes
    the next ones fail."""

    refuse_asker: FieldError | None = None
    refuse_call: MotcuaError | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.withdrawals: list[intake_pb2.WithdrawDossierRequest] = []
        self.calls: list[calls_pb2.Call] = []
        self.registered: list[law_papers_pb2.RegisterLine] = []
        self.extracts: list[law_papers_pb2.RegisterExtract] = []
        self.extensions: list[law_papers_pb2.Extension] = []
        self.signers: list[law_papers_pb2.Signer] | None = None
        """Who may sign apologies, where the caller may not."""
        self.only_heads = False
        self.board = board_pb2.GetBoardResponse()
        """What the board tells besides its days."""
        self.board_units = {"suoi_trong", "ben_gio"}
        self.listed: list[board_pb2.ListBoardDossiersRequest] = []
        self.allowed = 1
        """How often the law lets a day move."""

    def GetDossier(self, request: intake_pb2.GetDossierRequest, context: Any) -> Any:
        for _, one in self.dossiers.values():
            if one.dossier_id == request.dossier_id or (request.code and one.code == request.code):
                return intake_pb2.GetDossierResponse(dossier=one)
        return fail(
            context, NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")
        )

    def ListDossiers(self, request: intake_pb2.ListDossiersRequest, context: Any) -> Any:
        return intake_pb2.ListDossiersResponse(dossiers=[one for _, one in self.dossiers.values()])

    def SearchDossiers(self, request: intake_pb2.SearchDossiersRequest, context: Any) -> Any:
        words = fold(request.query).split()
        if not any(char.isalnum() for char in request.query):
            fail(context, InvalidInput("SEARCH_EMPTY", "Hãy nhập chữ hoặc số.", "Type letters or digits."))
        found = [
            one
            for _, one in self.dossiers.values()
            if all(w in fold(f"{one.code} {one.applicant.name}") for w in words)
        ]
        return intake_pb2.SearchDossiersResponse(dossiers=found)

    def ListRegister(self, request: law_papers_pb2.ListRegisterRequest, context: Any) -> Any:
        return law_papers_pb2.ListRegisterResponse(lines=self.registered)

    def ListRegisterExtracts(self, request: law_papers_pb2.ListRegisterExtractsRequest, context: Any) -> Any:
        return law_papers_pb2.ListRegisterExtractsResponse(extracts=self.extracts)

    def GetControlSlip(self, request: law_papers_pb2.GetControlSlipRequest, context: Any) -> Any:
        return law_papers_pb2.GetControlSlipResponse()

    def ListPrintings(self, request: law_papers_pb2.ListPrintingsRequest, context: Any) -> Any:
        return law_papers_pb2.ListPrintingsResponse()

    def ListCalls(self, request: calls_pb2.ListCallsRequest, context: Any) -> Any:
        told = [one for one in self.calls if one.HasField("told_at") == request.told]
        return calls_pb2.ListCallsResponse(calls=told)

    def RecordCall(self, request: calls_pb2.RecordCallRequest, context: Any) -> Any:
        if self.refuse_call is not None:
            fail(context, self.refuse_call)
        one = next((call for call in self.calls if call.call_id == request.call_id), None)
        if one is None:
            return fail(context, NotFound("CALL_UNKNOWN", "Không có việc báo tin này.", "No such call."))
        one.way, one.note = request.way, request.note
        one.told_at.GetCurrentTime()
        return calls_pb2.RecordCallResponse(call=one)

    def ListExtensions(self, request: law_papers_pb2.ListExtensionsRequest, context: Any) -> Any:
        if self.only_heads:
            return fail(context, PermissionDenied("HEAD_REQUIRED", "Chỉ thủ trưởng.", "Heads only."))
        return law_papers_pb2.ListExtensionsResponse(
            extensions=self.extensions,
            may_sign=self.signers is None,
            signers=self.signers,
            allowed=self.allowed,
        )

    def GetExtension(self, request: law_papers_pb2.GetExtensionRequest, context: Any) -> Any:
        found = law_papers_pb2.Extension()
        if not self.extensions:
            return fail(context, NotFound("EXTENSION_UNKNOWN", "Không có văn bản này.", "No such apology."))
        found.CopyFrom(self.extensions[0])
        found.new_day = request.new_day or found.new_day
        found.new_promised_at.FromJsonString(f"{found.new_day}T10:00:00Z")
        return law_papers_pb2.GetExtensionResponse(
            extension=found,
            preview=f"%PDF {request.reason}".encode() if request.preview else b"",
            may_sign=self.signers is None,
            signers=self.signers,
        )

    def GetBoard(self, request: board_pb2.GetBoardRequest, context: Any) -> Any:
        """As the contract says: the procedure that was asked for is named where it was ever published."""
        if request.unit and request.unit not in self.board_units:
            wrong = FieldError("unit", "UNIT_UNKNOWN", "Không có đơn vị này.", "There is no such unit.")
            fail(context, InvalidInput(fields=[wrong]))
        self._days(request, context)
        keys = [request.procedure_key] if request.procedure_key in self.packages else []
        found = board_pb2.GetBoardResponse(
            from_day=request.from_day,
            to_day=request.to_day,
            procedures=[board_pb2.BoardName(key=one) for one in keys],
        )
        found.MergeFrom(self.board)
        return found

    def ListBoardDossiers(self, request: board_pb2.ListBoardDossiersRequest, context: Any) -> Any:
        self.listed.append(request)
        if not any(one in board_pb2.BoardMeasure.Name(request.measure) for one in ("NOW_", "WAIT_")):
            self._days(request, context)
        return board_pb2.ListBoardDossiersResponse()

    @staticmethod
    def _days(request: Any, context: Any) -> None:
        for field in ("from_day", "to_day"):
            try:
                date.fromisoformat(getattr(request, field).strip())
            except ValueError:
                wrong = FieldError(field, "DAY_INVALID", "Hãy chọn ngày.", "Please choose a day.")
                fail(context, InvalidInput(fields=[wrong]))

    def ReceiveDossier(self, request: intake_pb2.ReceiveDossierRequest, context: Any) -> Any:
        def receive(user: str) -> Any:
            draft = self._open_draft(request.draft_id, user)
            kind = request.WhichOneof("decision")
            self._check_decision(request, draft)
            made = self.add_dossier(
                "", intake_pb2.DOSSIER_STATUS_ACCEPTED, papers=draft.papers, answers=draft.answers,
                source=draft.source or intake_pb2.SOURCE_WINDOW, revision=1,
            )  # fmt: skip
            made.applicant.CopyFrom(draft.applicant)
            made.procedure_key = draft.procedure_key
            del made.components[:]
            made.components.extend(procedure(self.packages[draft.procedure_key]).components)
            draft.dossier_id = made.dossier_id
            if kind == "supplement":
                self._send_back(made, request.supplement)
            elif kind == "refusal":
                made.status = intake_pb2.DOSSIER_STATUS_INTAKE_REFUSED
                self.print_form(made, "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ")
            else:
                self.accept(made)
            return intake_pb2.ReceiveDossierResponse(dossier=made)

        return self._write(context, request, receive)

    def _check_decision(self, request: intake_pb2.ReceiveDossierRequest, draft: intake_pb2.Draft) -> None:
        """As the contract says: what is missing stands against acceptance only, who applies against everything."""
        problems = [(one.field, one.message.vi) for one in self._problems(draft)]
        if not draft.applicant.name:
            problems.append(("applicant.name", "Hãy nhập họ tên người nộp."))
        if request.WhichOneof("decision") is not None:
            problems = [one for one in problems if one[0].startswith("applicant.")]
        if problems:
            fields = [FieldError(name, "PROBLEM", text, text) for name, text in problems]
            raise InvalidInput(
                "DRAFT_INCOMPLETE", "Hồ sơ còn thiếu nội dung.", "The dossier is incomplete.", fields=fields
            )

    def _send_back(self, made: intake_pb2.Dossier, asked: intake_pb2.SupplementDecision) -> None:
        made.status = intake_pb2.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
        made.supplements.add(round=1, stage="before_acceptance", items=asked.items, reason=asked.reason)
        made.actions.append(intake_pb2.ACTION_ANSWER_SUPPLEMENT)
        self.print_form(made, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")

    def WithdrawDossier(self, request: intake_pb2.WithdrawDossierRequest, context: Any) -> Any:
        """As the contract says: a window officer names who asked."""
        self.withdrawals.append(request)
        if not request.asker_name:
            sentence = "Rút hồ sơ tại quầy phải ghi ai đến đề nghị."
            wrong = FieldError("asker_name", "ASKER_REQUIRED", sentence, sentence)
            return fail(context, InvalidInput("ASKER_REQUIRED", sentence, sentence, fields=[wrong]))
        if self.refuse_asker is not None:
            wrong = [self.refuse_asker]
            return fail(context, InvalidInput("INVALID_INPUT", "Chưa đúng.", "Not right.", fields=wrong))
        return super().WithdrawDossier(request, context)

    def AnswerSupplement(self, request: intake_pb2.AnswerSupplementRequest, context: Any) -> Any:
        made = self.dossiers[request.dossier_id][1]
        wrong = [one for one in self._problems(made) if not one.field.startswith("papers.")]
        if made.source != intake_pb2.SOURCE_WINDOW or not wrong:
            return super().AnswerSupplement(request, context)
        return fail(
            context, InvalidInput("DRAFT_INCOMPLETE", "Còn thiếu.", "Incomplete.", fields=_fields(wrong))
        )

    def AmendDossier(self, request: intake_pb2.AmendDossierRequest, context: Any) -> Any:
        def amend(_user: str) -> Any:
            made = self.dossiers[request.dossier_id][1]
            if made.status == intake_pb2.DOSSIER_STATUS_WITHDRAWN or made.supplements[-1].HasField(
                "answered_at"
            ):
                raise Conflict("SUPPLEMENT_NOT_ASKED", "Tờ khai không sửa được nữa.", "Not any more.")
            if made.revision != request.revision:
                raise Stale("DOSSIER_STALE", "Hồ sơ đã được thay đổi.", "It was changed.")
            typed = intake_pb2.Dossier(procedure_key=made.procedure_key, answers=request.answers)
            wrong = [one for one in self._problems(typed) if not one.field.startswith("papers.")]
            if wrong:
                raise InvalidInput(
                    "AMENDMENT_INVALID", "Còn mục sai.", "It has mistakes.", fields=_fields(wrong)
                )
            made.answers.CopyFrom(request.answers)
            made.applicant.CopyFrom(request.applicant)
            made.revision += 1
            return intake_pb2.AmendDossierResponse(dossier=made, problems=self._problems(made))

        return self._write(context, request, amend)

    def accept(self, dossier: intake_pb2.Dossier) -> None:
        dossier.status = intake_pb2.DOSSIER_STATUS_ACCEPTED
        dossier.accepted_at.CopyFrom(stamp(HOUR))
        dossier.promised_at.CopyFrom(stamp(9 * 24 * HOUR))
        self.print_form(dossier, "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")

    def print_form(self, dossier: intake_pb2.Dossier, form: str, name: str) -> None:
        dossier.documents.add(
            document_id=f"d{form}", form=form, name=common.LocalizedText(vi=name), number="15/TNHS", file_id="ack",
            issued_at=stamp(HOUR),
        )  # fmt: skip


class AssignmentDouble(UnitDouble, assignment_pb2_grpc.AssignmentServiceServicer):
    """`tasks` is public; `opens` says what completing a task opens; `refuse` makes the next completion fail."""

    def __init__(self, intake: DeskIntake) -> None:
        self.begin()
        self.intake = intake
        self.tasks: dict[str, pb.Task] = {}
        self.records: list[pb.StepRecord] = []
        self.opens: dict[str, list[str]] = {}
        self.completed: list[pb.CompleteTaskRequest] = []
        self.answers: dict[str, Any] = {}
        self.refuse: MotcuaError | None = None
        self.away = False
        self.versions: list[str] = []
        self.kept: dict[tuple[str, str], kept_pb.KeptForm] = {}
        self.may: dict[str, callers_pb2.CallerMay] = {}
        self.stands_in_for: dict[str, str] = {}
        self.listed: list[pb.ListTasksRequest] = []
        self.leads_today: set[str] = set()

    def add(
        self, task_id: str, kind: int = pb.TASK_KIND_STEP, *, due: int = 0, title: str = "", **more: Any
    ) -> pb.Task:
        """A task of the first dossier; `due` is hours from the fixed now, all of them worked."""
        at = Timestamp(seconds=SUBMITTED + due * HOUR)
        left = pb.TimeLeft(working_minutes=due * 60, overdue=due < 0, day_minutes=480)
        made = pb.Task(
            task_id=task_id, kind=kind, state=pb.TASK_STATE_OPEN, dossier_id=DOSSIER, dossier_code="H99.101-261123-0001",
            applicant_name="Nguyễn Văn Bình", procedure_key=LAND, procedure_version=1,
            procedure_name=words(self.intake.packages[LAND].procedure.name), title=common.LocalizedText(vi=title or task_id),
            unit="chi_nhanh_dat_dai", unit_name=common.LocalizedText(vi="Chi nhánh Văn phòng đăng ký đất đai"),
            opened_at=stamp(-HOUR), due_at=at, legal_due_at=at, revision=1, time_left=left, legal_time_left=left,
        )  # fmt: skip
        made.MergeFrom(pb.Task(**more))
        self.tasks[task_id] = made
        return made

    def ListTasks(self, request: pb.ListTasksRequest, context: Any) -> Any:
        user, size = self._user(context), request.page_size or 50
        self.listed.append(request)
        if request.page_token and not request.page_token.isdigit():
            fail(
                context,
                InvalidInput("PAGE_TOKEN_INVALID", "Mã trang không hợp lệ.", "The page token is broken."),
            )
        found = sorted(self.tasks.values(), key=lambda one: one.legal_due_at.seconds)
        keep = {
            pb.TASK_FILTER_UNSPECIFIED: lambda one: one.state in LIVE,
            pb.TASK_FILTER_MINE: lambda one: (
                one.state in LIVE and one.assignee.user in (user, self.stands_in_for.get(user, user))
            ),
            pb.TASK_FILTER_UNASSIGNED: lambda one: one.state == pb.TASK_STATE_OPEN,
            pb.TASK_FILTER_DONE: lambda one: one.state == pb.TASK_STATE_DONE and one.assignee.user == user,
        }[request.filter]
        found = [one for one in found if keep(one) and request.dossier_id in ("", one.dossier_id)]
        if request.due == pb.TASK_DUE_OVERDUE:
            found = [one for one in found if one.legal_due_at.seconds < SUBMITTED]
        elif request.due == pb.TASK_DUE_TODAY:
            found = [one for one in found if SUBMITTED <= one.legal_due_at.seconds < SUBMITTED + 12 * HOUR]
        start = int(request.page_token or 0)
        token = str(start + size) if len(found) > start + size else ""
        return pb.ListTasksResponse(tasks=found[start : start + size], next_page_token=token)

    def CountTasks(self, request: pb.CountTasksRequest, context: Any) -> Any:
        user, live = self._user(context), [one for one in self.tasks.values() if one.state in LIVE]
        late = [one for one in live if one.legal_due_at.seconds < SUBMITTED]
        mine = [one for one in live if one.assignee.user == user]
        leads = user in self.leads_today
        return pb.CountTasksResponse(
            open=len(live), mine=len(mine), overdue=len(late), due_today=1, leads=leads
        )

    def GetInboxVersion(self, request: pb.GetInboxVersionRequest, context: Any) -> Any:
        """Of the tasks as they stand, whoever asks; `versions` counts the questions by person."""
        self.versions.append(self._user(context))
        if self.away:
            fail(context, Unavailable())
        live = sorted(
            f"{one.task_id}{one.state}{one.assignee.user}" for one in self.tasks.values() if one.state in LIVE
        )
        return pb.GetInboxVersionResponse(version=f"{zlib.crc32(repr(live).encode())}")

    def GetTask(self, request: pb.GetTaskRequest, context: Any) -> Any:
        task, user = self._find(request.task_id, context), self._user(context)
        kept = self.kept.get((task.task_id, user)) if task.assignee.user == user else None
        free = callers_pb2.CallerMay(take=task.state == pb.TASK_STATE_OPEN)
        may = self.may.get(task.task_id, free)
        return pb.GetTaskResponse(task=task, records=self.records, kept=kept, may=may)

    def SaveStepForm(self, request: kept_pb.SaveStepFormRequest, context: Any) -> Any:
        """As the contract says; on one thread or another, the last word is the revision's."""
        task, user = self._find(request.task_id, context), self._user(context)
        if self.away:
            fail(context, Unavailable())
        if task.state not in LIVE:
            fail(context, Conflict("TASK_CLOSED", "Quy trình đã đóng việc này.", "The process closed it."))
        if task.assignee.user != user:
            fail(context, Stale("TASK_TAKEN", f"{task.assignee.name} đã nhận việc này trước bạn.", "Taken."))
        before = self.kept.get((task.task_id, user))
        if request.revision != (before.revision if before else 0):
            fail(
                context,
                Stale("KEPT_FORM_CHANGED", "Đã được thay đổi ở một cửa sổ khác.", "Changed elsewhere."),
            )
        if not request.fields:
            self.kept.pop((task.task_id, user), None)
            return kept_pb.SaveStepFormResponse()
        kept = kept_pb.KeptForm(fields=request.fields, saved_at=stamp(), revision=request.revision + 1)
        kept.saved_by.CopyFrom(common.Actor(user=user, name=f"Người {user}"))
        self.kept[(task.task_id, user)] = kept
        return kept_pb.SaveStepFormResponse(kept=kept)

    def ClaimTask(self, request: pb.ClaimTaskRequest, context: Any) -> Any:
        self._asked("ClaimTask", context)
        task, user = self._find(request.task_id, context), self._user(context)
        if task.state not in LIVE:
            fail(context, Conflict("TASK_CLOSED", "Việc này đã xong.", "This task was finished."))
        if task.assignee.user not in ("", user):
            fail(context, Stale("TASK_TAKEN", f"{task.assignee.name} đã nhận việc này trước bạn.", "Taken."))
        self.take(task, user)
        return pb.ClaimTaskResponse(task=task)

    def ReleaseTask(self, request: pb.ReleaseTaskRequest, context: Any) -> Any:
        task = self._find(request.task_id, context)
        task.state = pb.TASK_STATE_OPEN
        task.ClearField("assignee")
        return pb.ReleaseTaskResponse(task=task)

    def CompleteTask(self, request: pb.CompleteTaskRequest, context: Any) -> Any:
        if request.request_id in self.answers:
            return self.answers[request.request_id]
        task = self._find(request.task_id, context)
        if self.away:
            fail(context, Unavailable())
        if self.refuse is not None:
            refused, self.refuse = self.refuse, None
            fail(context, refused)
        if task.state not in LIVE:
            fail(context, Conflict("TASK_CLOSED", "Quy trình đã đóng việc này.", "The process closed it."))
        if task.state != pb.TASK_STATE_CLAIMED:
            fail(context, Conflict("TASK_NOT_CLAIMED", "Hãy nhận việc này trước.", "Claim this task first."))
        if (
            request.step.HasField("result")
            and self.intake.files[request.step.result.file_id][1][:5] != b"%PDF-"
        ):
            fail(
                context,
                InvalidInput(fields=[FieldError("result.file_id", "X", "Không phải PDF.", "No PDF.")]),
            )
        self.completed.append(request)
        task.state = pb.TASK_STATE_DONE
        task.closed_at.CopyFrom(stamp(60))
        self._window(request, task)
        opened = [self.add(one, title=one, due=30) for one in self.opens.get(task.task_id, [])]
        self.answers[request.request_id] = pb.CompleteTaskResponse(task=task, opened=opened)
        return self.answers[request.request_id]

    def take(self, task: pb.Task, user: str) -> None:
        task.state = pb.TASK_STATE_CLAIMED
        task.assignee.CopyFrom(common.Actor(user=user, name=f"Người {user}"))

    def _window(self, request: pb.CompleteTaskRequest, task: pb.Task) -> None:
        """What intake does with the acts of the window."""
        dossier = self.intake.dossiers[task.dossier_id][1]
        outcome = request.acceptance.WhichOneof("outcome")
        if outcome == "accept":
            self.intake.accept(dossier)
        elif outcome == "supplement":
            self.intake.print_form(dossier, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
        elif outcome == "refuse":
            self.intake.print_form(dossier, "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ")
        elif request.HasField("returning"):
            self.intake.print_form(dossier, "RT", "Phiếu trả kết quả")

    def _find(self, task_id: str, context: Any) -> pb.Task:
        if task_id not in self.tasks:
            fail(
                context,
                NotFound("TASK_UNKNOWN", "Không có việc này trong hộp việc của bạn.", "No such task."),
            )
        return self.tasks[task_id]

    def _user(self, context: Any) -> str:
        return str(dict(context.invocation_metadata()).get("authorization", "")).removeprefix("Bearer ")


class WorkflowDouble(workflow_pb2_grpc.WorkflowServiceServicer):
    """Where the first dossier stands in the real drawing of the land procedure."""

    def __init__(self) -> None:
        self.active = ["appraise_release", "appraise_transfer"]
        self.status = "running"
        self.trial = True
        self.away = False
        self.failures = [
            common.Failure(
                id="inc-1", service="workflow", kind="incident", dossier_id=DOSSIER, subject="sign_release",
                message="Đoạn mã của phần tử “sign_release” không chạy được.", cause="NameError: phí", attempts=3,
                first_at=stamp(-7200), last_at=stamp(), state="open", dossier_code="H99.101-261123-0001", repairable=True,
                headline=common.LocalizedText(vi="Đoạn tính toán ở “Ký” không chạy được.", en="The computation at “Ký” fails."),
                advice=common.LocalizedText(vi="Sửa dữ kiện.", en="Repair the facts."),
            )
        ]  # fmt: skip
        self.facts = [
            workflow_pb2.Fact(name="fee", read=True),
            workflow_pb2.Fact(name="pages", json="0", read=True),
            workflow_pb2.Fact(name="papers", json='["GCN", "MAU-18"]'),
            workflow_pb2.Fact(name="urgent", json="false"),
        ]
        self.repairs: list[workflow_pb2.RepairIncidentRequest] = []
        self.done: list[workflow_pb2.Repair] = []
        self.refuse: MotcuaError | None = None
        self.narrowed = False

    def GetDossierProcess(self, request: workflow_pb2.GetDossierProcessRequest, context: Any) -> Any:
        if not self.active:
            fail(context, NotFound("PROCESS_UNKNOWN", "Hồ sơ chưa có quy trình.", "There is no process yet."))
        if self.away:
            fail(context, Unavailable())
        line = workflow_pb2.TraceLine
        drawing = (WORKFLOWS / LAND / "process.bpmn").read_bytes() if request.with_drawing else b""
        trace = [
            line(element="accepted", name="Hồ sơ được tiếp nhận", event="completed", at=stamp(-7200)),
            *(line(element=one, event="entered", at=stamp(-HOUR)) for one in self.active),
        ]
        instance = workflow_pb2.Instance(
            instance_id="i1",
            process_id="land",
            name="land",
            status=self.status,
            active_elements=self.active,
            trace=trace,
        )
        return workflow_pb2.GetDossierProcessResponse(
            procedure_key=LAND,
            procedure_version=1,
            instances=[instance],
            drawing=drawing,
            narrowed=self.narrowed,
        )

    def GetClock(self, request: workflow_pb2.GetClockRequest, context: Any) -> Any:
        ahead = Duration(seconds=2 * 86400 + 3 * HOUR if self.trial else 0)
        return workflow_pb2.GetClockResponse(now=stamp(), ahead=ahead, may_be_advanced=self.trial)

    def ListFailures(self, request: workflow_pb2.ListFailuresRequest, context: Any) -> Any:
        shown = [one for one in self.failures if request.all or one.state != "resolved"]
        return workflow_pb2.ListFailuresResponse(failures=shown)

    def RetryFailure(self, request: workflow_pb2.RetryFailureRequest, context: Any) -> Any:
        for one in self.failures:
            if one.id == request.failure_id:
                one.state, one.retried_by = "retried", "Người vh"
                one.acts.add(
                    act="retry", user="vh", name="Người vh", unit="minh_hoa", outcome="failed", at=stamp()
                )
                return workflow_pb2.RetryFailureResponse(failure=one)
        return fail(
            context, NotFound("FAILURE_UNKNOWN", "Không có việc hỏng này.", "There is no such failure.")
        )

    def GetIncident(self, request: workflow_pb2.GetIncidentRequest, context: Any) -> Any:
        for one in self.failures:
            if one.id == request.failure_id:
                return workflow_pb2.GetIncidentResponse(
                    failure=one, instance_id="i1", procedure_key=LAND, procedure_version=1, element_name="Ký",
                    texts=[workflow_pb2.DrawnText(kind="script", text="share = fee // pages")], facts=self.facts,
                    waiting_messages=["withdrawal_requested"], repairs=self.done,
                )  # fmt: skip
        return fail(context, NotFound("FAILURE_UNKNOWN", "Không có sự cố này.", "There is no such failure."))

    def RepairIncident(self, request: workflow_pb2.RepairIncidentRequest, context: Any) -> Any:
        if self.refuse is not None:
            fail(context, self.refuse)
        if self.repairs and self.repairs[-1] == request:
            return workflow_pb2.RepairIncidentResponse(failure=self.failures[0])
        if self.failures[0].state == "resolved":
            fail(context, Conflict("FAILURE_RESOLVED", "Sự cố này đã được khắc phục.", "Resolved already."))
        self.repairs.append(request)
        self.failures[0].state, self.failures[0].repairable = "resolved", False
        self.done.insert(0, workflow_pb2.Repair(note=request.note, resolved=True))
        return workflow_pb2.RepairIncidentResponse(failure=self.failures[0])


__all__ = ["COPY", "LAND", "UNITS", "AssignmentDouble", "DeskIntake", "WorkflowDouble"]
