# SPDX-License-Identifier: Apache-2.0
"""Whom the window is to tell by telephone, on paper or in person, because they have no e-mail address; and that it was done."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from fastapi import APIRouter
from motcua.intake.v1 import calls_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 25
MOST_COUNTED = 10
WAYS: Final = {
    pb.CALL_WAY_PHONE: "Qua điện thoại",
    pb.CALL_WAY_PAPER: "Bằng văn bản giấy",
    pb.CALL_WAY_IN_PERSON: "Trực tiếp tại quầy",
}


@router.get("/bao-tin")
def listed(visit: Officer, muc: str = "", trang: str = "") -> Response:
    """Those that are to be told, oldest first; with `muc=da-bao` those that were, newest first."""
    return _page(visit, muc, trang)


@router.get("/bao-tin/{call_id}")
def back(visit: Officer, call_id: str) -> Response:
    """The list: where a change of language after a refused record leads back to."""
    return RedirectResponse("/bao-tin", 303)


@router.post("/bao-tin/{call_id}")
def told(visit: Officer, typed: Posted, call_id: str) -> Response:
    """Record that one person was told."""
    check_csrf(visit, typed.one("csrf"))
    way = typed.one("way")
    request = pb.RecordCallRequest(
        request_id=typed.one("request_id"),
        call_id=call_id,
        way=int(way) if way in map(str, WAYS) else 0,  # type: ignore[arg-type]
        note=typed.one("note"),
    )
    try:
        with visit.acting():
            done = visit.request.app.state.services.intake.RecordCall(request).call
    except (InvalidInput, Conflict, AlreadyExists, NotFound) as error:
        return _page(visit, "", "", error, call_id, typed)
    return RedirectResponse(f"/bao-tin?xong={done.code}", 303)


def waiting(visit: Visit) -> str:
    """How many this clerk's window is to tell, counted to 10, as "10+" beyond; "" where none. The inbox does not wait for a
    service that is away."""
    if not visit.is_clerk:
        return ""
    with suppress(MotcuaError), visit.acting():
        found = visit.request.app.state.services.intake.ListCalls(pb.ListCallsRequest(page_size=MOST_COUNTED))
        count = len(found.calls)
        return f"{count}+" if found.next_page_token else str(count or "")
    return ""


def _page(
    visit: Visit,
    muc: str,
    trang: str,
    error: MotcuaError | None = None,
    refused: str = "",
    typed: Typed | None = None,
) -> Response:
    """`typed`: what was sent of the call `refused`; it stands there again, and on top where that call is not in the list now."""
    done = muc == "da-bao"
    asked = pb.ListCallsRequest(told=done, page_size=PAGE_SIZE, page_token=trang)
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.ListCalls(asked)
    except InvalidInput:
        return RedirectResponse("/bao-tin", 303)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/calls.html", status=error.http_status if error else 200, calls=found.calls, done=done, ways=WAYS,
        next_token=found.next_page_token, first=not trang, error=error.message(visit.language) if error else "",
        recorded=visit.request.query_params.get("xong", "")[:40], refused=refused, typed=typed or Typed(),
    )  # fmt: skip
    return page
