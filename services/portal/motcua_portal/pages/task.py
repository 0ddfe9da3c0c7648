# SPDX-License-Identifier: Apache-2.0
"""One task: the dossier beside what has to be done with it. Every button posts to the page's own path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import callers_pb2
from motcua_rpc import (
    AlreadyExists,
    Conflict,
    DeadlineExceeded,
    InvalidInput,
    MotcuaError,
    NotFound,
    Unavailable,
)
from motcua_rpc.structs import to_dict
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import completing, half_filled, sample, signing
from motcua_portal.desk.casefile import CaseFile, answers, load, step_options
from motcua_portal.desk.journal import newest_notes
from motcua_portal.desk.news import CHANGED, DONE, RELEASED, state_sentence, withdrawn
from motcua_portal.desk.read_back import read_back
from motcua_portal.desk.repeated import Repeated, repeated
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.inbox import row
from motcua_portal.web import forms
from motcua_portal.web.clients import Services
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
SAVED = "da-luu"
AFTER = "sau"
"""Query parameter: the task that was finished just before this one."""
OWN_WORK = "OWN_WORK"
"""With a lent role nobody checks their own work: said on the task's page, which stays."""
FASTER = ("TASK_TAKEN", "TASK_CLOSED", "TASK_UNKNOWN")


@dataclass
class Page:
    """What stands on the page: the task, the dossier, and what was typed with what is wrong with it."""

    task: pb.Task
    case: CaseFile
    typed: Typed
    sign: signing.Signing | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    refused: MotcuaError | None = None
    kept_request_id: str = ""
    notice: str = ""
    records: tuple[pb.StepRecord, ...] = ()
    kept: half_filled.Restored | None = None
    seen: int = 0
    may: callers_pb2.CallerMay = field(default_factory=callers_pb2.CallerMay)

    @property
    def unsaved(self) -> bool:
        """Whether more stands on the page than is kept."""
        return bool(self.typed) and (self.kept is None or self.typed is not self.kept.typed)

    @property
    def again(self) -> Repeated | None:
        """Why this step is open once more; None the first time."""
        return repeated(self.task.element, self.records)


@router.get("/viec/{task_id}")
def show(visit: Officer, task_id: str) -> Response:
    """The page; a task that is not in this inbox leads to the list, which says so."""
    try:
        page = _page(visit, task_id, Typed.of_fields(visit.fields))
    except NotFound as error:
        if error.code != "TASK_UNKNOWN":
            raise
        return _to_list(CHANGED, task_id)
    page.notice = _after(visit, page)
    if SAVED in visit.request.query_params and page.kept:
        page.notice = visit.say("Đã lưu tạm. Bạn có thể rời trang; nội dung vẫn ở đây khi bạn quay lại.")
    return _render(visit, page)


@router.post("/viec/{task_id}")
def act(visit: Officer, task_id: str, typed: Posted) -> Response:
    """Claim, give back, make a sample, or complete."""
    check_csrf(visit, typed.one("csrf"))
    what = typed.one("do")
    if what in ("claim", "release"):
        return _claim_or_release(visit, task_id, typed, what)
    page = _page(visit, task_id, typed)
    if what == "sample":
        return _make_sample(visit, page)
    if what in ("save", "discard"):
        return _keep(visit, page, what)
    return _complete(visit, page)


def _page(visit: Visit, task_id: str, typed: Typed) -> Page:
    services = _services(visit)
    with visit.acting():
        answer = services.assignment.GetTask(pb.GetTaskRequest(task_id=task_id))
    task = answer.task
    page = Page(
        task, load(visit, services, task.dossier_id), typed, records=tuple(answer.records), may=answer.may
    )
    page.seen = half_filled.revision(typed) if half_filled.REVISION in typed.values else answer.kept.revision
    if answer.HasField("kept"):
        page.kept = half_filled.restored(visit, completing.step_form(task), answer.kept)
        if not typed:
            page.typed = typed = page.kept.typed
    if task.result_code:
        page.sign = (
            signing.read(typed)
            if "result-number" in typed.values
            else signing.fresh(visit, task, _now(visit))
        )
    return page


def _claim_or_release(visit: Visit, task_id: str, typed: Typed, what: str) -> Response:
    stub, request_id = _services(visit).assignment, typed.one("request_id")
    try:
        with visit.acting():
            if what == "claim":
                stub.ClaimTask(pb.ClaimTaskRequest(request_id=request_id, task_id=task_id))
            else:
                stub.ReleaseTask(pb.ReleaseTaskRequest(request_id=request_id, task_id=task_id))
    except MotcuaError as error:
        if error.code == OWN_WORK:
            page = _page(visit, task_id, Typed.of_fields({}))
            page.refused = error
            return _render(visit, page, error.http_status)
        if error.code not in FASTER:
            raise
        return _to_list(CHANGED, task_id)
    if what == "release":
        return _to_list(RELEASED, task_id)
    return RedirectResponse(f"/viec/{task_id}", 303)


def _make_sample(visit: Visit, page: Page) -> Response:
    """The sheet stamped MẪU becomes the result's file; what was typed stays."""
    services = _services(visit)
    if page.sign is None or not _mine(visit, page.task) or not sample.offered(visit, services):
        return _render(visit, page)
    now, dossier = _now(visit), page.case.dossier
    typed = sample.filled(visit, page.task, dossier, page.sign, now)
    if wrong := sample.check(visit, page.task, typed, now):
        page.wrong = wrong
        return _render(visit, page, 422)
    try:
        page.sign = sample.attach(visit, services, page.task, dossier, typed, now)
    except (InvalidInput, Unavailable) as error:
        page.wrong = {"result-file": error.message(visit.language)}
        return _render(visit, page, 422)
    page.notice = visit.say("Đã tạo tệp kết quả MẪU và đính kèm. Hãy kiểm tra rồi hoàn thành.")
    return _render(visit, page)


def _keep(visit: Visit, page: Page, what: str) -> Response:
    """Keep what was typed, or forget what is kept. What another window has saved since stays until this one says so again."""
    services, task_id = _services(visit), page.task.task_id
    typed = page.typed
    if what == "save" and page.sign is not None and typed.files:
        page.sign, refused = signing.take_file(visit, services, typed, page.sign)
        if refused:
            page.wrong = {"result-file": refused}
        else:
            typed = half_filled.with_file(typed, page.sign.file_id, page.sign.file_name)
    try:
        if what == "discard":
            half_filled.discard(visit, services, task_id, typed)
            return RedirectResponse(f"/viec/{task_id}", 303)
        half_filled.save(visit, services, task_id, typed)
    except (Conflict, InvalidInput, Unavailable, DeadlineExceeded) as error:
        return _refuse(visit, replace(page, typed=typed), error)
    if page.wrong:
        page.typed, page.seen = typed, page.seen + 1
        return _render(visit, page, 422)
    return RedirectResponse(f"/viec/{task_id}?{SAVED}=1", 303)


def _complete(visit: Visit, page: Page) -> Response:
    attempt = _attempt(visit, page)
    # Of a task that is no longer theirs the fields are not on the page: the service says first who has it or closed it.
    if attempt.wrong and _mine(visit, page.task):
        page.wrong = attempt.wrong
        return _render(visit, page, 422)
    try:
        with visit.acting():
            answer = _services(visit).assignment.CompleteTask(attempt.request)
    except InvalidInput as error:
        return _refuse_fields(visit, page, error)
    except AlreadyExists as error:
        return _sent_twice(visit, page, error)
    except (Conflict, Unavailable, DeadlineExceeded) as error:
        return _refuse(visit, page, error)
    return _onwards(page.task, answer.opened)


def _attempt(visit: Visit, page: Page) -> completing.Attempt:
    if page.task.kind == pb.TASK_KIND_ACCEPTANCE:
        return completing.acceptance(visit, page.case, page.task, page.typed)
    if page.task.kind == pb.TASK_KIND_RETURN:
        return completing.returning(visit, page.case, page.task, page.typed)
    if page.sign is None or not signing.signed_with(completing.step_form(page.task), page.typed):
        return completing.step(visit, page.case, page.task, page.typed, None)
    page.sign, refused = signing.take_file(visit, _services(visit), page.typed, page.sign)
    wrong = signing.check(visit, page.sign, page.task, _now(visit)) | (
        {"result-file": refused} if refused else {}
    )
    if not wrong:
        page.sign, wrong = _renew_sample(visit, page, page.sign)
    attempt = completing.step(visit, page.case, page.task, page.typed, page.sign)
    attempt.wrong |= wrong
    return attempt


def _renew_sample(visit: Visit, page: Page, sign: signing.Signing) -> tuple[signing.Signing, dict[str, str]]:
    """A sheet stamped MẪU that was made before number, signer or minute were corrected is made anew."""
    services, dossier = _services(visit), page.case.dossier
    try:
        return sample.renewed(visit, services, page.task, dossier, sign, _now(visit)), {}
    except (InvalidInput, Unavailable) as error:
        return sign, {"result-file": error.message(visit.language)}


def _refuse_fields(visit: Visit, page: Page, error: InvalidInput) -> Response:
    """A service found what this page did not."""
    english = visit.language == "en"
    for one in error.field_errors:
        sentence = one.message_en if english else one.message_vi
        page.wrong.setdefault(completing.field_id(one.field, page.typed), sentence)
    page.refused = None if page.wrong else error
    return _render(visit, page, 422)


def _refuse(visit: Visit, page: Page, error: MotcuaError) -> Response:
    """Somebody was faster, or a service is away: what was typed stays on the page. The same request id goes with the next try
    when it is not known whether this one was done."""
    fresh = _page(visit, page.task.task_id, page.typed)
    fresh.sign, fresh.refused = page.sign, error
    if error.code == "KEPT_FORM_CHANGED" and fresh.kept:
        fresh.seen = fresh.kept.form.revision  # now it has been said
    if isinstance(error, Unavailable | DeadlineExceeded):
        fresh.kept_request_id = page.typed.one("request_id")
    return _render(visit, fresh, error.http_status)


def _sent_twice(visit: Visit, page: Page, error: MotcuaError) -> Response:
    """The same form came a second time with another upload: done is done."""
    with visit.acting():
        task = _services(visit).assignment.GetTask(pb.GetTaskRequest(task_id=page.task.task_id)).task
    if task.state == pb.TASK_STATE_DONE and task.assignee.user == visit.subject.username:
        return _onwards(task, ())
    return _refuse(visit, page, error)


def _onwards(task: pb.Task, opened: Any) -> Response:
    """To the printed forms of the window, to the next task of the same dossier, or back to the list."""
    if task.kind in (pb.TASK_KIND_ACCEPTANCE, pb.TASK_KIND_RETURN):
        return RedirectResponse(f"/viec/ho-so/{task.dossier_id}?{DONE}={task.task_id}", 303)
    if opened:
        return RedirectResponse(f"/viec/{opened[0].task_id}?{AFTER}={task.task_id}", 303)
    return _to_list(DONE, task.task_id)


def _to_list(news: str, task_id: str) -> Response:
    return RedirectResponse(f"/viec?{news}={task_id}", 303)


def _after(visit: Visit, page: Page) -> str:
    """What was finished just before, when it was of this dossier."""
    before = visit.request.query_params.get(AFTER, "")
    if not before:
        return ""
    try:
        with visit.acting():
            done = _services(visit).assignment.GetTask(pb.GetTaskRequest(task_id=before)).task
    except NotFound:
        return ""
    if done.dossier_id != page.task.dossier_id or done.state != pb.TASK_STATE_DONE:
        return ""
    title = visit.pick(done.title)
    return visit.say("Đã hoàn thành “{title}”. Đây là việc tiếp theo của cùng hồ sơ.", title=title)


def _render(visit: Visit, page: Page, status: int = 200) -> Response:
    task = page.task
    live = task.state in (pb.TASK_STATE_OPEN, pb.TASK_STATE_CLAIMED)
    mine = _mine(visit, task)
    form = _form_page(visit, page)
    gone = not live and withdrawn(page.case.dossier, task)
    notes, noted = newest_notes(visit, task.dossier_id)
    answer: Response = visit.request.app.state.pages.render(
        visit, "desk/task.html", status=status, page=page, task=task, case=page.case, row=row(visit, task),
        errors=_errors(form, page.wrong), form=form, mine=mine, live=live, wrong=page.wrong, typed=page.typed, sign=page.sign,
        signers=signing.choices(visit, task) if page.sign else (),
        only_with=signing.only_with(visit, completing.step_form(task)) if page.sign else None,
        sample=bool(page.sign) and mine and sample.offered(visit, _services(visit)),
        taken=state_sentence(visit, task, page.case.dossier), gone=gone, again=page.again if live else None,
        kept=read_back(visit, page.case, form, page.typed) if page.refused else [], kinds=pb.TaskKind,
        kept_by=half_filled.other_than(task, page.kept.form) if page.kept else "",
        notes=notes, noted=noted, answers=answers(visit, page.case), units=visit.request.app.state.organisation.units,
    )  # fmt: skip
    return answer


def _mine(visit: Visit, task: pb.Task) -> bool:
    """Whether the page has the fields of the task."""
    return task.state == pb.TASK_STATE_CLAIMED and task.assignee.user == visit.subject.username


def _form_page(visit: Visit, page: Page) -> forms.FormPage | None:
    form = completing.step_form(page.task)
    if form is None:
        return None
    errors = {
        key.removeprefix("f-"): sentence for key, sentence in page.wrong.items() if key.startswith("f-")
    }
    given = to_dict(page.task.given)
    values = forms.typed(form, page.typed) if page.typed else given
    return forms.form_page(visit, form, values, errors, step_options(visit, page.case.dossier), given)


def _errors(form: forms.FormPage | None, wrong: Mapping[str, str]) -> list[tuple[str, str]]:
    """For the summary on top: the form's own fields with their names, then the page's."""
    rest = [(key, sentence) for key, sentence in wrong.items() if not key.startswith("f-") or form is None]
    return [*(form.wrong if form else ()), *rest]


def _services(visit: Visit) -> Services:
    services: Services = visit.request.app.state.services
    return services


def _now(visit: Visit) -> Any:
    return visit.request.app.state.clock.now()
