# SPDX-License-Identifier: Apache-2.0
"""An intake service in memory behind the real contract, as strict as the contract's words: own drafts only, revisions, request
ids, the form's own checks. It stands in for the service in tests of pages, nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
from fees_double import FeesDouble
from google.protobuf.timestamp_pb2 import Timestamp
from grpc_status import rpc_status
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import citizen_pb2, intake_pb2_grpc
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar import legal_time
from motcua_procedure import Form, Option, ProcedurePackage, limits, load_folder
from motcua_rpc import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    MotcuaError,
    NotFound,
    Stale,
    Unauthenticated,
    Unavailable,
    to_status,
)
from motcua_rpc.errors import FieldError
from motcua_rpc.structs import to_dict
from motcua_text import Text, fold

WORKFLOWS = Path(__file__).parents[4] / "workflows"
LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
BIRTH = "ho-tich/khai-sinh-thuong-tru-bhyt"
UNITS = (("suoi_trong", "Bộ phận Một cửa xã Suối Trong"), ("ben_gio", "Bộ phận Một cửa phường Bến Gió"))
SUBMITTED = 1_795_400_000  # 2026-11-22T18:53:20Z
TODAY = legal_time(datetime.fromtimestamp(SUBMITTED, UTC)).date()
MEGABYTE = 1_000_000


def _round(dossier: pb.Dossier, number: int) -> pb.Supplement:
    """The request of this number; 0 is the last one."""
    return next((one for one in dossier.supplements if one.round == number), dossier.supplements[-1])


def words(text: Text) -> common.LocalizedText:
    return common.LocalizedText(vi=text.vi, en=text.en)


@cache
def packages() -> tuple[tuple[str, ProcedurePackage], ...]:
    """The procedures as they stand in the repository, read once: packages are never changed."""
    return tuple((key, load_folder(WORKFLOWS / key)) for key in (LAND, COPY, BIRTH))


class IntakeDouble(FeesDouble, intake_pb2_grpc.IntakeServiceServicer):
    """State is public: tests set dossiers up and look at what pages did. `calls` counts by method name."""

    def __init__(self) -> None:
        self.begin_fees()
        self.packages = dict(packages())
        self.reset()

    def reset(self) -> None:
        """Forget everything but the procedures."""
        self.drafts: dict[str, tuple[str, pb.Draft]] = {}
        self.dossiers: dict[str, tuple[str, pb.Dossier]] = {}
        self.files: dict[str, tuple[pb.FileInfo, bytes]] = {}
        self.requests: dict[str, tuple[bytes, Any]] = {}
        self.calls: list[str] = []
        self.paged = False
        self.expired: set[str] = set()
        self.expiring: list[citizen_pb2.Todo] = []
        self.unscanned = False
        """Whether the scanner of malware is away."""

    # catalogue
    def ListProcedures(self, request: pb.ListProceduresRequest, context: Any) -> Any:
        self._first_page_only(request, context)
        words_ = fold(request.query).split()
        found = [
            one for one in self.packages.values() if all(w in fold(one.procedure.name.vi) for w in words_)
        ]
        return pb.ListProceduresResponse(procedures=[summary(one) for one in found])

    def GetProcedure(self, request: pb.GetProcedureRequest, context: Any) -> Any:
        return self._say(
            context, lambda: pb.GetProcedureResponse(procedure=procedure(self._package(request.key)))
        )

    # drafts
    def SaveDraft(self, request: pb.SaveDraftRequest, context: Any) -> Any:
        return self._write(context, request, lambda user: self._save(request, user))

    def GetDraft(self, request: pb.GetDraftRequest, context: Any) -> Any:
        return self._say(
            context, lambda: pb.GetDraftResponse(draft=self._draft(request.draft_id, self._user(context)))
        )

    def ListDrafts(self, request: pb.ListDraftsRequest, context: Any) -> Any:
        user = self._user(context)
        self._first_page_only(request, context)
        own = [draft for owner, draft in self.drafts.values() if owner == user and not draft.dossier_id]
        return pb.ListDraftsResponse(drafts=own)

    def DeleteDraft(self, request: pb.DeleteDraftRequest, context: Any) -> Any:
        def delete(user: str) -> Any:
            self._open_draft(request.draft_id, user)
            del self.drafts[request.draft_id]
            return pb.DeleteDraftResponse()

        return self._write(context, request, delete)

    def CheckDraft(self, request: pb.CheckDraftRequest, context: Any) -> Any:
        def check() -> Any:
            draft = self._draft(request.draft_id, self._user(context))
            return pb.CheckDraftResponse(problems=self._problems(draft))

        return self._say(context, check)

    def SubmitDraft(self, request: pb.SubmitDraftRequest, context: Any) -> Any:
        return self._write(context, request, lambda user: self._submit(request, user))

    # papers
    def UploadFile(self, pieces: Iterator[pb.UploadFileRequest], context: Any) -> Any:
        self.calls.append("UploadFile")
        info = next(pieces).info
        content = b"".join(piece.chunk for piece in pieces)
        return self._say(context, lambda: self._store(info, content))

    def DownloadFile(self, request: pb.DownloadFileRequest, context: Any) -> Any:
        if request.file_id not in self.files:
            fail(context, NotFound("FILE_UNKNOWN", "Không tìm thấy tệp này.", "There is no such file."))
        info, content = self.files[request.file_id]
        yield pb.DownloadFileResponse(info=info)
        for start in range(0, len(content), 7):
            yield pb.DownloadFileResponse(chunk=content[start : start + 7])

    def AttachPaper(self, request: pb.AttachPaperRequest, context: Any) -> Any:
        return self._write(context, request, lambda user: self._attach(request, user))

    def RemovePaper(self, request: pb.RemovePaperRequest, context: Any) -> Any:
        def remove(user: str) -> Any:
            for _, holder in (*self.drafts.values(), *self.dossiers.values()):
                for paper in list(holder.papers):
                    if paper.paper_id == request.paper_id:
                        self._changed(holder).papers.remove(paper)
                        return pb.RemovePaperResponse()
            raise NotFound("PAPER_UNKNOWN", "Không tìm thấy giấy tờ này.", "There is no such paper.")

        return self._write(context, request, remove)

    # dossiers
    def GetDossier(self, request: pb.GetDossierRequest, context: Any) -> Any:
        def find() -> Any:
            user = self._user(context)
            for owner, one in self.dossiers.values():
                if owner == user and (one.dossier_id == request.dossier_id or one.code == request.code != ""):
                    return pb.GetDossierResponse(dossier=one)
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")

        return self._say(context, find)

    def ListTodos(self, request: citizen_pb2.ListTodosRequest, context: Any) -> Any:
        user = self._user(context)
        self._first_page_only(request, context)
        return citizen_pb2.ListTodosResponse(
            todos=[
                one for owner, dossier in self.dossiers.values() if owner == user for one in asked(dossier)
            ]
            + self.expiring
        )

    def ListDossiers(self, request: pb.ListDossiersRequest, context: Any) -> Any:
        user = self._user(context)
        self._first_page_only(request, context)
        found = [line(one) for owner, one in self.dossiers.values() if owner == user]
        if request.statuses:
            found = [one for one in found if one.status in request.statuses]
        if request.HasField("finished"):
            found = [one for one in found if one.HasField("finished_at") == request.finished]
        if not self.paged:
            return pb.ListDossiersResponse(dossiers=found)
        start = int(request.page_token or 0)
        end = start + request.page_size
        token = str(end) if end < len(found) else ""
        return pb.ListDossiersResponse(dossiers=found[start:end], next_page_token=token)

    def _first_page_only(self, request: Any, context: Any) -> None:
        """There are no further pages here (unless a test wants them), so that any token is somebody else's."""
        if request.page_token and not self.paged:
            fail(context, InvalidInput("PAGE_TOKEN_INVALID", "Mã trang không hợp lệ.", "Broken token."))

    def TrackDossier(self, request: pb.TrackDossierRequest, context: Any) -> Any:
        def find() -> Any:
            for _, one in self.dossiers.values():
                if one.code == request.code:
                    return pb.TrackDossierResponse(
                        code=one.code, status=one.status, parts_done=0, parts_total=len(one.parts)
                    )
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")

        return self._say(context, find)

    def AnswerSupplement(self, request: pb.AnswerSupplementRequest, context: Any) -> Any:
        def answer(user: str) -> Any:
            dossier = self.dossiers[request.dossier_id][1]
            asked = _round(dossier, request.round)
            if asked.HasField("answered_at") or dossier.status == pb.DOSSIER_STATUS_WITHDRAWN:
                raise Conflict(
                    "SUPPLEMENT_NOT_ASKED", "Hồ sơ không chờ giấy tờ bổ sung.", "It does not wait."
                )
            self.seen = [(one.component, one.sha256) for one in request.papers_seen.papers]
            now = [(one.component, one.sha256) for one in dossier.papers if one.round == asked.round]
            if request.HasField("papers_seen") and sorted(self.seen) != sorted(now):
                raise Stale(
                    "PAPERS_CHANGED", "Giấy tờ bổ sung đã được thay đổi ở một cửa sổ khác.", "Changed."
                )
            there = {paper.component for paper in dossier.papers if paper.round == asked.round}
            missing = [item.component for item in asked.items if item.component not in there]
            if missing:
                raise InvalidInput(
                    fields=[
                        FieldError(
                            f"papers.{code}", "PAPER_MISSING", f"Còn thiếu {code}.", f"{code} is missing."
                        )
                        for code in missing
                    ]
                )
            asked.answered_at.CopyFrom(stamp(3600))
            if all(one.HasField("answered_at") for one in dossier.supplements):
                dossier.status = pb.DOSSIER_STATUS_SUBMITTED
            return pb.AnswerSupplementResponse(dossier=dossier)

        return self._write(context, request, answer)

    def WithdrawDossier(self, request: pb.WithdrawDossierRequest, context: Any) -> Any:
        def withdraw(user: str) -> Any:
            dossier = self.dossiers[request.dossier_id][1]
            if dossier.status == pb.DOSSIER_STATUS_RESULT_READY:
                raise Conflict(
                    "WITHDRAWAL_TOO_LATE",
                    "Hồ sơ không còn rút được.",
                    "The dossier can no longer be withdrawn.",
                )
            going = {one.key for one in dossier.parts if one.status in (1, 2)}
            if request.expected_parts and set(request.expected_parts) != going:
                raise Stale("WITHDRAWAL_STALE", "Có thay đổi: phần đầu giữ nguyên.", "Something changed.")
            dossier.status = pb.DOSSIER_STATUS_WITHDRAWN
            del dossier.actions[:]
            return pb.WithdrawDossierResponse(dossier=dossier)

        return self._write(context, request, withdraw)

    # behind the methods
    def add_dossier(self, user: str, status: int, key: str = LAND, **more: Any) -> pb.Dossier:
        """A dossier of a procedure as it stands in that status."""
        number = len(self.dossiers) + 1
        package = self.packages[key]
        made = pb.Dossier(
            dossier_id=f"dossier-{number}", code=f"H99.101-261123-{number:04}", procedure_key=key, procedure_version=1,
            procedure_name=words(package.procedure.name), status=status,
            unit=pb.Unit(key=UNITS[0][0], name=common.LocalizedText(vi=UNITS[0][1])), submitted_at=stamp(),
            answer_due_at=stamp(28_800),
            parts=[
                pb.Part(key=one.key, code=one.code, name=words(one.name), status=pb.PART_STATUS_WAITING)
                for one in package.procedure.parts
            ],
            components=procedure(package).components,
            documents=[
                pb.Document(
                    document_id="d0", form="00", name=common.LocalizedText(vi="Giấy xác nhận", en="Acknowledgement"),
                    file_id="ack", issued_at=stamp(),
                )
            ],
            history=[
                pb.HistoryLine(
                    at=stamp(), type="dossier.submitted", text=common.LocalizedText(vi="Hồ sơ đã được nộp.", en="Submitted.")
                )
            ],
            actions=[pb.ACTION_WITHDRAW], **more,
        )  # fmt: skip
        self.files.setdefault(
            "ack",
            (pb.FileInfo(file_name="xác nhận.pdf", media_type="application/pdf", size=9), b"%PDF-1.7\n"),
        )
        self.dossiers[made.dossier_id] = (user, made)
        return made

    def _package(self, key: str) -> ProcedurePackage:
        if key not in self.packages:
            raise NotFound("PROCEDURE_UNKNOWN", "Không có thủ tục này.", "There is no such procedure.")
        return self.packages[key]

    def _save(self, request: pb.SaveDraftRequest, user: str) -> Any:
        if request.draft_id:
            old = self._open_draft(request.draft_id, user)
            if old.revision != request.revision:
                raise Stale("DRAFT_STALE", "Bản nháp đã được lưu ở cửa sổ khác.", "Saved in another window.")
            made = pb.Draft()
            made.CopyFrom(old)
        else:
            self._package(request.procedure_key)
            made = pb.Draft(draft_id=f"draft-{len(self.drafts) + 1}", procedure_key=request.procedure_key)
            made.procedure_version = 1
        made.source = request.source or made.source
        made.unit, made.revision = request.unit, made.revision + 1
        made.saved_at.CopyFrom(stamp())
        made.applicant.CopyFrom(request.applicant)
        made.answers.CopyFrom(request.answers)
        self.drafts[made.draft_id] = (user, made)
        return pb.SaveDraftResponse(draft=made)

    def _draft(self, draft_id: str, user: str) -> pb.Draft:
        if draft_id in self.expired:
            raise NotFound(
                "DRAFT_EXPIRED",
                "Bản nháp này đã bị xóa ngày 24/12/2026.",
                "It was removed on 24 December 2026.",
                details={"procedure_key": COPY},
            )
        owner, found = self.drafts.get(draft_id, ("", None))
        if found is None or owner != user:
            raise NotFound("DRAFT_UNKNOWN", "Không tìm thấy bản nháp này.", "There is no such draft.")
        return found

    def _open_draft(self, draft_id: str, user: str) -> pb.Draft:
        found = self._draft(draft_id, user)
        if found.dossier_id:
            details = {"dossier_id": found.dossier_id}
            raise Conflict("DRAFT_SUBMITTED", "Bản nháp đã được nộp.", "It was submitted.", details=details)
        return found

    def _problems(self, draft: pb.Draft | pb.Dossier) -> list[pb.Problem]:
        package = self.packages[draft.procedure_key]
        form, answers = package.forms[package.procedure.start_form], to_dict(draft.answers)
        sources = {"communes": [Option(key, Text(name, name)) for key, name in UNITS]}
        _, errors = form.validate(answers, sources, today=TODAY)
        problems = [pb.Problem(field=key, message=words(text)) for key, text in errors.items()]
        there = {paper.component for paper in draft.papers}
        for one in package.procedure.components:
            if one.required_for(answers) and one.code not in there:
                text = common.LocalizedText(vi=f"Còn thiếu giấy tờ: {one.name.vi}.", en="A paper is missing.")
                problems.append(pb.Problem(field=f"papers.{one.code}", message=text))
        return problems

    def _submit(self, request: pb.SubmitDraftRequest, user: str) -> Any:
        draft = self._draft(request.draft_id, user)
        if draft.revision != request.revision:
            raise Stale("DRAFT_STALE", "Bản nháp đã được lưu ở cửa sổ khác.", "Saved in another window.")
        if self._problems(draft):
            raise InvalidInput("DRAFT_INCOMPLETE", "Hồ sơ còn thiếu nội dung.", "The dossier is incomplete.")
        made = self.add_dossier(user, pb.DOSSIER_STATUS_SUBMITTED, papers=draft.papers, answers=draft.answers)
        draft.dossier_id = made.dossier_id
        return pb.SubmitDraftResponse(dossier=made)

    def _store(self, info: pb.FileInfo, content: bytes) -> Any:
        if self.unscanned:
            raise Unavailable(
                "FILE_SCAN_UNAVAILABLE", "Chưa quét được mã độc. Hãy thử lại.", "Not scanned. Try again."
            )
        if not content.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")):
            raise InvalidInput(
                "FILE_TYPE", "Chỉ nhận tệp PDF, JPEG hoặc PNG.", "Only PDF, JPEG and PNG are taken."
            )
        file_id = uuid4().hex
        self.files[file_id] = (info, content)
        sha256 = hashlib.sha256(content).hexdigest()
        return pb.UploadFileResponse(
            file_id=file_id, sha256=sha256, media_type="application/pdf", size=len(content)
        )

    def _attach(self, request: pb.AttachPaperRequest, user: str) -> Any:
        holder = (
            self._draft(request.draft_id, user) if request.draft_id else self.dossiers[request.dossier_id][1]
        )
        if not request.file_id:
            return self._note(request, holder)
        info, content = self.files[request.file_id]
        paper = pb.Paper(
            paper_id=uuid4().hex, component=request.component, file_id=request.file_id, file_name=info.file_name,
            size=len(content), form=request.form, copies=request.copies, sha256=hashlib.sha256(content).hexdigest(),
            round=_round(holder, request.round).round if request.dossier_id else 0,
        )  # fmt: skip
        before = [(one.component, one.sha256) for one in holder.papers if one.round < paper.round]
        if (paper.component, paper.sha256) in before:
            vi, en = "Tệp này giống hệt tệp đã nộp.", "This file is identical to the one handed in already."
            raise InvalidInput(
                "FILE_UNCHANGED", vi, en, fields=[FieldError("file", "FILE_UNCHANGED", vi, en)]
            )
        self._changed(holder).papers.append(paper)
        return pb.AttachPaperResponse(paper=paper)

    def _changed(self, holder: Any) -> Any:
        """The revision of a draft rises with its papers."""
        if isinstance(holder, pb.Draft):
            holder.revision += 1
        return holder

    def _note(self, request: pb.AttachPaperRequest, holder: Any) -> Any:
        """A paper that was seen and not scanned."""
        wrong = {
            "not_scanned_reason": not request.not_scanned_reason,
            "copies": not 1 <= request.copies <= 99,
        }
        for name in (name for name, is_wrong in wrong.items() if is_wrong):
            field = FieldError(name, "WRONG", f"Sai {name}.", f"Wrong {name}.")
            raise InvalidInput("WRONG", "Sai.", "Wrong.", fields=[field])
        paper = pb.Paper(
            paper_id=uuid4().hex, component=request.component, form=request.form, copies=request.copies,
            not_scanned_reason=request.not_scanned_reason,
            round=_round(holder, request.round).round if request.dossier_id else 0,
        )  # fmt: skip
        self._changed(holder).papers.append(paper)
        return pb.AttachPaperResponse(paper=paper)

    def _user(self, context: Any) -> str:
        bearer = dict(context.invocation_metadata()).get("authorization", "")
        return str(bearer).removeprefix("Bearer ")

    def _say(self, context: Any, answer: Any) -> Any:
        try:
            return answer()
        except MotcuaError as error:
            fail(context, error)

    def _write(self, context: Any, request: Any, act: Any) -> Any:
        """Idempotent by request id, as the contract says."""
        self.calls.append(type(request).__name__.removesuffix("Request"))
        user = self._user(context)
        if user == "ended":
            fail(context, Unauthenticated())
        if not 0 < len(request.request_id) <= 100:
            fail(context, InvalidInput("REQUEST_ID_INVALID", "Mã yêu cầu không hợp lệ.", "Bad request id."))
        content = request.SerializeToString(deterministic=True)
        if request.request_id in self.requests:
            known, answer = self.requests[request.request_id]
            return answer if known == content else fail(context, AlreadyExists())
        answer = self._say(context, lambda: act(user))
        self.requests[request.request_id] = (content, answer)
        return answer


def fail(context: Any, error: MotcuaError) -> None:
    context.abort_with_status(rpc_status.to_status(to_status(error)))


def line(dossier: pb.Dossier) -> pb.Dossier:
    """As a list shows it: without what only the whole dossier has."""
    made = pb.Dossier()
    made.CopyFrom(dossier)
    for name in (
        "papers",
        "history",
        "answers",
        "supplements",
        "documents",
        "actions",
        "components",
    ):
        made.ClearField(name)
    still = [one for one in dossier.clock if not one.HasField("to")]
    made.ClearField("clock")
    made.clock.extend(still)
    return made


def stamp(later: int = 0) -> Timestamp:
    return Timestamp(seconds=SUBMITTED + later)


def summary(package: ProcedurePackage) -> pb.ProcedureSummary:
    one = package.procedure
    return pb.ProcedureSummary(
        key=one.key, version=1, name=words(one.name), field=words(one.field.name), codes=one.codes,
        limit=words(limits.all_limits(one)), label=words(one.illustration),
    )  # fmt: skip


ASKED_LATER = ("GT-CU-TRU", "GT-BHYT")
"""Papers that the drawing of the birth procedure names where an agency asks to complete its file."""


def _by_post(component: Any) -> list[str]:
    copies = ["copy", "certified_copy"] if component.original_collected_at_return else []
    return [*copies, *(form.lower() for form in component.accepts_forms)]


def procedure(package: ProcedurePackage) -> pb.Procedure:
    one = package.procedure
    return pb.Procedure(
        summary=summary(package), acceptance_limit="8wh", channels=[way.lower() for way in one.channels],
        components=[
            pb.Component(
                code=c.code, name=words(c.name), required=c.required == "always", condition=words(c.condition), copies=c.copies,
                forms=[form.lower() for form in c.accepts_forms], original_collected_at_return=c.original_collected_at_return,
                media_types=["application/pdf", "image/jpeg", "image/png"], max_bytes=MEGABYTE, note=words(c.note),
                form_no=c.form_no, only_when_asked=c.code in ASKED_LATER,
                forms_by_post=_by_post(c) if "POST" in one.channels else (),
            )
            for c in one.components
        ],
        parts=[
            pb.ProcedurePart(
                key=p.key, code=p.code, name=words(p.name),
                limit=words(limits.limit_of(one, p)),
                counts_from=words(limits.counted_from(one, p)), after=p.after, note=words(p.note),
                results=[_result_kind(r) for r in p.results.items],
                fees=[
                    pb.Fee(
                        name=words(f.name), amount=f.amount or 0,
                        legal_basis=pb.LegalBasis(document=f.legal_basis[0].document),
                        channels=[way.lower() for way in f.channels],
                    )
                    for f in p.fees
                ],
            )
            for p in one.parts
        ],
        longer=[words(sentence) for sentence in one.longer()],
        not_counted=[common.LocalizedText(vi="Thời gian nộp thuế không tính.", en="Tax time does not count.")],
        start_form=json.dumps(json.loads(package.files[f"forms/{one.start_form}.form"])),
        receiving_units=[pb.Unit(key=key, name=common.LocalizedText(vi=name)) for key, name in UNITS],
        legal_basis=[pb.LegalBasis(document="Luật Đất đai số 31/2024/QH15")],
    )  # fmt: skip


__all__ = ["COPY", "LAND", "UNITS", "Form", "IntakeDouble", "grpc"]


def _result_kind(item: Any) -> pb.ResultKind:
    to = item.issued_to
    return pb.ResultKind(
        code=item.code,
        name=words(item.name),
        issued_to=to.name if to else "",
        issued_to_address=to.address if to else "",
    )


def asked(one: pb.Dossier) -> Iterator[citizen_pb2.Todo]:
    """What a dossier asks of its applicant, as the service would say it."""

    def todo(kind: int, **more: Any) -> citizen_pb2.Todo:
        return citizen_pb2.Todo(
            kind=kind, dossier_id=one.dossier_id, code=one.code, procedure_name=one.procedure_name, unit=one.unit.key,
            **more,
        )  # fmt: skip

    if one.status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED and one.supplements:
        names = {it.code: it.name for it in one.components}
        last = one.supplements[-1]
        papers = [names[it.component] for it in last.items if it.component in names]
        yield todo(citizen_pb2.TODO_KIND_SUPPLEMENT, until=last.answer_by, items=papers)
    for notice in one.notices:
        if notice.open:
            lines = [citizen_pb2.TodoLine(label=it.label, value=it.value) for it in notice.lines]
            yield todo(citizen_pb2.TODO_KIND_PAY, items=[notice.title], lines=lines)
    if any(it.ground == "payment" and not it.HasField("to") for it in one.clock) and not one.notices:
        yield todo(citizen_pb2.TODO_KIND_PAY)
    waiting = [it.name for it in one.results if it.issued and not it.HasField("returned_at")]
    if waiting:
        yield todo(citizen_pb2.TODO_KIND_FETCH, items=waiting)
