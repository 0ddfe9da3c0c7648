# SPDX-License-Identifier: Apache-2.0
"""Applying online, first half: where to hand in, then the form. Each step is saved on the server; the draft can be left and
taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, InvalidInput, Stale
from starlette.responses import RedirectResponse, Response

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
from motcua_portal.web.gate import Citizen, check_csrf
from motcua_portal.web.posting import Posting, kept, revision_in
from motcua_portal.web.visit import Visit

router = APIRouter()
CHECK = "kiem-tra"
"""Value of `ve` (where to go back to) when a step was opened from the check page."""
ONLINE = "online"


@router.get("/nop-ho-so/{key:path}")
def choose_unit(visit: Citizen, key: str) -> Response:
    """First step of a new dossier: where to hand in; what was begun already can be taken up. A procedure that is not to be had
    online says so on its own page."""
    procedure = _procedure(visit, key)
    if ONLINE not in procedure.channels:
        return RedirectResponse(f"/thu-tuc/{quote(key)}", 303)
    return _unit_page(visit, procedure, chosen=kept(visit.fields, "unit"))


@router.post("/nop-ho-so/{key:path}")
def begin(visit: Citizen, sent: Posting, key: str) -> Response:
    """Open a draft at that unit."""
    check_csrf(visit, sent.text("csrf"))
    procedure = _procedure(visit, key)
    unit = sent.text("unit")
    if unit not in {one.key for one in procedure.receiving_units}:
        return _unit_page(visit, procedure, error=visit.say("Hãy chọn nơi tiếp nhận hồ sơ."))
    request = pb.SaveDraftRequest(
        request_id=sent.text("request_id"),
        procedure_key=key,
        unit=unit,
    )
    with visit.acting():
        draft = visit.request.app.state.services.intake.SaveDraft(request).draft
    return _to(draft.draft_id, "to-khai")


@router.get("/ban-nhap/{draft_id}")
def resume(visit: Citizen, draft_id: str) -> Response:
    """A link to a draft leads to its form."""
    return _to(draft_id, "to-khai")


@router.get("/ban-nhap/{draft_id}/noi-nop")
def change_unit(visit: Citizen, draft_id: str, ve: str = "") -> Response:
    """Another place to hand in."""
    work = open_draft(visit, draft_id)
    return _unit_page(
        visit, work.procedure, chosen=kept(visit.fields, "unit") or work.draft.unit, work=work,
        back=kept(visit.fields, "ve") or ve,
    )  # fmt: skip


@router.post("/ban-nhap/{draft_id}/noi-nop")
def save_unit(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Keep it and go on."""
    check_csrf(visit, sent.text("csrf"))
    work, unit, back = open_draft(visit, draft_id), sent.text("unit"), sent.text("ve")
    if unit not in {one.key for one in work.procedure.receiving_units}:
        wrong = visit.say("Hãy chọn nơi tiếp nhận hồ sơ.")
        return _unit_page(visit, work.procedure, error=wrong, work=work, back=back)
    request = save_request(
        work, work.values, request_id=sent.text("request_id"), revision=sent.revision, unit=unit
    )
    try:
        with visit.acting():
            visit.request.app.state.services.intake.SaveDraft(request)
    except (Stale, AlreadyExists) as error:
        fresh = open_draft(visit, draft_id)
        return _unit_page(
            visit, fresh.procedure, chosen=unit, error=error.message(visit.language), work=fresh, back=back
        )
    return _to(draft_id, CHECK if back == CHECK else "to-khai")


@router.get("/ban-nhap/{draft_id}/to-khai")
def form(visit: Citizen, draft_id: str, ve: str = "") -> Response:
    """The form as it was saved, or as it was typed before the session ended."""
    work = open_draft(visit, draft_id)
    if not visit.fields:
        return _form_page(visit, work, work.values, _standing(visit, work, ve), back=ve)
    typed = typed_values(work, visit.fields)
    seen = kept(visit.fields, "revision")
    return _form_page(
        visit, work, typed, back=kept(visit.fields, "ve"), notice="signed_in_again",
        revision=revision_in(seen, work.draft.revision),
    )  # fmt: skip


@router.post("/ban-nhap/{draft_id}/to-khai")
def save_form(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Save what was typed, right or wrong; go on when it is right."""
    check_csrf(visit, sent.text("csrf"))
    work = open_draft(visit, draft_id, repeated=True)
    typed, back = typed_values(work, sent.form), sent.text("ve")
    values, errors = check_values(work, visit, read(typed, visit.language))
    request = save_request(work, values, request_id=sent.text("request_id"), revision=sent.revision)
    try:
        with visit.acting():
            saved = visit.request.app.state.services.intake.SaveDraft(request).draft
    except (Stale, AlreadyExists):
        fresh = open_draft(visit, draft_id)
        return _form_page(visit, fresh, typed, errors, back=back, notice="stale", status=409)
    except InvalidInput as refused:
        errors = {**errors, **sentences(work, visit, refused.field_errors)}
        errors = errors or {"": refused.message(visit.language)}
        fresh = open_draft(visit, draft_id)
        return _form_page(visit, fresh, typed, errors, back=back, revision=sent.revision, status=422)
    if work.draft.dossier_id:  # saved before, by the same request
        return RedirectResponse(dossier_path(visit, work.draft.dossier_id), 303)
    if sent.text("action") == "later":
        return RedirectResponse("/ho-so?da-luu=1", 303)
    work = replace(work, draft=saved)
    errors = errors or found_by_intake(work, visit)
    if errors:
        return _form_page(visit, work, typed, errors, back=back, status=422)
    return _to(draft_id, CHECK if back == CHECK else "giay-to")


def _standing(visit: Visit, work: Work, back: str) -> dict[str, str]:
    """What is said at once when the form is opened: everything that the check page led here for, else what was answered wrong."""
    if back != CHECK:
        return saved_errors(work, visit, work.values)
    _, errors = check_values(work, visit, work.values)
    return errors or found_by_intake(work, visit)


def _procedure(visit: Visit, key: str) -> pb.Procedure:
    with visit.acting():
        intake = visit.request.app.state.services.intake
        found: pb.Procedure = intake.GetProcedure(pb.GetProcedureRequest(key=key)).procedure
    return found


def _unit_page(
    visit: Visit,
    procedure: pb.Procedure,
    *,
    chosen: str = "",
    error: str = "",
    work: Work | None = None,
    back: str = "",
) -> Response:
    units = procedure.receiving_units
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "apply_unit.html",
        status=422 if error else 200,
        procedure=procedure,
        draft=work.draft if work else None,
        begun=[] if work else _begun(visit, procedure.summary.key),
        chosen=chosen or (units[0].key if len(units) == 1 else ""),
        error=error,
        back=back,
    )
    return answer


def _begun(visit: Visit, key: str) -> list[pb.Draft]:
    """Drafts of this procedure that wait to be finished."""
    with visit.acting():
        found = visit.request.app.state.services.intake.ListDrafts(pb.ListDraftsRequest(page_size=50))
    return [draft for draft in found.drafts if draft.procedure_key == key]


def _form_page(
    visit: Visit,
    work: Work,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    *,
    back: str,
    notice: str = "",
    revision: int | None = None,
    status: int = 200,
) -> Response:
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "apply_form.html",
        status=status,
        work=work,
        draft=work.draft,
        procedure=work.procedure,
        form=filled(work, visit, values, errors or {}),
        revision=work.draft.revision if revision is None else revision,
        back=back,
        notice=notice,
    )
    return answer


def _to(draft_id: str, step: str) -> Response:
    return RedirectResponse(f"/ban-nhap/{quote(draft_id, safe='')}/{step}", 303)
