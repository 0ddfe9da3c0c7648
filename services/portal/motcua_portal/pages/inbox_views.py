# SPDX-License-Identifier: Apache-2.0
"""Keeping views of the inbox under a name, and throwing them away."""

from __future__ import annotations

from fastapi import APIRouter
from motcua.assignment.v1 import desk_pb2 as pb
from motcua_rpc import MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.narrowing import view_of
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PATH = "/viec/bo-loc"


@router.get(PATH)
def show(visit: Officer, loc: str = "", buoc: str = "", q: str = "") -> Response:
    """The kept views, and a form to keep the one that the address names."""
    return _render(visit, view_of(visit, loc, buoc, q).query, Typed.of_fields(visit.fields))


@router.post(PATH)
def change(visit: Officer, typed: Posted) -> Response:
    """Keep, make the first one, or delete."""
    check_csrf(visit, typed.one("csrf"))
    stub = visit.request.app.state.services.assignment
    request_id, name, query = typed.one("request_id"), typed.one("name"), typed.one("query")
    try:
        with visit.acting():
            if typed.one("do") == "delete":
                stub.DeleteFilter(pb.DeleteFilterRequest(request_id=request_id, name=name))
                return RedirectResponse(PATH, 303)
            made = pb.SavedFilter(name=name, query=query, is_default=typed.one("default") == "true")
            stub.SaveFilter(pb.SaveFilterRequest(request_id=request_id, filter=made))
    except MotcuaError as error:
        return _render(visit, query, typed, error.message(visit.language), error.http_status)
    return (
        RedirectResponse(f"/viec?{query}", 303) if typed.one("do") == "save" else RedirectResponse(PATH, 303)
    )


def _render(visit: Visit, query: str, typed: Typed, error: str = "", status: int = 200) -> Response:
    state = visit.request.app.state
    with visit.acting():
        saved = state.services.assignment.ListSavedFilters(pb.ListSavedFiltersRequest()).filters
    page: Response = state.pages.render(
        visit,
        "desk/inbox_views.html",
        saved=saved,
        query=query,
        name=typed.one("name"),
        error=error,
        status=status,
    )
    return page
