# SPDX-License-Identifier: Apache-2.0
"""Many tasks at once: claim those that were ticked, or complete them with the same answers. Says of each what became of it. A
task with a half-filled form takes part only when its holder says so, since the common answer takes that form's place; one of
another step, or one that is done by itself, is named before the form and left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua.common.v1 import common_pb2
from motcua_procedure import Form, OptionSources
from motcua_procedure import option_sources as offered
from motcua_rpc import MotcuaError, NotFound
from motcua_rpc.structs import to_dict, to_struct
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import completing
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.web import forms
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PATH = "/viec/nhieu"
MOST = 100
INSTEAD = "bo-luu"
"""Field: the tasks whose half-filled form gives way to the common answer."""


@dataclass
class Page:
    """The ticked tasks, and what stands in the shared form. `tasks` are of one step, `odd` is what cannot be done with them."""

    task_ids: list[str]
    tasks: list[pb.Task]
    odd: list[pb.Task]
    form: Form | None
    typed: Typed
    kept: dict[str, kept_pb.KeptForm] = field(default_factory=dict)
    """Half-filled forms, by task."""
    wrong: dict[str, str] = field(default_factory=dict)
    refused: str = ""

    @property
    def instead(self) -> set[str]:
        """The tasks of `kept` that take part all the same."""
        return set(self.typed.many(INSTEAD)) & set(self.kept)

    @property
    def left_out(self) -> list[pb.Task]:
        return [one for one in self.tasks if one.task_id in self.kept and one.task_id not in self.instead]

    @property
    def acted_on(self) -> list[str]:
        out = {one.task_id for one in (*self.left_out, *self.odd)}
        return [one for one in self.task_ids if one not in out]

    @property
    def chosen(self) -> list[str]:
        """What is ticked of the one step, also what is there no more: the outcome says so."""
        odd = {one.task_id for one in self.odd}
        return [one for one in self.task_ids if one not in odd]

    @property
    def first(self) -> pb.Task:
        return self.tasks[0]

    @property
    def given(self) -> dict[str, Any]:
        """What the dossiers have in common: nothing of one of them is said of all."""
        known = [to_dict(one.given) for one in self.tasks] or [{}]
        return {key: value for key, value in known[0].items() if all(one.get(key) == value for one in known)}

    @property
    def differing(self) -> set[str]:
        return {key for one in self.tasks for key in to_dict(one.given)} - set(self.given)


@router.get(PATH)
def empty(visit: Officer) -> Response:
    """Nothing is ticked, unless the session had ended over it."""
    typed = Typed.of_fields(visit.fields)
    return _asked(visit, typed) if typed.many("viec") else RedirectResponse("/viec", 303)


@router.post(PATH)
def act(visit: Officer, typed: Posted) -> Response:
    """Claim at once; completing first asks for the answers that all share."""
    check_csrf(visit, typed.one("csrf"))
    task_ids = list(dict.fromkeys(typed.many("viec")))[: MOST + 1]
    if not task_ids:
        return RedirectResponse("/viec?chua-chon=1", 303)
    if typed.one("do") == "claim":
        return _claim(visit, task_ids, typed.one("request_id"))
    if typed.one("do") == "complete":
        return _complete(visit, _page(visit, task_ids, typed))
    return _asked(visit, typed)


def _claim(visit: Visit, task_ids: list[str], request_id: str) -> Response:
    asked = desk_pb2.BulkClaimRequest(request_id=request_id, task_ids=task_ids)
    with visit.acting():
        outcomes = visit.request.app.state.services.assignment.BulkClaim(asked).outcomes
    return _told(visit, outcomes, visit.say("Nhận nhiều việc"), visit.say("Đã nhận"))


def _asked(visit: Visit, typed: Typed) -> Response:
    return _render(visit, _page(visit, list(dict.fromkeys(typed.many("viec")))[: MOST + 1], typed))


def _page(visit: Visit, task_ids: list[str], typed: Typed) -> Page:
    with visit.acting():
        stub = visit.request.app.state.services.assignment
        first = stub.GetTask(pb.GetTaskRequest(task_id=task_ids[0]))
        others = [_seen(stub, one) for one in task_ids[1:MOST]]
    found = [first, *(one for one in others if one is not None)]
    tasks = [one.task for one in found]
    together, odd = _of_one_step(tasks)
    doing = {one.task_id for one in together}
    kept = {one.task.task_id: one.kept for one in found if one.HasField("kept") and one.task.task_id in doing}
    form = completing.step_form(together[0]) if together else None
    return Page(task_ids, together, odd, form, typed, kept)


def _of_one_step(tasks: list[pb.Task]) -> tuple[list[pb.Task], list[pb.Task]]:
    """The tasks of the step that most of them have, as the service tells steps apart, and all others; in their order."""
    steps = Counter(_step(one) for one in tasks if not done_alone(one))
    most = steps.most_common(1)[0][0] if steps else None
    together = [one for one in tasks if not done_alone(one) and _step(one) == most]
    return together, [one for one in tasks if one not in together]


def _step(task: pb.Task) -> tuple[str, int, str]:
    return task.procedure_key, task.procedure_version, task.element


def done_alone(task: pb.Task) -> bool:
    """Whether it is never done together with others: at the window, or with a signed result."""
    return task.kind != pb.TASK_KIND_STEP or bool(task.result_code)


def _seen(stub: Any, task_id: str) -> pb.GetTaskResponse | None:
    """None for what is there no more: the outcome says so of each."""
    with suppress(NotFound):
        found: pb.GetTaskResponse = stub.GetTask(pb.GetTaskRequest(task_id=task_id))
        return found
    return None


def _complete(visit: Visit, page: Page) -> Response:
    if not page.acted_on:
        page.refused = (
            visit.say("Không có việc nào để hoàn thành: việc nào cũng có nội dung lưu tạm.")
            if page.left_out
            else visit.say("Không có việc nào làm chung được: hãy mở từng việc.")
        )
        return _render(visit, page, 422)
    request = desk_pb2.BulkCompleteRequest(request_id=page.typed.one("request_id"), task_ids=page.acted_on)
    if page.form is not None:
        answers = forms.read(forms.typed(page.form, page.typed), visit.language)
        _, errors = page.form.validate(answers, _options(visit), page.given, today=forms.today(visit))
        if errors:
            page.wrong = {
                f"f-{key}": forms.said_of(visit, answers.get(key), text) for key, text in errors.items()
            }
            return _render(visit, page, 422)
        request.answers.CopyFrom(to_struct(answers))
    try:
        with visit.acting():
            outcomes = visit.request.app.state.services.assignment.BulkComplete(request).outcomes
    except MotcuaError as error:
        page.refused = error.message(visit.language)
        return _render(visit, page, error.http_status)
    kept = visit.say("Việc này có nội dung lưu tạm nên được để lại: hãy mở ra và làm riêng.")
    odd = visit.say("Việc này không làm chung được với các việc kia nên được để lại: hãy mở ra và làm riêng.")
    left = ((kept, page.left_out), (odd, page.odd))
    all_of_them = [*outcomes, *(_not_done(one, text) for text, some in left for one in some)]
    return _told(visit, all_of_them, visit.say("Hoàn thành nhiều việc"), visit.say("Đã hoàn thành"))


def _not_done(task: pb.Task, text: str) -> desk_pb2.BulkOutcome:
    """With words in the visitor's own language, whichever of the two the page picks."""
    told = common_pb2.LocalizedText(vi=text, en=text)
    return desk_pb2.BulkOutcome(
        task_id=task.task_id, dossier_code=task.dossier_code, title=task.title, message=told
    )


def _form_page(visit: Visit, page: Page) -> forms.FormPage:
    assert page.form is not None, "asked before"
    given, errors = (
        page.given,
        {key.removeprefix("f-"): text for key, text in page.wrong.items()},
    )
    values = forms.typed(page.form, page.typed) if page.typed.one("do") == "complete" else given
    return forms.form_page(visit, page.form, values, errors, _options(visit), given)


def _differences(visit: Visit, page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the form knows of each dossier and not of all alike: code, and label and value of each."""
    if page.form is None or not page.differing:
        return []
    told = []
    for task in page.tasks:
        facts = page.form.told(page.differing, to_dict(task.given), _options(visit))
        told.append(
            (
                task.dossier_code,
                [(label.to(visit.language), value.to(visit.language)) for label, value in facts],
            )
        )
    return told if any(facts for _, facts in told) else []


def _options(visit: Visit) -> OptionSources:
    return offered([], visit.request.app.state.organisation)


def _told(visit: Visit, outcomes: Iterable[desk_pb2.BulkOutcome], title: str, done: str) -> Response:
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/many_done.html", outcomes=outcomes, title=title, done=done
    )
    return page


def _render(visit: Visit, page: Page, status: int = 200) -> Response:
    form = _form_page(visit, page) if page.form is not None else None
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "desk/many_form.html",
        page=page,
        form=form,
        errors=form.wrong if form else (),
        alone=done_alone,
        status=status,
        differences=_differences(visit, page),
    )
    return answer
