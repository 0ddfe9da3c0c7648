# SPDX-License-Identifier: Apache-2.0
"""What the list says on top after an own action, or when a colleague was faster: told from the state now, so that a reload or a
shared link tells the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.workflow.v1 import workflow_pb2
from motcua_rpc import MotcuaError, NotFound, Unauthenticated

from motcua_portal.desk.standing import Place, Standing, standing
from motcua_portal.web.clients import Services
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

DONE, CHANGED, RELEASED = "xong", "thay-doi", "da-tra"
"""Query parameters that name a task."""


@dataclass(frozen=True, slots=True)
class News:
    """One message; `places` says where the dossier is now."""

    kind: Literal["ok", "warn"]
    text: str
    places: tuple[Place, ...] = ()
    dossier_id: str = ""
    dossier_code: str = ""
    ended: bool = False


def news(visit: Visit, services: Services) -> News | None:
    """The message that the address asks for, or None."""
    query = visit.request.query_params
    for name, tell in ((DONE, _done), (CHANGED, _changed), (RELEASED, _released)):
        if task_id := query.get(name):
            task = _task(visit, services, task_id)
            return tell(visit, services, task) if task else _gone(visit)
    return None


def _done(visit: Visit, services: Services, task: pb.Task) -> News:
    text = visit.say("Đã hoàn thành “{title}”.", title=visit.pick(task.title))
    now = where_now(visit, services, task.dossier_id)
    return News("ok", text, now.places, task.dossier_id, task.dossier_code, now.ended)


def _changed(visit: Visit, services: Services, task: pb.Task) -> News:
    return News("warn", state_sentence(visit, task), (), task.dossier_id, task.dossier_code)


def _released(visit: Visit, services: Services, task: pb.Task) -> News:
    text = visit.say("Đã trả “{title}” về nhóm; đồng nghiệp có thể nhận.", title=visit.pick(task.title))
    return News("ok", text, (), task.dossier_id, task.dossier_code)


def _gone(visit: Visit) -> News:
    return News("warn", visit.say("Việc này không còn trong hộp việc của bạn."))


def state_sentence(visit: Visit, task: pb.Task) -> str:
    """Who has or had a task."""
    title, who = visit.pick(task.title), task.assignee.name or task.assignee.user
    if task.state == pb.TASK_STATE_CLAIMED:
        return visit.say("{who} đã nhận “{title}” trước bạn.", who=who, title=title)
    if task.state == pb.TASK_STATE_DONE and who:
        at = moment(task.closed_at)
        return visit.say("{who} đã hoàn thành “{title}” lúc {at}.", who=who, title=title, at=at)
    if task.state in (pb.TASK_STATE_DONE, pb.TASK_STATE_CANCELLED):
        return visit.say("Quy trình đã đóng “{title}”; việc này không cần làm nữa.", title=title)
    return visit.say("“{title}” đang chờ người nhận.", title=title)


def where_now(visit: Visit, services: Services, dossier_id: str) -> Standing:
    """Where a dossier stands, or nowhere when workflow does not say: the message goes out without it."""
    try:
        with visit.acting():
            asked = workflow_pb2.GetDossierProcessRequest(dossier_id=dossier_id, with_drawing=True)
            return standing(services.workflow.GetDossierProcess(asked))
    except Unauthenticated:
        raise
    except MotcuaError:
        return Standing()


def _task(visit: Visit, services: Services, task_id: str) -> pb.Task | None:
    try:
        with visit.acting():
            found: pb.Task = services.assignment.GetTask(pb.GetTaskRequest(task_id=task_id)).task
    except NotFound:
        return None
    return found
