# SPDX-License-Identifier: Apache-2.0
"""Files from a page to the intake service: sent in pieces, attached to a paper, each refusal its own sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    MotcuaError,
    NotFound,
    TooManyRequests,
    Unavailable,
)
from motcua_text import LANGUAGES
from starlette.datastructures import UploadFile

from motcua_portal.web.gate import slow_down
from motcua_portal.web.paces import Kind
from motcua_portal.web.posting import Sent
from motcua_portal.web.rendering import sizes
from motcua_portal.web.visit import Visit

PIECE = 256 * 1024
UNREADABLE = -1
Attached = list[pb.PaperSeen]
REFUSALS = (InvalidInput, Conflict, NotFound, AlreadyExists, TooManyRequests, Unavailable)
"""Said beside the paper, on the page with all that was typed: also that files cannot be looked through or kept at the moment."""
KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg,.jpeg", "image/png": ".png"}


@dataclass(frozen=True)
class Target:
    """Where papers go: a draft, or a dossier that waits for a supplement."""

    draft_id: str = ""
    dossier_id: str = ""
    round: int = 0
    """Of a dossier: the request that the papers answer; 0 is the one that asks for them."""


@dataclass(frozen=True)
class Brought:
    """A paper as it was brought: what it is, and how many."""

    component: pb.Component
    form: str
    copies: int


def seen_papers(sent: Sent, attached: Attached) -> pb.PapersSeen:
    """What the person saw on the page they sent (inputs `papers_seen`, see `papers.paper_seen`), and what they added by it."""
    seen = pb.PapersSeen()
    seen.papers.extend(attached)
    for one in sent.form.getlist("papers_seen"):
        parts = one.split("|") if isinstance(one, str) else []
        if len(parts) == 4 and re.fullmatch("[0-9]{1,3}", parts[3]):
            seen.papers.add(component=parts[0], sha256=parts[1], form=parts[2], copies=int(parts[3]))
    return seen


def accepted(component: pb.Component) -> str:
    """The `accept` attribute of a file input."""
    return ",".join(_SUFFIXES[kind] for kind in component.media_types or KINDS if kind in _SUFFIXES)


def kinds(component: pb.Component) -> str:
    """The types for people: PDF, JPEG, PNG."""
    return ", ".join(KINDS[kind] for kind in component.media_types or KINDS if kind in KINDS)


def attach_all(
    visit: Visit,
    target: Target,
    components: Sequence[pb.Component],
    sent: Sent,
    request_id: str,
    attached: Attached | None = None,
) -> dict[str, list[str]]:
    """Attach every chosen file (inputs `file.CODE`, the paper's form in `form.CODE`), and at the counter what was seen and not
    scanned (`seen.CODE`, `unscanned.CODE`, `copies.CODE`); what was refused, by component; `attached` gets what was taken."""
    taken: Attached = [] if attached is None else attached
    refused: dict[str, list[str]] = {}
    for component in components:
        brought = _brought(component, sent)
        for file in sent.files(f"file.{component.code}"):
            try:
                sha256 = _attach(visit, target, brought, file, f"{request_id}:{component.code}")
                taken.append(_seen(brought, sha256))
            except REFUSALS as error:
                refused.setdefault(component.code, []).append(_sentence(visit, file, error))
        if sent.text(f"seen.{component.code}") or sent.text(f"unscanned.{component.code}").strip():
            try:
                _note_seen(visit, target, brought, sent, f"{request_id}:{component.code}:seen")
                taken.append(_seen(brought, ""))
            except REFUSALS as error:
                refused.setdefault(component.code, []).append(_first_sentence(visit, error))
    return refused


def _seen(brought: Brought, sha256: str) -> pb.PaperSeen:
    return pb.PaperSeen(
        component=brought.component.code, sha256=sha256, form=brought.form, copies=brought.copies
    )


def _brought(component: pb.Component, sent: Sent) -> Brought:
    form = sent.text(f"form.{component.code}")
    copies = sent.text(f"copies.{component.code}").strip()
    return Brought(
        component,
        form if form in (*component.forms, *component.forms_by_post) else next(iter(component.forms), ""),
        # What is no number is refused by the service as out of range, with its sentence.
        1
        if not copies
        else int(copies)
        if copies.isdecimal() and len(copies) < 9 and int(copies)
        else UNREADABLE,
    )


def _note_seen(visit: Visit, target: Target, brought: Brought, sent: Sent, request_id: str) -> None:
    code = brought.component.code
    try:
        with visit.acting():
            visit.request.app.state.services.intake.AttachPaper(
                pb.AttachPaperRequest(
                    request_id=request_id[-100:],
                    draft_id=target.draft_id,
                    dossier_id=target.dossier_id,
                    component=code,
                    form=brought.form,
                    copies=brought.copies,
                    not_scanned_reason=sent.text(f"unscanned.{code}").strip(),
                    round=target.round,
                )
            )
    except AlreadyExists:
        # The same page was sent twice: the first one put it down.
        return


def _attach(visit: Visit, target: Target, brought: Brought, file: UploadFile, request_id: str) -> str:
    """The hash of the file, as it was stored."""
    component = brought.component
    if component.max_bytes and (file.size or 0) > component.max_bytes:
        raise _too_large(component, file.size or 0)
    slow_down(visit, Kind.UPLOAD)
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
                    form=brought.form,
                    copies=brought.copies,
                    round=target.round,
                )
            )
        except AlreadyExists:
            # The same page was sent twice: the first one attached this file.
            return str(stored.sha256)
    return str(stored.sha256)


_ESCAPED = (("%22", '"'), ("%0D", " "), ("%0A", " "))
"""What browsers escape in the name of a posted file, and nothing else (HTML, "Multipart form data")."""


def own_name(file: UploadFile) -> str:
    """The name that the person gave the file, also where it has quotes or a slash. Quotes become typographic ones, so that the
    name stays readable and may be saved on every system."""
    name = file.filename or ""
    for escaped, meant in _ESCAPED:
        name = name.replace(escaped, meant)
    # Browsers send no folders: what looks like one (</b>) belongs to the name.
    return re.sub(r'"([^"]*)"', r"“\1”", name).replace("/", "_")


def _pieces(file: UploadFile) -> Iterator[pb.UploadFileRequest]:
    info = pb.FileInfo(file_name=own_name(file), media_type=file.content_type or "", size=file.size or 0)
    yield pb.UploadFileRequest(info=info)
    file.file.seek(0)
    while piece := file.file.read(PIECE):
        yield pb.UploadFileRequest(chunk=piece)


def _too_large(component: pb.Component, actual: int) -> InvalidInput:
    both = {one: sizes(actual, component.max_bytes, one) for one in LANGUAGES}
    is_now, most = ({one: pair[place] for one, pair in both.items()} for place in (0, 1))
    return InvalidInput(
        "FILE_TOO_LARGE",
        f"Tệp nặng {is_now['vi']}, tối đa {most['vi']}. Hãy quét ở độ phân giải thấp hơn hoặc tách thành nhiều tệp.",
        f"The file has {is_now['en']}, at most {most['en']} are taken. Scan it at a lower resolution or split it.",
    )


def _first_sentence(visit: Visit, error: MotcuaError) -> str:
    """Of the field that is wrong, where the service names one."""
    one = next(iter(error.field_errors), None)
    if one is None:
        return error.message(visit.language)
    text = one.message_en if visit.language == "en" else one.message_vi
    return f"{visit.say('Lý do không quét')}: {text}" if one.field == "not_scanned_reason" else text


def _sentence(visit: Visit, file: UploadFile, error: MotcuaError) -> str:
    """The file's name (people attach several), then why."""
    return f"{own_name(file)[:80]}: {_first_sentence(visit, error)}"
