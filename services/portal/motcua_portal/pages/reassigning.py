# SPDX-License-Identifier: Apache-2.0
"""A head gives a task to a colleague; officers and heads set substitutes."""

from __future__ import annotations

from datetime import date
from functools import partial

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2, desk_pb2
from motcua_calendar.text import short_day
from motcua_rpc import InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.inbox import row
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
SUBSTITUTES = "/viec/lam-thay"
PAGE_SIZE = 25


@router.get(SUBSTITUTES)
def substitutes(visit: Officer, trang: str = "", tat_ca: str = "") -> Response:
    """Who stands in for whom in the unit, and a form to set it."""
    return _substitutes(visit, Typed.of_fields(visit.fields), page=trang, everything=bool(tat_ca))


@router.post(SUBSTITUTES)
def set_substitute(visit: Officer, typed: Posted) -> Response:
    """Set one, or end one."""
    check_csrf(visit, typed.one("csrf"))
    stub, request_id = visit.request.app.state.services.assignment, typed.one("request_id")
    try:
        with visit.acting():
            if typed.one("do") == "end":
                stub.EndSubstitution(
                    desk_pb2.EndSubstitutionRequest(
                        request_id=request_id, substitution_id=typed.one("substitution")
                    )
                )
                return RedirectResponse(f"{SUBSTITUTES}?da-ket-thuc=1", 303)
            stub.SetSubstitution(
                desk_pb2.SetSubstitutionRequest(
                    request_id=request_id, absent=typed.one("absent"), substitute=typed.one("substitute"),
                    from_day=typed.one("from_day"), to_day=typed.one("to_day"), reason=typed.one("reason"),
                )
            )  # fmt: skip
    except MotcuaError as error:
        return _substitutes(visit, typed, error=error)
    return RedirectResponse(f"{SUBSTITUTES}?da-dat=1", 303)


def _substitutes(
    visit: Visit, typed: Typed, page: str = "", everything: bool = False, error: MotcuaError | None = None
) -> Response:
    state = visit.request.app.state
    asked = desk_pb2.ListSubstitutionsRequest(all=everything, page_size=PAGE_SIZE, page_token=page)
    with visit.acting():
        colleagues = state.services.assignment.ListColleagues(desk_pb2.ListColleaguesRequest())
        try:
            listed = state.services.assignment.ListSubstitutions(asked)
        except InvalidInput:
            return RedirectResponse(SUBSTITUTES, 303)
    answer: Response = state.pages.render(
        visit, "desk/substitutes.html", listed=listed.substitutions, next_token=listed.next_page_token,
        people=colleagues.colleagues, head=colleagues.caller_is_head, me=visit.subject.username, typed=typed,
        everything=everything, wrong=_wrong(visit, error), refused=_said(visit, error), query=visit.request.query_params,
        on_day=partial(_day, visit),
        today=state.clock.now().date().isoformat(), status=error.http_status if error else 200,
    )  # fmt: skip
    return answer


@router.get("/viec/{task_id}/giao")
def reassigning(visit: Officer, task_id: str) -> Response:
    """Whom the task can be given to."""
    return _reassigning(visit, task_id, Typed.of_fields(visit.fields))


@router.post("/viec/{task_id}/giao")
def give(visit: Officer, task_id: str, typed: Posted) -> Response:
    """Give it."""
    check_csrf(visit, typed.one("csrf"))
    try:
        with visit.acting():
            visit.request.app.state.services.assignment.ReassignTask(
                desk_pb2.ReassignTaskRequest(
                    request_id=typed.one("request_id"),
                    task_id=task_id,
                    to=typed.one("to"),
                    reason=typed.one("reason"),
                )
            )
    except MotcuaError as error:
        if error.code in ("TASK_UNKNOWN", "HEADS_ONLY"):
            raise
        return _reassigning(visit, task_id, typed, error)
    return RedirectResponse(f"/viec?loc=don-vi&da-giao={task_id}", 303)


def _reassigning(visit: Visit, task_id: str, typed: Typed, error: MotcuaError | None = None) -> Response:
    state = visit.request.app.state
    with visit.acting():
        task = state.services.assignment.GetTask(assignment_pb2.GetTaskRequest(task_id=task_id)).task
        found = state.services.assignment.ListColleagues(desk_pb2.ListColleaguesRequest(task_id=task_id))
    page: Response = state.pages.render(
        visit, "desk/reassigning.html", row=row(visit, task), people=found.colleagues, head=found.caller_is_head, typed=typed,
        wrong=_wrong(visit, error), refused=_said(visit, error), status=error.http_status if error else 200,
    )  # fmt: skip
    return page


def _day(visit: Visit, iso: str) -> str:
    return short_day(date.fromisoformat(iso), "en" if visit.language == "en" else "vi")


def _wrong(visit: Visit, error: MotcuaError | None) -> dict[str, str]:
    """What is wrong, by field."""
    fields = error.field_errors if error else ()
    return {one.field: one.message_en if visit.language == "en" else one.message_vi for one in fields}


def _said(visit: Visit, error: MotcuaError | None) -> str:
    return error.message(visit.language) if error and not error.field_errors else ""
