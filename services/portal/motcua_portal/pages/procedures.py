# SPDX-License-Identifier: Apache-2.0
"""The catalogue: finding a procedure, and what it asks, costs and takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
        sums=sums(found),
        together=lambda part: [visit.pick(one.name) for one in beside(found, part)],
        ways=lambda ways: ", ".join(way_in_words(visit, one) for one in ways),
    )
    return answer


@dataclass(frozen=True, slots=True)
class Sum:
    """What is paid in all by whoever files in one of these ways: đồng, and whether something computed per dossier is added."""

    ways: tuple[str, ...]
    amount: int
    computed: bool


def sums(procedure: pb.Procedure) -> list[Sum]:
    """By the ways of filing, those that cost the same together; never over fees that are alternatives."""
    found: dict[tuple[int, bool], list[str]] = {}
    for way in procedure.channels:
        fees = [
            fee for part in procedure.parts for fee in part.fees if not fee.channels or way in fee.channels
        ]
        key = (sum(fee.amount for fee in fees), any(not fee.amount for fee in fees))
        found.setdefault(key, []).append(way)
    return [Sum(tuple(ways), *key) for key, ways in found.items()]


def beside(procedure: pb.Procedure, part: pb.ProcedurePart) -> list[pb.ProcedurePart]:
    """Parts that run at the same time as this one: they begin after the same part, or all at once."""
    return [one for one in procedure.parts if one.key != part.key and one.after == part.after]


def way_in_words(visit: Visit, way: str) -> str:
    """A way of filing as the page names it."""
    words = {
        "window": visit.say("trực tiếp tại Bộ phận Một cửa"),
        "online": visit.say("trực tuyến tại đây"),
        "post": visit.say("qua bưu chính"),
    }
    return words.get(way, way)


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
