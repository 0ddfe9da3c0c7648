# SPDX-License-Identifier: Apache-2.0
"""The catalogue: finding a procedure, and what it asks, costs and takes."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.web.gate import Anyone
from motcua_portal.web.uploads import kinds
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE = 20
MOST_TYPED = 200
_LIMIT = re.compile(r"(\d+)(wh|wd|h|d)")


@router.get("/thu-tuc")
def catalogue(visit: Anyone, q: str = "", sau: str = "") -> Response:
    """All procedures, or those that fit what was typed, with or without accents."""
    state = visit.request.app.state
    query = " ".join(q.split())[:MOST_TYPED]
    asked = pb.ListProceduresRequest(query=query, page_size=PAGE, page_token=sau)
    try:
        with visit.acting():
            found = state.services.intake.ListProcedures(asked)
    except InvalidInput:
        if not sau:
            raise
        # A page belongs to whoever turned it: signing in between two pages starts the list over.
        return RedirectResponse(f"/thu-tuc?q={quote(query)}", 303)
    answer: Response = state.pages.render(
        visit, "procedures.html", query=query, procedures=found.procedures, next=found.next_page_token
    )
    return answer


@router.get("/thu-tuc/{key:path}")
def procedure(visit: Anyone, key: str) -> Response:
    """One procedure."""
    state = visit.request.app.state
    with visit.acting():
        found = state.services.intake.GetProcedure(pb.GetProcedureRequest(key=key)).procedure
    answer: Response = state.pages.render(
        visit,
        "procedure.html",
        procedure=found,
        units=state.organisation.units,
        kinds=kinds,
        acceptance=limit_in_words(visit, found.acceptance_limit),
        total=sum(fee.amount for part in found.parts for fee in part.fees),
        open_fees=any(not fee.amount for part in found.parts for fee in part.fees),
    )
    return answer


def limit_in_words(visit: Visit, limit: str) -> str:
    """8wh as “8 giờ làm việc”; what is no such limit stays as it is."""
    if limit == "sameday":
        return visit.say("trong ngày")
    found = _LIMIT.fullmatch(limit)
    if found is None:
        return limit
    number = int(found[1])
    words = {
        "wh": visit.say("{number} giờ làm việc", number=number),
        "wd": visit.say("{number} ngày làm việc", number=number),
        "h": visit.say("{number} giờ", number=number),
        "d": visit.say("{number} ngày", number=number),
    }
    return words[found[2]]
