# SPDX-License-Identifier: Apache-2.0
"""Throwing a draft away, asked once more: the applicant's own, and one that was begun at the window."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from motcua_portal.web.applying import delete_draft, open_draft
from motcua_portal.web.gate import Citizen, Clerk, check_csrf
from motcua_portal.web.posting import Posting, Sent
from motcua_portal.web.visit import Visit

router = APIRouter()


@router.get("/ban-nhap/{draft_id}/xoa")
def ask_applicant(visit: Citizen, draft_id: str) -> Response:
    """What would go."""
    return _ask(visit, draft_id, "delete_draft.html", "/ho-so")


@router.post("/ban-nhap/{draft_id}/xoa")
def delete_own(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Throw it away; one that has gone already is no error."""
    return _delete(visit, sent, draft_id, "/ho-so")


@router.get("/tiep-nhan/{draft_id}/xoa")
def ask_clerk(visit: Clerk, draft_id: str) -> Response:
    """What would go."""
    return _ask(visit, draft_id, "desk/window_delete.html", "/tiep-nhan")


@router.post("/tiep-nhan/{draft_id}/xoa")
def delete_at_window(visit: Clerk, sent: Posting, draft_id: str) -> Response:
    """Throw it away; one that has gone already is no error."""
    return _delete(visit, sent, draft_id, "/tiep-nhan")


def _ask(visit: Visit, draft_id: str, template: str, back: str) -> Response:
    work = open_draft(visit, draft_id)
    page: Response = visit.request.app.state.pages.render(
        visit, template, draft=work.draft, procedure=work.procedure, back=back
    )
    return page


def _delete(visit: Visit, sent: Sent, draft_id: str, back: str) -> Response:
    check_csrf(visit, sent.text("csrf"))
    delete_draft(visit, draft_id, sent.text("request_id"))
    return RedirectResponse(f"{back}?da-xoa=1", 303)
