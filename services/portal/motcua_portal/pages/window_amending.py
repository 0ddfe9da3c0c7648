# SPDX-License-Identifier: Apache-2.0
"""The form of a dossier that came to the counter with gaps, completed when the person comes back with what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, Stale
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages.casefile import path_of
from motcua_portal.pages.dossiers import find
from motcua_portal.pages.window import revision_of
from motcua_portal.pages.window_changes import amendable
from motcua_portal.web.applying import (
    Work,
    by_place,
    check_values,
    filled,
    save_request,
    sentences,
    typed_values,
    work_on,
)
from motcua_portal.web.gate import Clerk, check_csrf
from motcua_portal.web.posting import Posting
from motcua_portal.web.visit import Visit

router = APIRouter()


@router.get("/viec/ho-so/{dossier_id}/to-khai")
def form(visit: Clerk, dossier_id: str) -> Response:
    """The form as it is kept, with what is wrong; a dossier whose form stands leads back to its page."""
    dossier = find(visit, dossier_id)
    if not amendable(dossier):
        return RedirectResponse(path_of(dossier_id), 303)
    work = _work(visit, dossier)
    values = typed_values(work, visit.fields) if visit.fields else work.values
    _, errors = check_values(work, visit, values)
    return _page(visit, dossier, work, values, errors, notice="signed_in_again" if visit.fields else "")


@router.post("/viec/ho-so/{dossier_id}/to-khai")
def save(visit: Clerk, sent: Posting, dossier_id: str) -> Response:
    """Keep what was typed, right or wrong; back to the papers when it is right."""
    check_csrf(visit, sent.text("csrf"))
    dossier = find(visit, dossier_id)
    if not amendable(dossier):
        return RedirectResponse(path_of(dossier_id), 303)
    work = _work(visit, dossier)
    typed = typed_values(work, sent.form)
    values, errors = check_values(work, visit, typed)
    draft = save_request(work, values, request_id=sent.text("request_id"), revision=revision_of(sent))
    request = pb.AmendDossierRequest(
        request_id=draft.request_id, dossier_id=dossier_id, applicant=draft.applicant, answers=draft.answers,
        revision=draft.revision,
    )  # fmt: skip
    try:
        with visit.acting():
            amended = visit.request.app.state.services.intake.AmendDossier(request)
    except (Stale, AlreadyExists, Conflict):
        fresh = find(visit, dossier_id)
        return _page(visit, fresh, _work(visit, fresh), typed, errors, notice="stale", status=409)
    except InvalidInput as refused:
        errors = {**errors, **sentences(work, visit, refused.field_errors)}
        errors = errors or {"": refused.message(visit.language)}
        return _page(visit, dossier, work, typed, errors, status=422)
    errors = errors or by_place(work, visit, amended.problems)
    if errors and sent.text("action") != "later":
        fresh = find(visit, dossier_id)
        return _page(visit, fresh, _work(visit, fresh), typed, errors, status=422)
    return RedirectResponse(f"{path_of(dossier_id)}/bo-sung", 303)


def _work(visit: Visit, dossier: pb.Dossier) -> Work:
    """The dossier as the draft that it was."""
    draft = pb.Draft(
        draft_id=quote(dossier.dossier_id, safe=""), procedure_key=dossier.procedure_key,
        procedure_version=dossier.procedure_version, unit=dossier.unit.key, source=dossier.source,
        applicant=dossier.applicant, answers=dossier.answers, papers=dossier.papers, revision=dossier.revision,
    )  # fmt: skip
    return work_on(visit, draft)


def _page(
    visit: Visit, dossier: pb.Dossier, work: Work, values: Mapping[str, Any], errors: Mapping[str, str], *,
    notice: str = "", status: int = 200,
) -> Response:  # fmt: skip
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window_amend.html", status=status, procedure=work.procedure, dossier=dossier,
        form=filled(work, visit, values, errors), notice=notice, revision=dossier.revision,
    )  # fmt: skip
    return page
