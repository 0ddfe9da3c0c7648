# SPDX-License-Identifier: Apache-2.0
"""Papers to look at: a page with the pictures of a file's pages, and the pictures. The file itself stays one click away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import MotcuaError
from starlette.responses import Response

from motcua_portal.preview.drawing import Drawing, Drawn, NoSuchPage, PaperUnreadable
from motcua_portal.web.gate import SignedIn
from motcua_portal.web.visit import Visit

router = APIRouter()
PDF = "application/pdf"
PICTURES = frozenset(("image/jpeg", "image/png"))
MOST_SHOWN = 60
"""Pages on one page; what is longer is for the browser's own reader."""
MOST_BYTES = 60_000_000


@router.get("/tep/{file_id}/xem")
def show(visit: SignedIn, file_id: str) -> Response:
    """The pages of a PDF, or the picture itself; where it cannot be drawn, why, with the file."""
    refused: MotcuaError | None = None
    drawn: Drawn | None = None
    with _opened(visit, file_id) as (info, pieces):
        if info.media_type == PDF:
            try:
                drawn = _drawing(visit).page(file_id, 1, lambda: _content(pieces))
            except MotcuaError as error:
                if not error.code.startswith(("PAPER_", "PREVIEW_")):
                    raise
                refused = error
    page: Response = visit.request.app.state.pages.render(
        visit, "preview.html", file_id=file_id, info=info, refused=refused, pages=drawn.pages if drawn else 0,
        picture=info.media_type in PICTURES, most=MOST_SHOWN,
    )  # fmt: skip
    return page


@router.get("/tep/{file_id}/trang/{number}")
def picture(visit: SignedIn, file_id: str, number: str) -> Response:
    """One page of a PDF as PNG, for whoever may read the file."""
    with _opened(visit, file_id) as (info, pieces):
        if info.media_type != PDF:
            raise PaperUnreadable()
        if not (number.isascii() and number.isdigit() and len(number) < 5):
            raise NoSuchPage()
        drawn = _drawing(visit).page(file_id, int(number), lambda: _content(pieces))
    return Response(drawn.picture, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@contextmanager
def _opened(visit: Visit, file_id: str) -> Iterator[tuple[pb.FileInfo, Any]]:
    """The file as intake gives it to this person, or its refusal; what was not read is not sent either."""
    with visit.acting():
        call = visit.request.app.state.services.intake.DownloadFile(pb.DownloadFileRequest(file_id=file_id))
        pieces = iter(call)
        try:
            yield next(pieces).info, pieces
        finally:
            call.cancel()


def _content(pieces: Any) -> bytes:
    """All of it, up to what a worker reads."""
    parts, size = [], 0
    for piece in pieces:
        parts.append(piece.chunk)
        size += len(piece.chunk)
        if size > MOST_BYTES:
            raise PaperUnreadable()
    return b"".join(parts)


def _drawing(visit: Visit) -> Drawing:
    drawing: Drawing = visit.request.app.state.drawing
    return drawing
