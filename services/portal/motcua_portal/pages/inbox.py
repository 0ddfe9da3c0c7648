# SPDX-License-Identifier: Apache-2.0
"""The inbox: what the officer's roles and unit have to do, most urgent first. Filter and page live in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.due import TimeLeft, standing_still, time_left
from motcua_portal.desk.narrowing import ALWAYS_SHOWN, FILTERS, both_names, groups, kept_view, view_of
from motcua_portal.desk.news import news
from motcua_portal.pages import calls
from motcua_portal.pages.apologies import waiting
from motcua_portal.pages.live import version_of
from motcua_portal.web.gate import Officer
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A task with how much time it has left: by law, and for this step when it has a time of its own. `legal_name` is "" where
    the law's says itself what it is about."""

    task: pb.Task
    legal: TimeLeft
    legal_name: str
    step: TimeLeft | None
    mine: bool


@router.get("/viec")
def inbox(visit: Officer, loc: str = "", buoc: str = "", q: str = "", trang: str = "") -> Response:
    """The list. A page token of another list starts over instead of an error; without anything in the address the list is the
    officer's own first view, if there is one."""
    state = visit.request.app.state
    live = version_of(visit)  # before the list is read: no change falls between
    stub = state.services.assignment
    with visit.acting():
        counts = stub.CountTasks(pb.CountTasksRequest())
        leads = counts.leads or visit.leads
        view = view_of(visit, loc, buoc, q, leads)
        saved = stub.ListSavedFilters(desk_pb2.ListSavedFiltersRequest()).filters
        first = next((one.query for one in saved if one.is_default), "")
        if first and not visit.request.query_params:
            return RedirectResponse(kept_view(visit, first, leads).address(), 303)
        try:
            found = stub.ListTasks(view.request(PAGE_SIZE, trang))
        except InvalidInput:
            return RedirectResponse(view.address(), 303)
        choices = stub.ListTaskChoices(view.choices(leads=leads)).choices
    page: Response = state.pages.render(
        visit, "desk/inbox.html", filters=FILTERS, chosen=view.chosen, rows=rows(visit, found.tasks), counts=counts,
        next_token=found.next_page_token, first=not trang, news=news(visit, state.services), view=view, saved=saved,
        groups=groups(visit, choices), head=leads, always=ALWAYS_SHOWN, both_names=partial(both_names, visit),
        live=live, told=visit.request.query_params, apologies=waiting(visit),
        calls=calls.waiting(visit),
    )  # fmt: skip
    return page


def rows(visit: Visit, tasks: Iterable[pb.Task]) -> list[Row]:
    """Tasks as the list shows them."""
    return [row(visit, one) for one in tasks]


def row(visit: Visit, task: pb.Task) -> Row:
    """One task; what the law gives and what this step has are named apart."""
    now = visit.request.app.state.clock.now()
    still = task.HasField("legal_standstill")
    if still:
        legal, name = standing_still(visit, task.legal_standstill, bool(task.part)), ""
    elif task.kind == pb.TASK_KIND_RETURN:
        # The agencies are done; when the person comes is the person's own time.
        legal, name = (
            TimeLeft(
                "fine", visit.say("Chờ người nhận, từ {at}", at=moment(task.opened_at, visit.language)), None
            ),
            "",
        )
    else:
        legal = time_left(visit, task.legal_time_left, task.legal_due_at, now, soon=task.due_soon)
        name = _legal_name(visit, task)
    own = task.kind == pb.TASK_KIND_STEP and (still or task.due_at != task.legal_due_at)
    # One of the two times is the one that the list goes by, and alone it is marked as soon: the step's own while the law rests.
    step = time_left(visit, task.time_left, task.due_at, now, soon=still and task.due_soon) if own else None
    username = visit.subject.username
    return Row(task, legal, name, step, bool(username) and task.assignee.user == username)


def _legal_name(visit: Visit, task: pb.Task) -> str:
    if task.kind == pb.TASK_KIND_ACCEPTANCE:
        return visit.say("Trả lời người nộp")
    return visit.say("Hạn của phần") if task.part else visit.say("Hẹn trả hồ sơ")
