# SPDX-License-Identifier: Apache-2.0
"""The counter's decision on what a person brought: everything once more, then accept, ask for a supplement, or refuse, each with
its printed form. What is missing stands against acceptance only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from motcua_rpc.errors import FieldError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import completing
from motcua_portal.desk.casefile import CaseFile
from motcua_portal.desk.typed import Typed
from motcua_portal.pages.window import FORM, PAPERS, problems_of
from motcua_portal.web import forms
from motcua_portal.web.applying import RETURN_WAY, Work, filled, open_draft, place_of
from motcua_portal.web.gate import Clerk, check_csrf
from motcua_portal.web.posting import Posting
from motcua_portal.web.return_ways import of_draft
from motcua_portal.web.visit import Visit

router = APIRouter()
Links = list[tuple[str, str]]
"""(link, sentence) of what is to be put right."""


@router.get("/tiep-nhan/{draft_id}/kiem-tra")
def check(visit: Clerk, draft_id: str) -> Response:
    """Everything once more, what is still missing, and the decision."""
    notice = "signed_in_again" if visit.fields else ""
    return _page(visit, open_draft(visit, draft_id), Typed.of_fields(visit.fields), notice=notice)


@router.post("/tiep-nhan/{draft_id}/kiem-tra")
def decide(visit: Clerk, sent: Posting, draft_id: str) -> Response:
    """Decide: the dossier gets its code, its printed form, and leads there. The same request sent twice is one dossier."""
    check_csrf(visit, sent.text("csrf"))
    typed, work = Typed.of_form(sent.form), open_draft(visit, draft_id, repeated=True)
    case = CaseFile(pb.Dossier(components=work.procedure.components))
    attempt = completing.acceptance(visit, case, assignment_pb2.Task(), typed)
    if attempt.wrong:
        return _page(visit, open_draft(visit, draft_id), typed, wrong=attempt.wrong)
    request = pb.ReceiveDossierRequest(
        request_id=sent.text("request_id"), draft_id=draft_id, revision=sent.revision
    )
    _decision(request, attempt.request.acceptance)
    try:
        with visit.acting():
            made = visit.request.app.state.services.intake.ReceiveDossier(request).dossier
    except (InvalidInput, Conflict, AlreadyExists) as error:
        return _page(visit, open_draft(visit, draft_id), typed, error=error)
    return RedirectResponse(f"/viec/ho-so/{quote(made.dossier_id, safe='')}?tiep-nhan=1", 303)


def _decision(request: pb.ReceiveDossierRequest, said: assignment_pb2.AcceptanceAction) -> None:
    """What was chosen, as intake takes it from the counter."""
    if said.HasField("supplement"):
        request.supplement.items.extend(said.supplement.items)
        request.supplement.reason = said.supplement.reason
    elif said.HasField("refuse"):
        request.refusal.reason = said.refuse.reason
    else:
        request.note = said.accept.note


def _page(
    visit: Visit, work: Work, typed: Typed, *, wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None, notice: str = "",
) -> Response:  # fmt: skip
    problems = problems_of(visit, work)
    todo = _links(visit, work, [(one.field, visit.pick(one.message)) for one in problems])
    missing = [one.field.removeprefix("papers.") for one in problems if one.field.startswith("papers.")]
    refused, wrong = _refused(visit, work, error, typed, wrong or {})
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/window_check.html", status=_status(error, wrong), return_way=of_draft(visit, work.draft.draft_id),
        draft=work.draft, procedure=work.procedure, form=filled(work, visit, work.values, {}), todo=todo, wrong=wrong,
        refused=refused, error=_said(visit, error, refused), notice=notice,
        typed=typed if typed.values.get("outcome") or wrong else Typed(),
        whys=dict.fromkeys(missing, visit.say("Chưa nộp giấy tờ này.")),
    )  # fmt: skip
    return page


def _status(error: MotcuaError | None, wrong: Mapping[str, str]) -> int:
    if isinstance(error, InvalidInput) or (error is None and wrong):
        return 422
    return error.http_status if error is not None else 200


def _said(visit: Visit, error: MotcuaError | None, refused: Links) -> str:
    """The refusal as a whole, where its fields do not say it all beside what was typed."""
    if error is None or (error.field_errors and not refused):
        return ""
    return error.message(visit.language)


def _refused(
    visit: Visit, work: Work, error: MotcuaError | None, typed: Typed, wrong: Mapping[str, str]
) -> tuple[Links, dict[str, str]]:
    """What the service found: sentences with links to where they are put right, and those of the decision's own fields."""
    fields = error.field_errors if error is not None else ()
    own, rest = dict(wrong), []
    for one in fields:
        sentence = one.message_en if visit.language == "en" else one.message_vi
        place = "" if one.field.startswith(("papers.", "applicant.")) else _own_field(one, typed)
        if place:
            own.setdefault(place, sentence)
        else:
            rest.append((one.field, sentence))
    return _links(visit, work, rest), own


def _own_field(one: FieldError, typed: Typed) -> str:
    """The field of the decision that an error is about, "" for one of the draft."""
    if one.field.startswith("items["):
        index = int(one.field[len("items[") :].partition("]")[0])
        asked = typed.many("ask")
        return f"why-{asked[index]}" if index < len(asked) else "ask"
    return completing.field_id(one.field, typed) if one.field in ("items", "reason", "note") else ""


def _links(visit: Visit, work: Work, found: Sequence[tuple[str, str]]) -> Links:
    """(link, sentence) of what is missing, each place once."""
    base = f"/tiep-nhan/{quote(work.draft.draft_id, safe='')}"
    labels = {
        one.view.key: one.view.label for one in filled(work, visit, work.values, {}).entries if one.view.label
    }
    links: dict[str, tuple[str, str]] = {}
    for field, sentence in found:
        place = place_of(work, field)
        if place.startswith("papers."):
            link = f"{base}/{PAPERS}#p-{quote(place.removeprefix('papers.'))}"
        elif place == RETURN_WAY:
            link = f"{base}/cach-nhan"
        else:
            link = f"{base}/{FORM}" + (f"#f-{place}" if place and place != "unit" else "")
        label = labels.get(place, "")
        links.setdefault(place or field, (link, forms.named(label, sentence) if label else sentence))
    return list(links.values())
