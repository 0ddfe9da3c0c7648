# SPDX-License-Identifier: Apache-2.0
"""Files on their way to intake, which sniffs, measures and keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from motcua.intake.v1 import intake_pb2 as pb
from starlette.datastructures import UploadFile

from motcua_portal.web.clients import Services

CHUNK = 256 * 1024


def upload(services: Services, file: UploadFile, accepted: Sequence[str] = ()) -> pb.UploadFileResponse:
    """Hand on what came with a form, of the media types that are taken there (none: all); call inside `visit.acting()`.

    Raises:
        MotcuaError: intake's sentence about the file's type, size or content.
    """
    name, kind = file.filename or "tep", file.content_type or ""
    return send(services, name, kind, file.file, file.size or 0, accepted)


def send(
    services: Services,
    name: str,
    media_type: str,
    content: BinaryIO,
    size: int,
    accepted: Sequence[str] = (),
) -> pb.UploadFileResponse:
    """Stream any content, from where it stands."""
    info = pb.FileInfo(
        file_name=name[:250], media_type=media_type[:100], size=size, accepted_media_types=accepted
    )
    answer: pb.UploadFileResponse = services.intake.UploadFile(_parts(info, content))
    return answer


def _parts(info: pb.FileInfo, content: BinaryIO) -> Iterator[pb.UploadFileRequest]:
    yield pb.UploadFileRequest(info=info)
    while chunk := content.read(CHUNK):
        yield pb.UploadFileRequest(chunk=chunk)
