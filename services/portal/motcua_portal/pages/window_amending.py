# SPDX-License-Identifier: Apache-2.0
"""The form of a dossier that came to the counter with gaps, completed when the person comes back with what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, Stale
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages import late_supplement
from motcua_portal.pages.casefile import path_of
from motcua_portal.pages.dossiers import find
from motcua_portal.pages.window_changes import amendable
from motcua_portal.web.applying import (
    Work,
    check_values,
    filled,
    save_request,
    sentences,
    typed_values,
    work_of,
)
from motcua_portal.web.forms import read
from motcua_portal.web.gate import Clerk, check_csrf
from motcua_portal.web.posting import Posting
from motcua_portal.web.visit import Visit

router = APIRouter()


@router.get("/viec/ho-so/{dossier_id}/to-khai")
def form(visit: Clerk, dossier_id: str) -> Response:
    """The form as it is kept, with what is wrong; a dossier whose form stands leads back to its page."""
    dossier = find(visit, dossier_id)
    if not amendable(dossier):
        return (
            late_supplement.form_page(visit, dossier)
            if visit.fields
            else RedirectResponse(path_of(dossier_id), 303)
        )
    work = work_of(visit, dossier)
    values = typed_values(work, visit.fields) if visit.fields else work.values
    _, errors = check_values(work, visit, read(values, visit.language))
    return _page(visit, dossier, work, values, errors, notice="signed_in_again" if visit.fields else "")


@router.post("/viec/ho-so/{dossier_id}/to-khai")
def save(visit: Clerk, sent: Posting, dossier_id: str) -> Response:
    """Replace the declaration when what was typed is right; else show it again, and the one that was handed in stands."""
    check_csrf(visit, sent.text("csrf"))
    dossier = find(visit, dossier_id)
    waits = amendable(dossier)
    work = work_of(visit, dossier)
    typed = typed_values(work, sent.form)
    values, errors = check_values(work, visit, read(typed, visit.language))
    if errors:
        if not waits:
            return late_supplement.form_page(visit, dossier, sent)
        return _page(visit, dossier, work, typed, errors, revision=sent.revision, status=422)
    draft = save_request(work, values, request_id=sent.text("request_id"), revision=sent.revision)
    request = pb.AmendDossierRequest(
        request_id=draft.request_id, dossier_id=dossier_id, applicant=draft.applicant, answers=draft.answers,
        revision=draft.revision,
    )  # fmt: skip
    try:
        with visit.acting():
            visit.request.app.state.services.intake.AmendDossier(request)
    except (AlreadyExists, Conflict) as refused:
        fresh = find(visit, dossier_id)
        if not amendable(fresh):
            return late_supplement.form_page(visit, fresh, sent)
        stale = isinstance(refused, Stale | AlreadyExists)
        errors = {} if stale else {"": refused.message(visit.language)}
        return _page(
            visit, fresh, work_of(visit, fresh), typed, errors, notice="stale" if stale else "", status=409
        )
    except InvalidInput as refused:
        errors = sentences(work, visit, refused.field_errors) or {"": refused.message(visit.language)}
        return _page(visit, dossier, work, typed, errors, revision=sent.revision, status=422)
    # What is sent again after it was recorded, and the supplement handed in since, is answered as the first time.
    return RedirectResponse(f"{path_of(dossier_id)}/bo-sung" if waits else path_of(dossier_id), 303)


def _page(
    visit: Visit, dossier: pb.Dossier, work: Work, values: Mapping[str, Any], errors: Mapping[str, str], *,
    notice: str = "", revision: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window_amend.html", status=status, procedure=work.procedure, dossier=dossier,
        form=filled(work, visit, values, errors), notice=notice,
        revision=dossier.revision if revision is None else revision,
    )  # fmt: skip
    return page
