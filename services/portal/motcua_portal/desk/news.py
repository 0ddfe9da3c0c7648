# SPDX-License-Identifier: Apache-2.0
"""What the list says on top after an own action, or when a colleague was faster: told from the state now, so that a reload or a
shared link tells the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_rpc import MotcuaError, NotFound, Unauthenticated

from motcua_portal.desk.standing import Place, Standing, standing
from motcua_portal.web.clients import Services
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

DONE, CHANGED, RELEASED = "xong", "thay-doi", "da-tra"
"""Query parameters that name a task."""
GOING = (intake_pb2.PART_STATUS_WAITING, intake_pb2.PART_STATUS_IN_PROGRESS)
"""Of a part that has no outcome yet."""


@dataclass(frozen=True, slots=True)
class News:
    """One message; `places` says where the dossier is now, `outcome` what came of it once every step is done."""

    kind: Literal["ok", "warn"]
    text: str
    places: tuple[Place, ...] = ()
    dossier_id: str = ""
    dossier_code: str = ""
    outcome: str = ""


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
    if now.incident:  # where it stands is then a gateway or a computation, which tells an officer nothing
        return News("warn", f"{text} {_halted(visit)}", (), task.dossier_id, task.dossier_code)
    outcome = _outcome(visit, _dossier(visit, services, task)) if now.ended else ""
    return News("ok", text, now.places, task.dossier_id, task.dossier_code, outcome)


def _halted(visit: Visit) -> str:
    return visit.say(
        "Việc hoàn thành đã được ghi nhận; sau đó hệ thống dừng ở hồ sơ này vì một lỗi, và lỗi đã được báo cho người vận hành. "
        "Bạn không cần làm gì thêm."
    )


def _changed(visit: Visit, services: Services, task: pb.Task) -> News:
    dossier = _dossier(visit, services, task) if task.state == pb.TASK_STATE_CANCELLED else None
    return News("warn", state_sentence(visit, task, dossier), (), task.dossier_id, task.dossier_code)


def _released(visit: Visit, services: Services, task: pb.Task) -> News:
    text = visit.say("Đã trả “{title}” về nhóm; đồng nghiệp có thể nhận.", title=visit.pick(task.title))
    return News("ok", text, (), task.dossier_id, task.dossier_code)


def _gone(visit: Visit) -> News:
    return News("warn", visit.say("Việc này không còn trong hộp việc của bạn."))


def _outcome(visit: Visit, dossier: intake_pb2.Dossier | None) -> str:
    """What waits for whom once the process has ended. Intake may hear of the last decision a moment after this page is made."""
    if dossier is None:
        return visit.say("Các bước xử lý đã xong.")
    if any(one.status in GOING for one in dossier.parts):
        return visit.say("Các bước xử lý đã xong; kết quả hoặc phiếu từ chối đang được ghi vào hồ sơ.")
    if any(one.issued and not one.HasField("returned_at") for one in dossier.results):
        return visit.say("Các bước xử lý đã xong; kết quả chờ trả tại nơi tiếp nhận.")
    if dossier.waits_for_slips:
        return visit.say("Các bước xử lý đã xong; phiếu từ chối chờ giao tại nơi tiếp nhận.")
    if dossier.originals_to_return:
        return visit.say("Các bước xử lý đã xong; bản chính đã thu chờ trả lại tại nơi tiếp nhận.")
    if any(one.status == intake_pb2.PART_STATUS_REFUSED for one in dossier.parts):
        return visit.say(
            "Các bước xử lý đã xong; phiếu từ chối có trên trang hồ sơ của người nộp và được báo qua thư điện tử đã khai."
        )
    return visit.say("Các bước xử lý đã xong; không có gì chờ trả tại nơi tiếp nhận.")


def withdrawn(dossier: intake_pb2.Dossier | None, task: pb.Task) -> bool:
    """Whether a task is gone because the dossier was withdrawn, or the part that it was for. What is of no part, as
    another agency's work, is when a withdrawal was the last that happened and no part is left."""
    if dossier is None or task.state != pb.TASK_STATE_CANCELLED:
        return False
    if dossier.status == intake_pb2.DOSSIER_STATUS_WITHDRAWN:
        return True
    own = [one for one in dossier.parts if one.key == task.part or not task.part]
    if not own or any(one.status in GOING for one in own):
        return False
    return max(own, key=_decided_at).status == intake_pb2.PART_STATUS_WITHDRAWN


def _decided_at(part: intake_pb2.Part) -> tuple[int, int]:
    return part.decided_at.seconds, part.decided_at.nanos


def state_sentence(visit: Visit, task: pb.Task, dossier: intake_pb2.Dossier | None = None) -> str:
    """Who has or had a task, and why it is gone as far as the dossier tells."""
    title, who = visit.pick(task.title), task.assignee.name or task.assignee.user
    if task.state == pb.TASK_STATE_CLAIMED:
        return visit.say("{who} đã nhận “{title}” trước bạn.", who=who, title=title)
    if task.state == pb.TASK_STATE_DONE and who:
        at = moment(task.closed_at, visit.language)
        return visit.say("{who} đã hoàn thành “{title}” lúc {at}.", who=who, title=title, at=at)
    if withdrawn(dossier, task):
        return visit.say("Hồ sơ đã được rút nên “{title}” không cần làm nữa.", title=title)
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


def _dossier(visit: Visit, services: Services, task: pb.Task) -> intake_pb2.Dossier | None:
    """For saying more; the message goes out without it."""
    try:
        with visit.acting():
            asked = intake_pb2.GetDossierRequest(dossier_id=task.dossier_id)
            found: intake_pb2.Dossier = services.intake.GetDossier(asked).dossier
    except Unauthenticated:
        raise
    except MotcuaError:
        return None
    return found


def _task(visit: Visit, services: Services, task_id: str) -> pb.Task | None:
    try:
        with visit.acting():
            found: pb.Task = services.assignment.GetTask(pb.GetTaskRequest(task_id=task_id)).task
    except NotFound:
        return None
    return found
