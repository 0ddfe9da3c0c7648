# SPDX-License-Identifier: Apache-2.0
"""Applying online, second half: papers, check of the answers, submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound
from starlette.responses import RedirectResponse, Response

from motcua_portal.web import return_ways
from motcua_portal.web.applying import RETURN_WAY, Work, filled, open_draft, place_of
from motcua_portal.web.fees import of_draft
from motcua_portal.web.gate import Citizen, check_csrf
from motcua_portal.web.papers import offered
from motcua_portal.web.posting import MOST_BYTES, Posting, Sent, kept, put_aside
from motcua_portal.web.uploads import Target, accepted, attach_all, kinds
from motcua_portal.web.visit import Visit

router = APIRouter()


@dataclass(frozen=True)
class ToDo:
    """Something that is missing or wrong, with the page where it is put right."""

    place: str
    sentence: str
    link: str


@router.get("/ban-nhap/{draft_id}/giay-to")
def papers(visit: Citizen, draft_id: str, ve: str = "") -> Response:
    """One block per paper: what is there, and an input for more."""
    notice = "signed_in_again" if visit.fields else ""
    back = kept(visit.fields, "ve") or ve
    return _papers_page(
        visit, open_draft(visit, draft_id), back=back, notice=notice, typed=put_aside(visit.fields)
    )


@router.post("/ban-nhap/{draft_id}/giay-to")
def save_papers(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Attach what was chosen, take away what was asked to go, go on if all went well."""
    if not sent.too_large:
        check_csrf(visit, sent.text("csrf"))
    work, back = open_draft(visit, draft_id), sent.text("ve")
    if sent.too_large:
        return _papers_page(visit, work, {"": [too_much(visit)]}, back=back)
    refused = attach_all(
        visit, Target(draft_id=draft_id), work.procedure.components, sent, sent.text("request_id")
    )
    remove_paper(visit, sent, refused)
    if refused:
        return _papers_page(visit, open_draft(visit, draft_id), refused, back=back, typed=sent)
    on = sent.text("action") == "next" and not sent.text("remove")
    suffix = f"?ve={back}" if back == "kiem-tra" and not on else ""
    return _to(draft_id, "kiem-tra" if on else "giay-to", suffix)


@router.get("/ban-nhap/{draft_id}/kiem-tra")
def check(visit: Citizen, draft_id: str) -> Response:
    """All answers with a link to change each, and everything that is still missing."""
    return _check_page(visit, open_draft(visit, draft_id))


@router.post("/ban-nhap/{draft_id}/kiem-tra")
def submit(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Hand in. The same request sent twice is one dossier."""
    check_csrf(visit, sent.text("csrf"))
    request = pb.SubmitDraftRequest(
        request_id=sent.text("request_id"),
        draft_id=draft_id,
        revision=sent.revision,
    )
    try:
        with visit.acting():
            made = visit.request.app.state.services.intake.SubmitDraft(request).dossier
    except (InvalidInput, Conflict, AlreadyExists) as error:
        if error.code == "DRAFT_SUBMITTED":
            return visit.request.app.state.pages.render(  # type: ignore[no-any-return]
                visit, "apply_submitted.html", status=409, sentence=error.message(visit.language)
            )
        return _check_page(visit, open_draft(visit, draft_id), error)
    return RedirectResponse(f"/ho-so/{quote(made.dossier_id, safe='')}/da-nop", 303)


def too_much(visit: Visit) -> str:
    """The sentence for a form that has too many bytes."""
    return visit.say(
        "Các tệp vừa gửi nặng hơn {limit} MB nên chưa tệp nào được nhận. Hãy gửi ít tệp hơn mỗi lần.",
        limit=MOST_BYTES // 1_000_000,
    )


def remove_paper(visit: Visit, sent: Sent, refused: dict[str, list[str]]) -> None:
    """Take one paper away; one that has gone already is no error."""
    paper_id = sent.text("remove")
    if not paper_id:
        return
    request = pb.RemovePaperRequest(request_id=f"{sent.text('request_id')}:remove", paper_id=paper_id)
    try:
        with visit.acting():
            visit.request.app.state.services.intake.RemovePaper(request)
    except NotFound:
        return
    except (InvalidInput, Conflict) as error:
        refused.setdefault("", []).append(error.message(visit.language))


def _papers_page(
    visit: Visit,
    work: Work,
    refused: Mapping[str, Sequence[str]] | None = None,
    *,
    back: str,
    notice: str = "",
    typed: Sent | None = None,
) -> Response:
    with visit.acting():
        asked = pb.CheckDraftRequest(draft_id=work.draft.draft_id)
        problems = visit.request.app.state.services.intake.CheckDraft(asked).problems
    missing = {one.field.removeprefix("papers.") for one in problems if one.field.startswith("papers.")}
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "apply_papers.html",
        status=422 if refused else 200,
        draft=work.draft,
        procedure=work.procedure,
        components=offered(work.procedure, work.draft),
        papers=work.draft.papers,
        missing=missing,
        refused=refused or {},
        accepted=accepted,
        kinds=kinds,
        most=MOST_BYTES,
        back=back,
        notice=notice,
        typed=typed,
    )
    return answer


def _check_page(
    visit: Visit, work: Work, error: InvalidInput | Conflict | AlreadyExists | None = None
) -> Response:
    with visit.acting():
        asked = pb.CheckDraftRequest(draft_id=work.draft.draft_id)
        problems = visit.request.app.state.services.intake.CheckDraft(asked).problems
    unit = next((one for one in work.procedure.receiving_units if one.key == work.draft.unit), None)
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "apply_check.html",
        status=error.http_status if error is not None and not problems else (422 if error else 200),
        draft=work.draft,
        procedure=work.procedure,
        unit=unit,
        form=filled(work, visit, work.values, {}),
        todo=_todo(visit, work, problems),
        error="" if error is None else error.message(visit.language),
        fees=of_draft(visit, work.draft.draft_id),
        return_way=return_ways.of_draft(visit, work.draft.draft_id),
        change_way=f"/ban-nhap/{work.draft.draft_id}/cach-nhan",
    )
    return answer


def _todo(visit: Visit, work: Work, problems: Sequence[pb.Problem]) -> list[ToDo]:
    """Problems in the page's words, each place once."""
    found: dict[str, ToDo] = {}
    for problem in problems:
        place = place_of(work, problem.field)
        key = place or problem.field
        found.setdefault(key, ToDo(place, visit.pick(problem.message), _link(work, place)))
    return list(found.values())


def _link(work: Work, place: str) -> str:
    base = f"/ban-nhap/{quote(work.draft.draft_id, safe='')}"
    if place == RETURN_WAY:
        return f"{base}/cach-nhan"
    if place == "unit":
        return f"{base}/noi-nop?ve=kiem-tra"
    if place.startswith("papers."):
        return f"{base}/giay-to?ve=kiem-tra#p-{quote(place.removeprefix('papers.'))}"
    return f"{base}/to-khai?ve=kiem-tra" + (f"#f-{place}" if place else "")


def _to(draft_id: str, step: str, suffix: str = "") -> Response:
    return RedirectResponse(f"/ban-nhap/{quote(draft_id, safe='')}/{step}{suffix}", 303)
