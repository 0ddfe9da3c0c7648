# SPDX-License-Identifier: Apache-2.0
"""Receiving at the window what a person brought on paper: form, papers one by one; the decision is `window_check`. Each step is
saved on the server, so that a draft can be left for the next person in the queue and taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, InvalidInput, Stale
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages.draft_papers import remove_paper, too_much
from motcua_portal.web.applying import (
    Work,
    check_values,
    dossier_path,
    filled,
    found_by_intake,
    open_draft,
    save_request,
    saved_errors,
    sentences,
    typed_values,
)
from motcua_portal.web.forms import read
from motcua_portal.web.gate import Clerk, check_csrf
from motcua_portal.web.papers import offered
from motcua_portal.web.posting import MOST_BYTES, Posting, Sent, kept, put_aside, revision_in
from motcua_portal.web.uploads import Target, accepted, attach_all, kinds
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 50
FORM, PAPERS, CHECK = "to-khai", "giay-to", "kiem-tra"
WAYS = {"window": pb.SOURCE_WINDOW, "post": pb.SOURCE_POST}
"""How what is entered here came in, as the form's page asks it."""
DELETED = "da-xoa"


@router.get("/tiep-nhan")
def choose(visit: Clerk, q: str = "") -> Response:
    """What can be received here, and what was begun and left."""
    return _choose_page(visit, q[:200])


@router.post("/tiep-nhan")
def begin(visit: Clerk, sent: Posting) -> Response:
    """Open a draft of that procedure at the clerk's own window."""
    check_csrf(visit, sent.text("csrf"))
    request = pb.SaveDraftRequest(
        request_id=sent.text("request_id"),
        procedure_key=sent.text("procedure"),
        unit=visit.subject.unit or "",
    )
    try:
        with visit.acting():
            draft = visit.request.app.state.services.intake.SaveDraft(request).draft
    except InvalidInput as error:
        return _choose_page(visit, "", error)
    return _to(draft.draft_id, FORM)


@router.get("/tiep-nhan/{draft_id}")
def resume(visit: Clerk, draft_id: str) -> Response:
    """A link to a draft leads to its form."""
    return _to(draft_id, FORM)


@router.get("/tiep-nhan/{draft_id}/to-khai")
def form(visit: Clerk, draft_id: str) -> Response:
    """The form as it was saved, or as it was typed before the session ended."""
    work = open_draft(visit, draft_id)
    if not visit.fields:
        return _form_page(visit, work, work.values, saved_errors(work, visit, work.values))
    seen = kept(visit.fields, "revision")
    revision = revision_in(seen, work.draft.revision)
    return _form_page(
        visit,
        work,
        typed_values(work, visit.fields),
        notice="signed_in_again",
        revision=revision,
        way=kept(visit.fields, "source"),
    )


@router.post("/tiep-nhan/{draft_id}/to-khai")
def save_form(visit: Clerk, sent: Posting, draft_id: str) -> Response:
    """Save what was typed, right or wrong; go on when it is right."""
    check_csrf(visit, sent.text("csrf"))
    work = open_draft(visit, draft_id, repeated=True)
    typed = typed_values(work, sent.form)
    values, errors = check_values(work, visit, read(typed, visit.language))
    seen, way = sent.revision, sent.text("source")
    if way and way not in WAYS:
        errors = {"": visit.say("Không có cách nộp này. Hãy chọn lại hồ sơ đến bằng cách nào; chưa lưu gì.")}
        return _form_page(visit, open_draft(visit, draft_id), typed, errors, revision=seen, status=422)
    try:
        with visit.acting():
            request = save_request(work, values, request_id=sent.text("request_id"), revision=seen)
            request.source = WAYS.get(way, pb.SOURCE_UNSPECIFIED)
            saved = visit.request.app.state.services.intake.SaveDraft(request).draft
    except (Stale, AlreadyExists):
        return _form_page(
            visit, open_draft(visit, draft_id), typed, errors, notice="stale", status=409, way=way
        )
    except InvalidInput as refused:
        errors = {**errors, **sentences(work, visit, refused.field_errors)} or {
            "": refused.message(visit.language)
        }
        return _form_page(
            visit, open_draft(visit, draft_id), typed, errors, revision=seen, status=422, way=way
        )
    if work.draft.dossier_id:  # saved before, by the same request
        return RedirectResponse(dossier_path(visit, work.draft.dossier_id), 303)
    if sent.text("action") == "later":
        return RedirectResponse("/tiep-nhan", 303)
    work = replace(work, draft=saved)
    errors = errors or found_by_intake(work, visit)
    if errors:
        return _form_page(visit, work, typed, errors, status=422)
    return _to(draft_id, PAPERS)


@router.get("/tiep-nhan/{draft_id}/giay-to")
def papers(visit: Clerk, draft_id: str) -> Response:
    """One block per paper: what is there, and an input for the scan."""
    notice = "signed_in_again" if visit.fields else ""
    return _papers_page(visit, open_draft(visit, draft_id), notice=notice, typed=put_aside(visit.fields))


@router.post("/tiep-nhan/{draft_id}/giay-to")
def save_papers(visit: Clerk, sent: Posting, draft_id: str) -> Response:
    """Attach what was chosen, take away what was asked to go, go on if all went well."""
    if not sent.too_large:
        check_csrf(visit, sent.text("csrf"))
    work = open_draft(visit, draft_id)
    if sent.too_large:
        return _papers_page(visit, work, {"": [too_much(visit)]})
    target = Target(draft_id=draft_id)
    refused = attach_all(visit, target, work.procedure.components, sent, sent.text("request_id"))
    remove_paper(visit, sent, refused)
    if refused:
        return _papers_page(visit, open_draft(visit, draft_id), refused, typed=sent)
    on = sent.text("action") == "next" and not sent.text("remove")
    return _to(draft_id, CHECK if on else PAPERS)


def _choose_page(visit: Visit, query: str, error: InvalidInput | None = None) -> Response:
    intake, unit = visit.request.app.state.services.intake, visit.subject.unit
    with visit.acting():
        found = intake.ListProcedures(pb.ListProceduresRequest(query=query, page_size=PAGE_SIZE)).procedures
        drafts = intake.ListDrafts(pb.ListDraftsRequest(page_size=PAGE_SIZE)).drafts
    names = {one.key: one.name for one in found}
    units = visit.request.app.state.organisation.units
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window.html", procedures=found, drafts=[one for one in drafts if one.unit == unit], names=names,
        query=query, unit=units.get(unit), error=error.message(visit.language) if error else "",
        deleted=DELETED in visit.request.query_params, status=error.http_status if error else 200,
    )  # fmt: skip
    return page


def _form_page(
    visit: Visit, work: Work, values: Mapping[str, Any], errors: Mapping[str, str] | None = None, *, notice: str = "",
    revision: int | None = None, status: int = 200, way: str = "",
) -> Response:  # fmt: skip
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window_form.html", status=status, procedure=work.procedure, draft=work.draft,
        form=filled(work, visit, values, errors or {}), notice=notice,
        revision=work.draft.revision if revision is None else revision, source=WAYS.get(way, work.draft.source),
    )  # fmt: skip
    return page


def _papers_page(
    visit: Visit, work: Work, refused: Mapping[str, Sequence[str]] | None = None, *, notice: str = "",
    typed: Sent | None = None,
) -> Response:  # fmt: skip
    problems = problems_of(visit, work)
    missing = {one.field.removeprefix("papers.") for one in problems if one.field.startswith("papers.")}
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window_papers.html", status=422 if refused else 200, draft=work.draft, procedure=work.procedure,
        components=offered(work.procedure, work.draft), papers=work.draft.papers, missing=missing, refused=refused or {},
        accepted=accepted, kinds=kinds, most=MOST_BYTES, notice=notice, typed=typed,
        unfit=[visit.pick(one.message) for one in problems if one.field == "source"],
    )  # fmt: skip
    return page


def problems_of(visit: Visit, work: Work) -> Sequence[pb.Problem]:
    with visit.acting():
        asked = pb.CheckDraftRequest(draft_id=work.draft.draft_id)
        found: Sequence[pb.Problem] = visit.request.app.state.services.intake.CheckDraft(asked).problems
    return found


def _to(draft_id: str, step: str) -> Response:
    return RedirectResponse(f"/tiep-nhan/{quote(draft_id, safe='')}/{step}", 303)
