# SPDX-License-Identifier: Apache-2.0
"""The methods of files and papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import current_subject

from motcua_intake.adapters import printings
from motcua_intake.app import papers
from motcua_intake.app.desk import actor_of
from motcua_intake.domain.records import FileRow
from motcua_intake.entrypoints import wording
from motcua_intake.entrypoints.drafts import DraftMethods
from motcua_intake.errors import BadFields, BadFile


class FileMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def UploadFile(self, request: Iterator[pb.UploadFileRequest], context: Any) -> pb.UploadFileResponse:
        first = next(iter(request), None)
        if first is None or first.WhichOneof("part") != "info":
            raise BadFile.of(
                "FILE_INFO_MISSING",
                "Lần tải lên phải bắt đầu bằng thông tin của tệp.",
                "An upload must begin with the information of the file.",
            )
        info, kinds, chunks = first.info, first.info.accepted_media_types, _chunks(request)
        row = self._.uploads.take(self._.desk, current_subject(), info.file_name, info.size, chunks, kinds)
        return pb.UploadFileResponse(
            file_id=row.id, sha256=row.sha256, media_type=row.media_type, size=row.size
        )

    def DownloadFile(
        self, request: pb.DownloadFileRequest, context: Any
    ) -> Iterator[pb.DownloadFileResponse]:
        file_id = request.file_id if len(request.file_id) <= 200 and "\0" not in request.file_id else ""
        row, pieces = self._.uploads.open(self._.desk, current_subject(), file_id)
        self._note(row)
        info = pb.FileInfo(file_name=row.file_name, media_type=row.media_type, size=row.size)
        yield pb.DownloadFileResponse(info=info)
        for piece in pieces:
            yield pb.DownloadFileResponse(chunk=piece)

    def _note(self, row: FileRow) -> None:
        """Keep which officer opened or printed a form; what people uploaded is no form."""
        subject, desk = current_subject(), self._.desk
        if not subject.unit or row.uploaded_by:
            return
        with self._.database.begin() as connection:
            actor = actor_of(subject).to_dict()
            printings.note(connection, row.id, subject.user_id, actor, desk.clock.now())

    def AttachPaper(self, request: pb.AttachPaperRequest, context: Any) -> pb.AttachPaperResponse:
        subject, desk, uploads = current_subject(), self._.desk, self._.uploads
        if bool(request.draft_id) == bool(request.dossier_id):
            raise BadFields.one(
                "draft_id",
                "TARGET_UNCLEAR",
                "Cần đúng một trong hai: bản nháp hoặc hồ sơ.",
                "Exactly one of draft and dossier is needed.",
            )
        asked = _asked(request)

        def work(connection: sa.Connection) -> pb.AttachPaperResponse:
            if request.draft_id:
                made = papers.attach_to_draft(connection, desk, uploads, subject, request.draft_id, asked)
            else:
                made = papers.attach_to_dossier(connection, desk, uploads, subject, request.dossier_id, asked)
            return pb.AttachPaperResponse(paper=wording.paper(made))

        return self._.writes.run("AttachPaper", request, pb.AttachPaperResponse, work)

    def RemovePaper(self, request: pb.RemovePaperRequest, context: Any) -> pb.RemovePaperResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.RemovePaperResponse:
            papers.remove(connection, self._.desk, subject, request.paper_id)
            return pb.RemovePaperResponse()

        return self._.writes.run("RemovePaper", request, pb.RemovePaperResponse, work)


def _chunks(rest: Iterator[pb.UploadFileRequest]) -> Iterator[bytes]:
    """What follows the information. Raises BadFile when that comes again: two files put together are none."""
    for message in rest:
        if message.WhichOneof("part") == "info":
            raise BadFile.of(
                "FILE_INFO_AGAIN",
                "Giữa lần tải lên lại có thông tin của một tệp nữa; mỗi lần chỉ tải một tệp. Hãy tải từng tệp riêng.",
                "The information of another file came within this upload; one upload takes one file. Upload each by itself.",
            )
        yield message.chunk


def _asked(request: pb.AttachPaperRequest) -> papers.Asked:
    return papers.Asked(
        request.component,
        request.file_id,
        request.form.lower(),
        request.copies,
        request.not_scanned_reason,
        request.round,
    )
