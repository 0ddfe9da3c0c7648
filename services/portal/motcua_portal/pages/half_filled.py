# SPDX-License-Identifier: Apache-2.0
"""What the page of a task saves by itself every few seconds; answered as JSON, to its own script only."""

from __future__ import annotations

from fastapi import APIRouter
from motcua_calendar.clock import legal_time
from motcua_rpc import MotcuaError, Unauthenticated
from starlette.responses import JSONResponse, Response

from motcua_portal.desk import half_filled
from motcua_portal.desk.typed import Posted
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.rendering import to_legal

router = APIRouter()


@router.post("/viec/{task_id}/luu")
def save(visit: Officer, task_id: str, typed: Posted) -> Response:
    """Keep the form; the answer names the revision for the next time. Files wait for the button."""
    check_csrf(visit, typed.one("csrf"))
    request_id = typed.one("save-id")
    try:
        kept = half_filled.save(visit, visit.request.app.state.services, task_id, typed, request_id)
    except Unauthenticated:
        raise
    except MotcuaError as error:
        told = {"code": error.code, "said": error.message(visit.language)}
        return JSONResponse(told, error.http_status)
    at = (
        to_legal(kept.saved_at)
        if kept.HasField("saved_at")
        else legal_time(visit.request.app.state.clock.now())
    )
    said = visit.say("Đã tự lưu lúc {at}", at=f"{at:%H:%M:%S}")
    return JSONResponse({"revision": kept.revision, "said": said})
