# SPDX-License-Identifier: Apache-2.0
"""The methods of procedures and drafts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from google.protobuf.struct_pb2 import Struct
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import intake_pb2_grpc
from motcua_rpc import current_subject, next_page_token, page
from motcua_rpc.structs import to_dict

from motcua_intake.adapters import drafts
from motcua_intake.app import drafting
from motcua_intake.domain.about import told_apart
from motcua_intake.domain.records import Draft
from motcua_intake.entrypoints import catalogue as procedures
from motcua_intake.entrypoints import wording
from motcua_intake.entrypoints.needs import Needs
from motcua_intake.errors import BadFields, UnknownProcedure


class DraftMethods(intake_pb2_grpc.IntakeServiceServicer):
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs) -> None:
        self._ = needs

    def ListProcedures(self, request: pb.ListProceduresRequest, context: Any) -> pb.ListProceduresResponse:
        text = " ".join(request.query[:200].replace("\0", " ").split())
        query = {"list": "procedures", "query": text}
        wanted = page(request.page_size, request.page_token, query=query)
        today = self._.desk.clock.now().date()
        with self._.database.read() as connection:
            rows = self._.desk.packages.search(connection, text, today, wanted)
        more = len(rows) > wanted.size
        token = next_page_token((rows[wanted.size - 1].procedure_key,), query=query) if more else ""
        return pb.ListProceduresResponse(
            procedures=[procedures.listed(row) for row in rows[: wanted.size]], next_page_token=token
        )

    def GetProcedure(self, request: pb.GetProcedureRequest, context: Any) -> pb.GetProcedureResponse:
        today = self._.desk.clock.now().date()
        key = request.key if len(request.key) <= 200 and "\0" not in request.key else ""
        with self._.database.read() as connection:
            version = request.version or self._.desk.packages.in_force(connection, key, today)
            if not version or version < 0:
                raise UnknownProcedure()
            package = self._.desk.package_of(connection, key, version)
        return pb.GetProcedureResponse(procedure=self._.catalogue.procedure(package, version, today))

    def SaveDraft(self, request: pb.SaveDraftRequest, context: Any) -> pb.SaveDraftResponse:
        subject = current_subject()
        typed = drafting.Typed(
            request.draft_id,
            request.procedure_key,
            request.unit,
            wording.typed_applicant(request.applicant),
            typed_answers(request.answers),
            request.revision,
            pb.Source.Name(request.source).removeprefix("SOURCE_") if request.source else "",
        )

        def work(connection: sa.Connection) -> pb.SaveDraftResponse:
            saved = drafting.save(connection, self._.desk, subject, typed)
            papers = drafting.papers(connection, saved.id) if request.draft_id else []
            return pb.SaveDraftResponse(draft=wording.draft(saved, papers, self._.desk.keeping))

        return self._.writes.run("SaveDraft", request, pb.SaveDraftResponse, work)

    def DeleteDraft(self, request: pb.DeleteDraftRequest, context: Any) -> pb.DeleteDraftResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.DeleteDraftResponse:
            drafting.delete(connection, subject, key(request.draft_id))
            return pb.DeleteDraftResponse()

        return self._.writes.run("DeleteDraft", request, pb.DeleteDraftResponse, work)

    def GetDraft(self, request: pb.GetDraftRequest, context: Any) -> pb.GetDraftResponse:
        with self._.database.read() as connection:
            kept = drafting.find(connection, current_subject(), key(request.draft_id))
            (found,) = drafting.current(connection, self._.desk, [kept])
            papers = drafting.papers(connection, found.id)
        return pb.GetDraftResponse(draft=wording.draft(found, papers, self._.desk.keeping))

    def ListDrafts(self, request: pb.ListDraftsRequest, context: Any) -> pb.ListDraftsResponse:
        query = {"list": "drafts"}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            kept = drafts.page(connection, current_subject().user_id, wanted)
            rows = drafting.current(connection, self._.desk, kept)
            shown = [self._listed(connection, row) for row in rows[: wanted.size]]
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.created_at, last.id), query=query)
        return pb.ListDraftsResponse(
            drafts=shown,
            next_page_token=token,
        )

    def _listed(self, connection: sa.Connection, row: Draft) -> pb.Draft:
        """As in a list, with what tells it from another one of the same procedure."""
        made = wording.draft(row, (), self._.desk.keeping)
        package = self._.desk.packages.get(connection, row.procedure_key, row.procedure_version)
        about = told_apart(package, row.answers) if package else None
        if about is not None:
            made.about.CopyFrom(wording.line(about))
        return made

    def CheckDraft(self, request: pb.CheckDraftRequest, context: Any) -> pb.CheckDraftResponse:
        with self._.database.read() as connection:
            subject = current_subject()
            found = drafting.find(connection, subject, key(request.draft_id))
            papers = drafting.papers(connection, found.id)
            checked, _ = drafting.check(connection, self._.desk, subject, found, papers)
        return pb.CheckDraftResponse(problems=[wording.problem(one) for one in checked.problems])


def typed_answers(message: Struct) -> dict[str, Any]:
    """The answers as JSON values. NaN and infinities are no answers."""
    if message.ByteSize() > 2 * drafting.MAX_ANSWER_BYTES:
        raise BadFields.one(
            "answers",
            "ANSWERS_TOO_LARGE",
            "Nội dung gửi lên quá lớn. Hãy rút ngắn hoặc đính kèm tệp.",
            "Too much was sent. Please shorten it or attach a file.",
        )
    answers = to_dict(message)
    if not _is_json(answers):
        raise BadFields.one(
            "answers", "NUMBER_INVALID", "Có số không hợp lệ.", "One of the numbers is not a number."
        )
    return answers


def _is_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_json(one) for one in value.values())
    if isinstance(value, list):
        return all(_is_json(one) for one in value)
    return not isinstance(value, float) or abs(value) < float("inf")


def key(text: str) -> str:
    return text if len(text) <= 200 and "\0" not in text else ""
