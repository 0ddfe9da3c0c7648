# SPDX-License-Identifier: Apache-2.0
"""Files and printed forms, streamed from the intake service, which decides who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from starlette.responses import Response, StreamingResponse

from motcua_portal.web.gate import SignedIn

router = APIRouter()
INLINE = frozenset(("application/pdf", "image/jpeg", "image/png"))
"""Kinds that browsers show; anything else is only ever saved."""
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the browser's own viewer of PDFs and images; nothing in a file runs."""


@router.get("/tep/{file_id}")
def download(visit: SignedIn, file_id: str, tai: str = "") -> Response:
    """One file; shown by the browser where it can, saved with `tai=1`."""
    with visit.acting():
        pieces = iter(visit.request.app.state.services.intake.DownloadFile(_asked(file_id)))
        # A refusal comes with the first piece, before the answer has begun.
        first = next(pieces)
    info = first.info
    kind = info.media_type if info.media_type in INLINE else "application/octet-stream"
    inline = kind in INLINE and tai != "1"
    headers = {
        "Content-Disposition": disposition(info.file_name, inline=inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "private, no-store",
    }
    if info.size:
        headers["Content-Length"] = str(info.size)
    return StreamingResponse(_chunks(pieces), media_type=kind, headers=headers)


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition with the name in full (RFC 6266), and in ASCII for old programs."""
    clean = "".join(char for char in name if char.isprintable() and char not in '/\\"') or "tep"
    plain = "".join(char if char.isascii() else "_" for char in clean)
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def _asked(file_id: str) -> pb.DownloadFileRequest:
    return pb.DownloadFileRequest(file_id=file_id)


def _chunks(pieces: Any) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.chunk
