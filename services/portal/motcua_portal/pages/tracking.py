# SPDX-License-Identifier: Apache-2.0
"""Following a dossier by its code, without an account: code, status and degree of completion, nothing else (TT 01/2018/TT-VPCP,
Điều 16.2.d). Applicants who are signed in are led to their dossier."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput, NotFound, PermissionDenied, Unauthenticated
from starlette.responses import RedirectResponse, Response

from motcua_portal.web.gate import Anyone, slow_down
from motcua_portal.web.paces import Kind
from motcua_portal.web.visit import Visit

router = APIRouter()
MOST_TYPED = 60


@router.get("/tra-cuu")
def track(visit: Anyone, ma: str = "") -> Response:
    """Look a code up; the QR code of the receipt leads here."""
    code = _as_printed(ma)
    if not code:
        return _page(visit, code)
    slow_down(visit, Kind.LOOKUP)  # codes are counted up: nobody may try them all
    if len(code) > MOST_TYPED:
        return _page(visit, code[:MOST_TYPED], missing=True)
    own = _own(visit, code)
    if own:
        return RedirectResponse(f"/ho-so/{quote(own, safe='')}", 303)
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.TrackDossier(pb.TrackDossierRequest(code=code))
    except (NotFound, InvalidInput):
        return _page(visit, code, missing=True)
    return _page(visit, code, found)


def _as_printed(typed: str) -> str:
    """A code as receipts print it: people type small letters, and spaces or dashes for hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015\u2212]+", "-", typed).strip("-").upper()


def _own(visit: Visit, code: str) -> str:
    """The id of the visitor's own dossier with that code, "" for anybody else's."""
    if not visit.is_citizen:
        return ""
    try:
        with visit.acting():
            asked = pb.GetDossierRequest(code=code)
            found = visit.request.app.state.services.intake.GetDossier(asked).dossier
    except (NotFound, PermissionDenied, InvalidInput, Unauthenticated):
        return ""
    return str(found.dossier_id)


def _page(
    visit: Visit, code: str, found: pb.TrackDossierResponse | None = None, *, missing: bool = False
) -> Response:
    answer: Response = visit.request.app.state.pages.render(
        visit, "tracking.html", status=404 if missing else 200, code=code, found=found, missing=missing
    )
    return answer
