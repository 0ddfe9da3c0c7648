# SPDX-License-Identifier: Apache-2.0
"""Files: sent as a form (multipart/form-data, field `file`), read as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import MotcuaError
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response, StreamingResponse

from motcua_portal.api.calling import NO_STORE, answered, caller, in_callers_name
from motcua_portal.api.errors import BodyTooLarge, BodyUnreadable, MediaTypeUnfit
from motcua_portal.api.operations import ROOT
from motcua_portal.api.translating import to_json
from motcua_portal.pages.files import disposition
from motcua_portal.web.paces import Kind
from motcua_portal.web.posting import FormUnreadable, Sent, read_form
from motcua_portal.web.uploads import PIECE, own_name

router = APIRouter()
FIELD = "file"


async def _form(request: Request) -> Sent | MotcuaError:
    """What was sent, or why it cannot be read: the handler tells it as every refusal is told."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "multipart/form-data":
        return MediaTypeUnfit(details={"takes": "multipart/form-data"})
    try:
        return await read_form(request)
    except FormUnreadable:
        return BodyUnreadable()


@router.post("/files")
def upload(request: Request, sent: Annotated[Sent | MotcuaError, Depends(_form)]) -> Response:
    """Keep one file."""
    return answered(request, lambda: _upload(request, sent))


def _upload(request: Request, sent: Sent | MotcuaError) -> Response:
    with in_callers_name(request):
        if isinstance(sent, MotcuaError):
            raise sent
        if sent.too_large:
            raise BodyTooLarge()
        files = sent.files(FIELD)
        if len(files) != 1 or len(sent.form.multi_items()) != 1:
            raise BodyUnreadable(details={"takes": f"exactly one file in the field {FIELD}"})
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        request.app.state.paces.take(Kind.UPLOAD, caller(request, token))
        stored = request.app.state.services.intake.UploadFile(_pieces(files[0]))
    headers = NO_STORE | {"Location": f"{ROOT}/files/{stored.file_id}"}
    return JSONResponse(to_json(stored), 201, headers)


def _pieces(file: UploadFile) -> Iterator[pb.UploadFileRequest]:
    info = pb.FileInfo(file_name=own_name(file), media_type=file.content_type or "", size=file.size or 0)
    yield pb.UploadFileRequest(info=info)
    file.file.seek(0)
    while piece := file.file.read(PIECE):
        yield pb.UploadFileRequest(chunk=piece)


@router.get("/files/{file_id}")
def download(request: Request, file_id: str) -> Response:
    """The bytes of one file."""
    return answered(request, lambda: _download(request, file_id))


def _download(request: Request, file_id: str) -> Response:
    with in_callers_name(request):
        pieces = iter(request.app.state.services.intake.DownloadFile(pb.DownloadFileRequest(file_id=file_id)))
        info = next(pieces).info  # a refusal comes with the first piece, before the answer has begun
    headers = NO_STORE | {
        "Content-Disposition": disposition(info.file_name, inline=False),
        "X-Content-Type-Options": "nosniff",
    }
    if info.size:
        headers["Content-Length"] = str(info.size)
    return StreamingResponse(_chunks(pieces), media_type=info.media_type, headers=headers)


def _chunks(pieces: Any) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.chunk
