# SPDX-License-Identifier: Apache-2.0
"""The applicant chooses how to receive results, before handing in and after, or the counter enters it for them, and says how it
was."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import return_ways_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages.dossiers import find
from motcua_portal.web import return_ways
from motcua_portal.web.gate import Citizen, Clerk, check_csrf
from motcua_portal.web.posting import Posting, Sent, kept
from motcua_portal.web.return_ways import LEVELS, ReturnWays
from motcua_portal.web.visit import Visit

router = APIRouter()
FIELDS = ("way", "receiver", "phone", "address")


@router.get("/ban-nhap/{draft_id}/cach-nhan")
def draft_way(visit: Citizen, draft_id: str) -> Response:
    """Before handing in."""
    now = return_ways.of_draft(visit, draft_id)
    return _way_page(visit, f"/ban-nhap/{quote(draft_id, safe='')}/kiem-tra", now, _put_aside(visit))


@router.post("/ban-nhap/{draft_id}/cach-nhan")
def choose_for_draft(visit: Citizen, sent: Posting, draft_id: str) -> Response:
    """Keep it and go back to checking."""
    check_csrf(visit, sent.text("csrf"))
    request = return_ways.wished(_typed(sent))
    request.draft_id, request.request_id = draft_id, sent.text("request_id")
    back = f"/ban-nhap/{quote(draft_id, safe='')}/kiem-tra"
    return _choose(visit, sent, request, back, f"{back}#receiving")


@router.get("/tiep-nhan/{draft_id}/cach-nhan")
def counter_way(visit: Clerk, draft_id: str) -> Response:
    """At the counter, for the person who stands there."""
    now = return_ways.of_draft(visit, draft_id)
    return _way_page(visit, f"/tiep-nhan/{quote(draft_id, safe='')}/kiem-tra", now, _put_aside(visit))


@router.post("/tiep-nhan/{draft_id}/cach-nhan")
def choose_at_counter(visit: Clerk, sent: Posting, draft_id: str) -> Response:
    """Keep it and go back to the decision."""
    check_csrf(visit, sent.text("csrf"))
    request = return_ways.wished(_typed(sent))
    request.draft_id, request.request_id = draft_id, sent.text("request_id")
    back = f"/tiep-nhan/{quote(draft_id, safe='')}/kiem-tra"
    return _choose(visit, sent, request, back, f"{back}#receiving")


@router.get("/ho-so/{dossier_id}/cach-nhan")
def dossier_way(visit: Citizen, dossier_id: str) -> Response:
    """Of a dossier, as long as no result is ready."""
    now = return_ways.of_dossier(visit, find(visit, dossier_id).dossier_id)
    return _way_page(visit, f"/ho-so/{quote(dossier_id, safe='')}", now, _put_aside(visit))


@router.post("/ho-so/{dossier_id}/cach-nhan")
def choose_for_dossier(visit: Citizen, sent: Posting, dossier_id: str) -> Response:
    """Keep it and go back to the dossier."""
    check_csrf(visit, sent.text("csrf"))
    request = return_ways.wished(_typed(sent))
    request.dossier_id, request.request_id = dossier_id, sent.text("request_id")
    back = f"/ho-so/{quote(dossier_id, safe='')}"
    return _choose(visit, sent, request, back, f"{back}#receiving")


@router.get("/ho-so/{dossier_id}/danh-gia")
def rating(visit: Citizen, dossier_id: str) -> Response:
    """How it was."""
    typed = {name: kept(visit.fields, name) for name in ("level", "words")} if visit.fields else {}
    return _rating_page(visit, dossier_id, typed)


@router.post("/ho-so/{dossier_id}/danh-gia")
def rate(visit: Citizen, sent: Posting, dossier_id: str) -> Response:
    """Say it, or say it otherwise."""
    check_csrf(visit, sent.text("csrf"))
    typed = {name: sent.text(name) for name in ("level", "words")}
    level = LEVELS.get(typed["level"])
    if level is None:
        wrong = {"satisfaction": visit.say("Hãy chọn mức độ hài lòng.")}
        return _rating_page(visit, dossier_id, typed, wrong)
    request = pb.RateDossierRequest(
        request_id=sent.text("request_id"), dossier_id=dossier_id, satisfaction=level[0], words=typed["words"]
    )
    try:
        with visit.acting():
            visit.request.app.state.services.intake.RateDossier(request)
    except (InvalidInput, Conflict, AlreadyExists) as error:
        return _rating_page(visit, dossier_id, typed, return_ways.beside(visit, error), error)
    return RedirectResponse(f"/ho-so/{quote(dossier_id, safe='')}#rating", 303)


def _typed(sent: Sent) -> dict[str, str]:
    return {name: sent.text(name) for name in FIELDS}


def _put_aside(visit: Visit) -> dict[str, str]:
    return {name: kept(visit.fields, name) for name in FIELDS} if visit.fields else {}


def _choose(visit: Visit, sent: Sent, request: pb.SetReturnWayRequest, back: str, after: str) -> Response:
    try:
        with visit.acting():
            visit.request.app.state.services.intake.SetReturnWay(request)
    except (InvalidInput, Conflict, AlreadyExists) as error:
        of = return_ways.of_draft if request.draft_id else return_ways.of_dossier
        now = of(visit, request.draft_id or request.dossier_id)
        return _way_page(visit, back, now, _typed(sent), return_ways.beside(visit, error), error)
    return RedirectResponse(after, 303)


def _way_page(
    visit: Visit,
    back: str,
    now: ReturnWays,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
) -> Response:
    chosen = now.found.choice
    shown = typed or {
        "way": now.way, "receiver": chosen.receiver, "phone": chosen.phone, "address": chosen.address,
    }  # fmt: skip
    page: Response = visit.request.app.state.pages.render(
        visit, "return_way.html", status=error.http_status if error else 200, back=back, return_way=now, shown=shown,
        wrong=wrong or {}, error=error.message(visit.language) if error and not wrong else "",
    )  # fmt: skip
    return page


def _rating_page(
    visit: Visit,
    dossier_id: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
) -> Response:
    dossier, found = find(visit, dossier_id), return_ways.rating_of(visit, dossier_id)
    said = next((key for key, (level, _) in LEVELS.items() if level == found.rating.satisfaction), "")
    page: Response = visit.request.app.state.pages.render(
        visit, "rating.html", status=error.http_status if error else 422 if wrong else 200, dossier=dossier,
        found=found, levels=[(key, visit.say(words)) for key, (_, words) in LEVELS.items()],
        shown=typed or {"level": said, "words": found.rating.words}, wrong=wrong or {},
        error=error.message(visit.language) if error and not wrong else "",
    )  # fmt: skip
    return page
