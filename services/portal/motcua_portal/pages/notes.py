# SPDX-License-Identifier: Apache-2.0
"""Noting something about a dossier for the officers of the own unit."""

from __future__ import annotations

from fastapi import APIRouter
from motcua.assignment.v1 import desk_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.casefile import load
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.casefile import path_of, render
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PATH = "/viec/ho-so/{dossier_id}/ghi-chu"


@router.get(PATH)
def again(visit: Officer, dossier_id: str) -> Response:
    """The dossier, with a note that was typed when the session ended."""
    return _render(visit, dossier_id, Typed.of_fields(visit.fields).one("note"), "", 200)


@router.post(PATH)
def note(visit: Officer, dossier_id: str, typed: Posted) -> Response:
    """Add it."""
    check_csrf(visit, typed.one("csrf"))
    asked = pb.AddNoteRequest(
        request_id=typed.one("request_id"), dossier_id=dossier_id, text=typed.one("note")
    )
    try:
        with visit.acting():
            visit.request.app.state.services.assignment.AddNote(asked)
    except InvalidInput as error:
        return _render(visit, dossier_id, typed.one("note"), error.message(visit.language), error.http_status)
    return RedirectResponse(f"{path_of(dossier_id)}#nhat-ky", 303)


def _render(visit: Visit, dossier_id: str, text: str, error: str, status: int) -> Response:
    case = load(visit, visit.request.app.state.services, dossier_id)
    return render(visit, case, note=(text, error, status))
