# SPDX-License-Identifier: Apache-2.0
"""A dossier for the officers who act in it: everything in one place, its drawing, its printed forms; finding one by code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from urllib.parse import quote

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua.workflow.v1 import workflow_pb2
from motcua_rpc import InvalidInput, NotFound
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.casefile import CaseFile, answers, load
from motcua_portal.desk.drawing import in_english
from motcua_portal.desk.journal import read_journal
from motcua_portal.desk.news import DONE
from motcua_portal.pages.inbox import rows
from motcua_portal.web.gate import Officer
from motcua_portal.web.overdue import overdue
from motcua_portal.web.progress import standstill
from motcua_portal.web.status import stop_notice_comes
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 25
LONGEST_SEARCH = 100
FoundDossiers = intake_pb2.ListDossiersResponse | intake_pb2.SearchDossiersResponse
RECEIVED = "tiep-nhan"
"""Query parameter after receiving at the window."""
DRAWING_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'attachment; filename="so-do.bpmn"',
    "Cache-Control": "private, no-store",
}
"""A drawing is somebody's file: nothing in it may run when the address is opened by itself."""
WITHDRAWN = "da-rut"
ASKED = {"da-bo-sung": "Đã nhận giấy tờ bổ sung.", WITHDRAWN: "Đã chuyển đề nghị rút hồ sơ."}
"""Query parameters after an act of the window for the applicant."""
ANSWERS = {
    "01": "Đã tiếp nhận hồ sơ {code}.",
    "02": "Đã yêu cầu bổ sung hồ sơ {code}. Hồ sơ chờ người nộp mang giấy tờ đến.",
    "03": "Đã từ chối tiếp nhận hồ sơ {code}.",
}
"""By the form that goes with the window's answer, for who came on paper."""
ANSWERS_BY_POST = {
    "01": "Đã tiếp nhận hồ sơ {code}. Hãy gửi Giấy tiếp nhận cho người nộp.",
    "02": "Đã yêu cầu bổ sung hồ sơ {code}. Hãy gửi Phiếu yêu cầu bổ sung cho người nộp; hồ sơ chờ giấy tờ bổ sung.",
    "03": "Đã từ chối tiếp nhận hồ sơ {code}. Hãy gửi Phiếu từ chối cho người nộp kèm giấy tờ đã gửi đến.",
}
"""The same for who wrote: nobody stands at the counter to take the form along."""
ONLINE = (intake_pb2.SOURCE_PORTAL, intake_pb2.SOURCE_NATIONAL_PORTAL)
ANSWERS_ONLINE = {
    "01": "Đã tiếp nhận hồ sơ {code}. Giấy tiếp nhận đã có trên trang hồ sơ của người nộp{mailed}.",
    "02": "Đã yêu cầu bổ sung hồ sơ {code}. Yêu cầu đã có trên trang hồ sơ của người nộp{mailed}; hồ sơ chờ người nộp bổ sung "
    "trực tuyến.",
    "03": "Đã từ chối tiếp nhận hồ sơ {code}. Phiếu từ chối đã có trên trang hồ sơ của người nộp{mailed}.",
}
"""The same for who filed online; `mailed` says whether mail goes out too."""
PRINTED_AFTER = {
    assignment_pb2.TASK_KIND_ACCEPTANCE: ("01", "02", "03"),
    assignment_pb2.TASK_KIND_RETURN: ("RT",),
}


@router.get("/viec/ho-so")
def find(visit: Officer, tim: str = "", ma: str = "", trang: str = "") -> Response:
    """The dossiers of the unit, newest first; a code leads straight to its dossier, other words find what has them all. `ma` is
    how addresses of before said it."""
    intake = visit.request.app.state.services.intake
    words = (tim or ma).strip()[:LONGEST_SEARCH]
    with visit.acting():
        if words and " " not in words:
            with suppress(NotFound, InvalidInput):
                found = intake.GetDossier(intake_pb2.GetDossierRequest(code=words)).dossier
                return RedirectResponse(path_of(found.dossier_id), 303)
        try:
            listed = _found(intake, words, trang)
        except InvalidInput as error:
            if error.code != "SEARCH_EMPTY":
                return RedirectResponse("/viec/ho-so", 303)
            listed, trang = intake_pb2.SearchDossiersResponse(), ""  # "%" alone finds nothing, and is said to
        unknown = words if words and not listed.dossiers and not trang else ""
        newest = _found(intake, "", "").dossiers if unknown else listed.dossiers
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/dossiers.html", dossiers=newest, next_token=listed.next_page_token, first=not trang,
        unknown=unknown, words=words, status=404 if unknown else 200, late=lambda one: overdue(visit, one),
        still=lambda one: standstill(visit, one).of(),
    )  # fmt: skip
    return page


def _found(intake: IntakeServiceStub, words: str, token: str) -> FoundDossiers:
    found: FoundDossiers
    if words:
        asked = intake_pb2.SearchDossiersRequest(query=words, page_size=PAGE_SIZE, page_token=token)
        found = intake.SearchDossiers(asked)
    else:
        found = intake.ListDossiers(intake_pb2.ListDossiersRequest(page_size=PAGE_SIZE, page_token=token))
    return found


@router.get("/viec/ho-so/{dossier_id}")
def show(visit: Officer, dossier_id: str) -> Response:
    """One dossier; after an own action with what was done and the forms to print."""
    case = load(visit, visit.request.app.state.services, dossier_id)
    done, printed = _after(visit, case)
    return render(visit, case, done, printed)


@router.get("/viec/ho-so/{dossier_id}/so-do.bpmn")
def drawing(visit: Officer, dossier_id: str) -> Response:
    """The procedure's BPMN file in the version that this dossier runs on."""
    with visit.acting():
        asked = workflow_pb2.GetDossierProcessRequest(dossier_id=dossier_id, with_drawing=True)
        found = visit.request.app.state.services.workflow.GetDossierProcess(asked)
    drawn = in_english(found.drawing) if visit.language == "en" else found.drawing
    return Response(drawn, media_type="application/xml", headers=DRAWING_HEADERS)


def path_of(dossier_id: str) -> str:
    return f"/viec/ho-so/{quote(dossier_id, safe='')}"


def render(
    visit: Visit,
    case: CaseFile,
    done: str = "",
    printed: Sequence[intake_pb2.Document] = (),
    note: tuple[str, str, int] = ("", "", 200),
) -> Response:
    """The page of a dossier; `done` and `printed` after an own action, `note` what was typed as a note, what is wrong with it,
    and the status."""
    services = visit.request.app.state.services
    with visit.acting():
        asked = assignment_pb2.ListTasksRequest(
            dossier_id=case.dossier.dossier_id, page_size=PAGE_SIZE, whole_unit=visit.leads
        )
        tasks = services.assignment.ListTasks(asked).tasks
    journal, older = read_journal(visit, case.dossier.dossier_id)
    page: Response = visit.request.app.state.pages.render(
        visit,
        "desk/casefile.html",
        case=case,
        rows=rows(visit, tasks),
        head=visit.leads,
        done=done,
        printed=printed,
        to_page=case.dossier.source in ONLINE and all(one.form in ANSWERS for one in printed),
        to_post=case.dossier.source == intake_pb2.SOURCE_POST and all(one.form in ANSWERS for one in printed),
        may_answer=case.may("ANSWER_SUPPLEMENT"),
        may_withdraw=case.may("WITHDRAW"),
        answers=answers(visit, case),
        units=visit.request.app.state.organisation.units,
        journal=journal,
        journal_next=older,
        note_text=note[0],
        note_error=note[1],
        status=note[2],
    )
    return page


def _after(visit: Visit, case: CaseFile) -> tuple[str, list[intake_pb2.Document]]:
    """The sentence after completing a task of the window, and the newest form that it printed."""
    if RECEIVED in visit.request.query_params:
        return _answered(visit, case, case.dossier.documents)
    for name, sentence in ASKED.items():
        if name in visit.request.query_params:
            said = visit.say(sentence)
            if name == WITHDRAWN and stop_notice_comes(case.dossier):
                said += " " + visit.say(
                    "Thông báo dừng giải quyết hồ sơ (Mẫu 05) có sau giây lát: hãy tải lại trang."
                )
            return said, [one for one in case.dossier.documents if one.form == "05"][-1:]
    task_id = visit.request.query_params.get(DONE, "")
    if not task_id:
        return "", []
    try:
        with visit.acting():
            asked = assignment_pb2.GetTaskRequest(task_id=task_id)
            task = visit.request.app.state.services.assignment.GetTask(asked).task
    except NotFound:
        return "", []
    if task.dossier_id != case.dossier.dossier_id or task.state != assignment_pb2.TASK_STATE_DONE:
        return "", []
    kinds = PRINTED_AFTER.get(task.kind, ())
    printed = [one for one in case.dossier.documents if one.form in kinds]
    before = [one for one in printed if one.issued_at.seconds <= task.closed_at.seconds] or printed
    if task.kind == assignment_pb2.TASK_KIND_ACCEPTANCE:
        return _answered(visit, case, before)
    return visit.say("Đã hoàn thành “{title}”.", title=visit.pick(task.title)), _newest(before)


def _answered(
    visit: Visit, case: CaseFile, documents: Iterable[intake_pb2.Document]
) -> tuple[str, list[intake_pb2.Document]]:
    """What the window answered, by the form that it printed last."""
    printed = _newest(one for one in documents if one.form in ANSWERS and not one.part)
    if not printed:
        return "", []
    if case.dossier.source not in ONLINE:
        told = ANSWERS_BY_POST if case.dossier.source == intake_pb2.SOURCE_POST else ANSWERS
        return visit.say(told[printed[0].form], code=case.dossier.code), printed
    mailed = visit.say(" và được báo qua thư điện tử") if case.dossier.applicant.email else ""
    sentence = ANSWERS_ONLINE[printed[0].form]
    return visit.say(sentence, code=case.dossier.code, mailed=mailed), printed


def _newest(documents: Iterable[intake_pb2.Document]) -> list[intake_pb2.Document]:
    return sorted(documents, key=lambda one: one.issued_at.ToNanoseconds())[-1:]
