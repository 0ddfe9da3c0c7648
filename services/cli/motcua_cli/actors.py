# SPDX-License-Identifier: Apache-2.0
"""People as the public gRPC API knows them: a citizen who submits, officers who clear their inbox. Used by the bench and by the
tests that drive the whole system; every call is one that an integrator could make."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub
from motcua.intake.v1 import fees_pb2 as fees
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua.workflow.v1 import workflow_pb2 as workflow
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_calendar import legal_time
from motcua_procedure import Form
from motcua_rpc import Channel, InvalidInput, MotcuaError
from motcua_rpc.structs import to_struct

LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
LAND_PAPERS = ("MAU-03A", "MAU-18", "HD-CHUYEN-QUYEN", "GCN", "VB-DONG-Y-XOA")
CHUNK = 64 * 1024
LONGEST_PAUSE = 0.2
"""Seconds between two looks into an inbox: what is not there at once may take long, and each look costs the system."""

LAND_ANSWERS: dict[str, Any] = {
    "applicant_address": "Thôn Đầu Suối, xã Suối Trong",
    "applicant_phone": "0200 000 1234",
    "filer": "transferor",
    "transfer_kind": "sale",
    "parcel_no": "112",
    "map_no": "24",
    "area": 120.5,
    "certificate_no": "CS 012345",
    "mortgagee_name": "Ngân hàng Minh Họa",
    "mortgage_contract": "15/2020/HĐTC",
    "transferee_name": "Trần Văn Hòa",
    "transferee_id": "099190004321",
    "transferee_address": "Phường Bến Gió",
    "price": 850_000_000,
    "truthful": True,
}

LAND_RELEASE_CHECKS = {"check_request": "pass", "check_certificate": "pass", "check_consent": "pass"}
LAND_TRANSFER_CHECKS = {
    f"check_{one}": "pass" for one in ("contract", "parcel", "dispute", "conditions")
}  # fmt: skip
LAND_CHECKS: dict[str, dict[str, Any]] = {
    "appraise_release": LAND_RELEASE_CHECKS,
    "appraise_transfer": LAND_TRANSFER_CHECKS,
    "reappraise_transfer": LAND_TRANSFER_CHECKS,
}

# What each step's form is answered with when everything goes well; `land_step` puts days for "today" and "today+30d".
LAND_STEPS: dict[str, dict[str, Any]] = {
    "appraise_release": LAND_RELEASE_CHECKS | {"release_proposal": "grant"},
    "approve_release": {"release_decision": "approve"},
    "sign_release": {},
    "appraise_transfer": LAND_TRANSFER_CHECKS | {"appraisal": "eligible"},
    "reappraise_transfer": LAND_TRANSFER_CHECKS | {"appraisal": "eligible"},
    "prepare_slip": {
        "slip_no": "12/PC-VPDK",
        "land_use": "residential",
        "taxable_area": 120.5,
        "land_price": 9_000_000,
    },
    "determine_obligation": {
        "obligation": "payable",
        "tax_notice_no": "34/TB-CCT",
        "tax_notice_date": "today",
        "income_tax": 17_000_000,
        "registration_fee": 4_250_000,
        "pay_by": "today+30d",
        "pay_at": "Cổng Dịch vụ công quốc gia",
    },
    "confirm_payment": {"payment_ref": "CT-001", "paid_on": "today", "amount_paid": 21_250_000},
    "check_obligation": {"documents": "match"},
    "draft_certificate": {"paper": "confirmed"},
    "approve_draft": {"draft_decision": "approve"},
    "sign_transfer": {},
}


def land_step(answers: Mapping[str, Any], today: date | Callable[[], date]) -> dict[str, Any]:
    """Answers of a step with its days put in, as ISO dates; `today` is the day of the business clock, or asks for it: that is
    done only where a day is put in."""
    days = {"today": timedelta(), "today+30d": timedelta(days=30)}
    named = {key: days[value] for key, value in answers.items() if isinstance(value, str) and value in days}
    if not named:
        return dict(answers)
    day = today if isinstance(today, date) else today()
    return dict(answers) | {key: (day + after).isoformat() for key, after in named.items()}


def new_id() -> str:
    """A request id."""
    return str(uuid4())


def stamp(moment: datetime | None = None) -> Timestamp:
    """A moment as the API takes it; now when none is given."""
    made = Timestamp()
    made.FromDatetime(moment or datetime.now(UTC))
    return made


def small_pdf(text: str = "MAU") -> bytes:
    """A PDF of one empty page that says `text` in its title; enough for a paper of a trial."""
    title = "".join(letter for letter in text if letter.isalnum() or letter == " ")[:60]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] >>",
        f"<< /Title ({title}) >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii", "replace")
    start = len(body)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer\n"
    tail += f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body + tail.encode("ascii")


@dataclass(frozen=True)
class Actor:
    """Somebody with a channel in their own name."""

    channel: Channel

    @property
    def intake(self) -> IntakeServiceStub:
        return IntakeServiceStub(self.channel)

    @property
    def inbox(self) -> AssignmentServiceStub:
        return AssignmentServiceStub(self.channel)

    def upload(self, content: bytes, name: str = "giay-to.pdf", media_type: str = "application/pdf") -> str:
        """Store a file; its id."""

        def parts() -> Iterator[pb.UploadFileRequest]:
            info = pb.FileInfo(file_name=name, media_type=media_type, size=len(content))
            yield pb.UploadFileRequest(info=info)
            for start in range(0, len(content), CHUNK):
                yield pb.UploadFileRequest(chunk=content[start : start + CHUNK])

        return str(self.intake.UploadFile(parts()).file_id)

    def download(self, file_id: str) -> bytes:
        """The bytes of a file."""
        answers = self.intake.DownloadFile(pb.DownloadFileRequest(file_id=file_id))
        return b"".join(answer.chunk for answer in answers)

    def now(self) -> Timestamp:
        """Business time, which a trial may have moved."""
        answer: workflow.GetClockResponse = WorkflowServiceStub(self.channel).GetClock(
            workflow.GetClockRequest()
        )
        return answer.now

    def today(self) -> date:
        """The legal day of `now`."""
        return legal_time(self.now().ToDatetime(tzinfo=UTC)).date()

    def dossier(self, dossier_id: str) -> pb.Dossier:
        """A dossier as this person sees it."""
        answer: pb.GetDossierResponse = self.intake.GetDossier(pb.GetDossierRequest(dossier_id=dossier_id))
        return answer.dossier


class Citizen(Actor):
    """Fills in, attaches, submits, answers, withdraws."""

    def draft(
        self,
        procedure: str,
        unit: str,
        answers: Mapping[str, Any],
        papers: tuple[str, ...],
        applicant: pb.Applicant | None = None,
    ) -> pb.Draft:
        """A draft with its papers attached; a clerk says whose it is."""
        made = self.intake.SaveDraft(
            pb.SaveDraftRequest(
                request_id=new_id(),
                procedure_key=procedure,
                unit=unit,
                answers=to_struct(answers),
                applicant=applicant,
            )
        ).draft
        for component in papers:
            self.attach(component, draft_id=made.draft_id)
        answer: pb.GetDraftResponse = self.intake.GetDraft(pb.GetDraftRequest(draft_id=made.draft_id))
        return answer.draft

    def attach(self, component: str, *, draft_id: str = "", dossier_id: str = "") -> None:
        """Put a small PDF under a component of a draft or dossier: of a dossier another one each time, as what supplements it is
        not what it has already."""
        said = f"{component} {new_id()}" if dossier_id else component
        file_id = self.upload(small_pdf(said), f"{component}.pdf")
        self.intake.AttachPaper(
            pb.AttachPaperRequest(
                request_id=new_id(),
                component=component,
                file_id=file_id,
                form="original",
                copies=1,
                draft_id=draft_id,
                dossier_id=dossier_id,
            )
        )

    def submit(self, draft: pb.Draft, request_id: str = "") -> pb.Dossier:
        """Submit a draft."""
        request = pb.SubmitDraftRequest(
            request_id=request_id or new_id(), draft_id=draft.draft_id, revision=draft.revision
        )
        answer: pb.SubmitDraftResponse = self.intake.SubmitDraft(request)
        return answer.dossier

    def submit_land(
        self, unit: str, papers: tuple[str, ...] = LAND_PAPERS, request_id: str = "", **answers: Any
    ) -> pb.Dossier:
        """Submit the merged land dossier at a commune."""
        filled = LAND_ANSWERS | {"land_commune": unit} | answers
        return self.submit(self.draft(LAND, unit, filled, papers), request_id)


class Officer(Actor):
    """Lists, claims and completes."""

    patience = 10.0
    """Seconds that a task may take to come into the inbox."""

    def tasks(self, dossier_id: str = "") -> list[work.Task]:
        """The live tasks that this officer sees, in the inbox's order."""
        found: list[work.Task] = []
        token = ""
        while True:
            answer = self.inbox.ListTasks(
                work.ListTasksRequest(dossier_id=dossier_id, page_size=200, page_token=token)
            )
            found += answer.tasks
            token = answer.next_page_token
            if not token:
                return found

    def wait_for(self, dossier_id: str, what: str, seconds: float | None = None) -> work.Task:
        """The open task of an element (or `acceptance`, `return`) of a dossier, as soon as it is in the inbox."""
        seconds = self.patience if seconds is None else seconds
        until, pause = time.monotonic() + seconds, 0.05
        while True:
            for task in self.tasks(dossier_id):
                if task.element == what or (not task.element and KINDS.get(task.kind) == what):
                    return task
            if time.monotonic() > until:
                raise TimeoutError(f"no task {what!r} of dossier {dossier_id} within {seconds:g} s")
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def claim(self, task: work.Task) -> None:
        """Take a task."""
        self.inbox.ClaimTask(work.ClaimTaskRequest(request_id=new_id(), task_id=task.task_id))

    def complete(self, task: work.Task, request_id: str = "", **action: Any) -> work.CompleteTaskResponse:
        """Complete a claimed task with `step=`, `acceptance=` or `returning=`."""
        request = work.CompleteTaskRequest(request_id=request_id or new_id(), task_id=task.task_id, **action)
        answer: work.CompleteTaskResponse = self.inbox.CompleteTask(request)
        return answer

    def accept(self, dossier_id: str) -> None:
        """Accept what came online."""
        self.accept_task(self.wait_for(dossier_id, "acceptance"))

    def accept_task(self, task: work.Task) -> None:
        """As `accept`, of a task that is known."""
        self.claim(task)
        self.complete(task, acceptance=work.AcceptanceAction(accept=work.Accept()))

    def do(
        self,
        dossier_id: str,
        element: str,
        answers: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> work.CompleteTaskResponse:
        """Claim and complete the step of an element (LAND_STEPS without answers, else these with LAND_CHECKS; days put in); a
        small signed paper goes with answers that are signed."""
        return self.do_task(self.wait_for(dossier_id, element, seconds), answers)

    def do_task(self, task: work.Task, answers: Mapping[str, Any] | None = None) -> work.CompleteTaskResponse:
        """As `do`, of a step's task that is known."""
        given = LAND_STEPS.get(task.element, {}) if answers is None else answers
        answers = land_step({**LAND_CHECKS.get(task.element, {}), **given}, self.today)
        self.claim(task)
        step = work.StepAction(answers=to_struct(answers))
        if task.result_code and self._signs(task, answers):
            step.result.CopyFrom(
                work.SignedResult(
                    number=f"{task.result_code[-4:]}/{task.task_id[:8]}",
                    signed_at=self.now(),
                    file_id=self.upload(small_pdf(f"KET QUA MAU {new_id()}"), "ket-qua-mau.pdf"),
                )
            )
        return self.complete(task, step=step)

    def _signs(self, task: work.Task, answers: Mapping[str, Any]) -> bool:
        one: work.GetTaskResponse = self.inbox.GetTask(work.GetTaskRequest(task_id=task.task_id))
        return not one.task.form or Form.load(one.task.form.encode(), "step.form").asks_result(answers)

    def return_results(self, dossier_id: str) -> None:
        """Return to the applicant what waits at the window, and take the originals that go with it."""
        self.return_task(self.wait_for(dossier_id, "return"))

    def return_task(self, task: work.Task) -> None:
        """As `return_results`, of a task that is known."""
        dossier_id = task.dossier_id
        self.claim(task)
        self.take_fees(dossier_id)
        try:
            self.complete(task, returning=self._returning(dossier_id))
        except InvalidInput:  # a result came in between, with an original to collect
            self.complete(task, returning=self._returning(dossier_id))

    def take_fees(self, dossier_id: str) -> None:
        """Take in cash what is owed for the results that wait, if anything."""
        dossier = self.dossier(dossier_id)
        waiting = {one.part for one in dossier.results if not one.HasField("returned_at")}
        ledger: fees.FeeLedger = self.intake.ListFees(fees.ListFeesRequest(dossier_id=dossier_id)).ledger
        owed = [one for one in ledger.lines if one.part in waiting and one.outstanding]
        if owed:
            self.intake.MarkFeesPaid(
                fees.MarkFeesPaidRequest(
                    request_id=new_id(),
                    dossier_id=dossier_id,
                    fee_ids=[one.fee_id for one in owed],
                    amount=sum(one.outstanding for one in owed),
                    method=fees.PAYMENT_METHOD_CASH,
                    payer=dossier.applicant.name,
                )
            )

    def _returning(self, dossier_id: str) -> work.ReturnAction:
        dossier = self.dossier(dossier_id)
        return work.ReturnAction(
            receiver_name=dossier.applicant.name,
            receiver_id_number=dossier.applicant.id_number,
            originals_collected=dossier.originals_to_collect,
            originals_returned=dossier.originals_to_return,
            signed=True,
        )


class Clerk(Officer, Citizen):
    """An officer at the window, who also enters what people bring on paper."""

    def receive(
        self, procedure: str, unit: str, answers: Mapping[str, Any], papers: tuple[str, ...], name: str
    ) -> pb.Dossier:
        """Enter and accept in one go a dossier that a person brought."""
        applicant = pb.Applicant(
            name=name, id_number="099185001234", phone="02000001234", address="Thôn Đầu Suối, xã Suối Trong"
        )
        draft = self.draft(procedure, unit, answers, papers, applicant)
        request = pb.ReceiveDossierRequest(
            request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision
        )
        answer: pb.ReceiveDossierResponse = self.intake.ReceiveDossier(request)
        return answer.dossier


KINDS = {work.TASK_KIND_ACCEPTANCE: "acceptance", work.TASK_KIND_RETURN: "return"}

__all__ = [
    "COPY",
    "LAND",
    "LAND_ANSWERS",
    "LAND_PAPERS",
    "Actor",
    "Citizen",
    "Clerk",
    "MotcuaError",
    "Officer",
    "small_pdf",
]
