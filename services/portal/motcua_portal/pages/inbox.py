# SPDX-License-Identifier: Apache-2.0
"""The inbox: what the officer's roles and unit have to do, most urgent first. Filter and page live in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.due import TimeLeft, standing_still, time_left
from motcua_portal.desk.news import news
from motcua_portal.pages.live import version_of
from motcua_portal.web.gate import Officer
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Filter:
    """One view of the list: its name in the address, its label, and what it says when nothing is there."""

    key: str
    kind: pb.TaskFilter
    label: str
    empty: str
    due: pb.TaskDue = pb.TASK_DUE_UNSPECIFIED


FILTERS = (
    Filter("tat-ca", pb.TASK_FILTER_UNSPECIFIED, "Tất cả việc đang mở", "Không còn việc nào đang chờ."),
    Filter("cua-toi", pb.TASK_FILTER_MINE, "Việc của tôi", "Bạn chưa nhận việc nào. Hãy mở “Chưa ai nhận” để nhận việc."),
    Filter("chua-nhan", pb.TASK_FILTER_UNASSIGNED, "Chưa ai nhận", "Không có việc nào chờ người nhận."),
    Filter("da-xong", pb.TASK_FILTER_DONE, "Đã xong", "Bạn chưa hoàn thành việc nào."),
    Filter("qua-han", pb.TASK_FILTER_UNSPECIFIED, "Quá hạn", "Không có việc nào quá hạn.", pb.TASK_DUE_OVERDUE),
    Filter("hom-nay", pb.TASK_FILTER_UNSPECIFIED, "Đến hạn hôm nay", "Không có việc nào đến hạn hôm nay.", pb.TASK_DUE_TODAY),
)  # fmt: skip


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
def inbox(visit: Officer, loc: str = "tat-ca", trang: str = "") -> Response:
    """The list. A page token of another list starts over instead of an error."""
    state = visit.request.app.state
    live = version_of(visit)  # before the list is read: no change falls between
    chosen = next((one for one in FILTERS if one.key == loc), FILTERS[0])
    with visit.acting():
        try:
            asked = pb.ListTasksRequest(
                filter=chosen.kind, due=chosen.due, page_size=PAGE_SIZE, page_token=trang
            )
            found = state.services.assignment.ListTasks(asked)
        except InvalidInput:
            return RedirectResponse(f"/viec?loc={chosen.key}", 303)
        counts = state.services.assignment.CountTasks(pb.CountTasksRequest())
    page: Response = state.pages.render(
        visit, "desk/inbox.html", filters=FILTERS, chosen=chosen, rows=rows(visit, found.tasks), counts=counts,
        next_token=found.next_page_token, first=not trang, news=news(visit, state.services),
        live=live,
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
        whole = task.kind == pb.TASK_KIND_STEP
        legal = time_left(visit, task.legal_time_left, task.legal_due_at, now, whole=whole)
        name = _legal_name(visit, task)
    own = task.kind == pb.TASK_KIND_STEP and (still or task.due_at != task.legal_due_at)
    step = time_left(visit, task.time_left, task.due_at, now) if own else None
    username = visit.subject.username
    return Row(task, legal, name, step, bool(username) and task.assignee.user == username)


def _legal_name(visit: Visit, task: pb.Task) -> str:
    if task.kind == pb.TASK_KIND_ACCEPTANCE:
        return visit.say("Trả lời người nộp")
    return visit.say("Hạn của phần") if task.part else visit.say("Hẹn trả hồ sơ")
