# SPDX-License-Identifier: Apache-2.0
"""Files from a page to the intake service: sent in pieces, attached to a paper, each refusal its own sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound
from starlette.datastructures import UploadFile

from motcua_portal.web.posting import Sent
from motcua_portal.web.rendering import size
from motcua_portal.web.visit import Visit

PIECE = 256 * 1024
KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg,.jpeg", "image/png": ".png"}


@dataclass(frozen=True)
class Target:
    """Where papers go: a draft, or a dossier that waits for a supplement."""

    draft_id: str = ""
    dossier_id: str = ""


def accepted(component: pb.Component) -> str:
    """The `accept` attribute of a file input."""
    return ",".join(_SUFFIXES[kind] for kind in component.media_types or KINDS if kind in _SUFFIXES)


def kinds(component: pb.Component) -> str:
    """The types for people: PDF, JPEG, PNG."""
    return ", ".join(KINDS[kind] for kind in component.media_types or KINDS if kind in KINDS)


def attach_all(
    visit: Visit, target: Target, components: Sequence[pb.Component], sent: Sent, request_id: str
) -> dict[str, list[str]]:
    """Attach every chosen file (inputs `file.CODE`, the paper's form in `form.CODE`); what was refused, by component."""
    refused: dict[str, list[str]] = {}
    for component in components:
        form = sent.text(f"form.{component.code}")
        form = form if form in component.forms else next(iter(component.forms), "")
        for file in sent.files(f"file.{component.code}"):
            try:
                _attach(visit, target, component, form, file, f"{request_id}:{component.code}")
            except (InvalidInput, Conflict, NotFound, AlreadyExists) as error:
                refused.setdefault(component.code, []).append(_sentence(visit, file, error))
    return refused


def _attach(
    visit: Visit, target: Target, component: pb.Component, form: str, file: UploadFile, request_id: str
) -> None:
    if component.max_bytes and (file.size or 0) > component.max_bytes:
        raise _too_large(component, file.size or 0)
    intake = visit.request.app.state.services.intake
    with visit.acting():
        stored = intake.UploadFile(_pieces(file))
        try:
            intake.AttachPaper(
                pb.AttachPaperRequest(
                    request_id=f"{request_id}:{stored.sha256[:16]}"[-100:],
                    draft_id=target.draft_id,
                    dossier_id=target.dossier_id,
                    component=component.code,
                    file_id=stored.file_id,
                    form=form,
                    copies=1,
                )
            )
        except AlreadyExists:
            # The same page was sent twice: the first one attached this file.
            return


def _pieces(file: UploadFile) -> Iterator[pb.UploadFileRequest]:
    info = pb.FileInfo(file_name=file.filename or "", media_type=file.content_type or "", size=file.size or 0)
    yield pb.UploadFileRequest(info=info)
    file.file.seek(0)
    while piece := file.file.read(PIECE):
        yield pb.UploadFileRequest(chunk=piece)


def _too_large(component: pb.Component, actual: int) -> InvalidInput:
    limit = size(component.max_bytes)
    return InvalidInput(
        "FILE_TOO_LARGE",
        f"Tệp nặng {size(actual)}, tối đa {limit}. Hãy quét ở độ phân giải thấp hơn hoặc tách thành nhiều tệp.",
        f"The file has {size(actual)}, at most {limit} are taken. Scan it at a lower resolution or split it.",
    )


def _sentence(visit: Visit, file: UploadFile, error: MotcuaError) -> str:
    """The file's name (people attach several), then why."""
    return f"{(file.filename or '')[:80]}: {error.message(visit.language)}"
