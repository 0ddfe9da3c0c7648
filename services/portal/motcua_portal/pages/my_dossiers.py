# SPDX-License-Identifier: Apache-2.0
"""A citizen's own dossiers in one place: what is asked of them on top, then drafts, what is under way, and what is over. Each
list goes on by key, so that hundreds of dossiers cost as little as ten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from motcua.intake.v1 import citizen_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput, NotFound
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages.dossiers import notice
from motcua_portal.web.gate import Citizen
from motcua_portal.web.overdue import overdue
from motcua_portal.web.progress import standstill
from motcua_portal.web.todos import todos
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE = 20
FEW = 5
"""Of what is over, on the first page."""
MOST_TODOS = 50
FINISHED = "xong"
"""Value of `xem` (what to look at)."""
TOKENS = ("sau", "viec", "nhap")
"""Where the lists of dossiers, of todos and of drafts go on."""


@router.get("/ho-so")
def mine(visit: Citizen, xem: str = "", sau: str = "", viec: str = "", nhap: str = "") -> Response:
    """The first page has everything; further pages only the list that goes on."""
    try:
        with visit.acting():
            found = _read(visit, xem == FINISHED, {"sau": sau, "viec": viec, "nhap": nhap})
    except InvalidInput:  # the page of another person or another day: start over
        if not (sau or viec or nhap):
            raise
        return RedirectResponse("/ho-so?" + urlencode({"xem": xem}) if xem == FINISHED else "/ho-so", 303)
    answer: Response = visit.request.app.state.pages.render(
        visit,
        "dossiers.html",
        notice=notice(visit),
        late=lambda one: overdue(visit, one),
        still=lambda one: standstill(visit, one).of(),
        **found,
    )
    return answer


def _read(visit: Visit, finished: bool, tokens: Mapping[str, str]) -> dict[str, Any]:
    """The lists of this page by name; those that it does not show are None."""
    intake = visit.request.app.state.services.intake
    on = next((name for name in TOKENS if tokens[name]), "")
    first = not on and not finished
    asked = drafts = running = over = None
    if first or on == "viec":
        asked = intake.ListTodos(
            citizen_pb2.ListTodosRequest(page_size=MOST_TODOS, page_token=tokens["viec"])
        )
    if first or on == "nhap":
        drafts = intake.ListDrafts(pb.ListDraftsRequest(page_size=PAGE, page_token=tokens["nhap"]))
    if first or (on == "sau" and not finished):
        running = _dossiers(intake, False, PAGE, tokens["sau"])
    if first or finished:
        over = _dossiers(intake, True, PAGE if finished else FEW, tokens["sau"] if finished else "")
    return {
        "first": first,
        "todos": todos(visit, asked.todos) if asked else None,
        "more_todos": asked.next_page_token if asked else "",
        "drafts": drafts,
        "names": _names(intake, drafts.drafts) if drafts else {},
        "running": running,
        "over": over,
    }


def _dossiers(intake: Any, finished: bool, size: int, token: str) -> pb.ListDossiersResponse:
    """By whether they are over, which the state does not say: refused in all parts is RESULT_READY, with nothing to fetch."""
    asked = pb.ListDossiersRequest(finished=finished, page_size=size, page_token=token)
    found: pb.ListDossiersResponse = intake.ListDossiers(asked)
    return found


def _names(intake: Any, drafts: Iterable[pb.Draft]) -> dict[str, object]:
    """The names of the drafts' procedures, each asked for once."""
    names: dict[str, object] = {}
    for key, version in {(draft.procedure_key, draft.procedure_version) for draft in drafts}:
        try:
            asked = pb.GetProcedureRequest(key=key, version=version)
            names[key] = intake.GetProcedure(asked).procedure.summary.name
        except NotFound:
            continue
    return names
