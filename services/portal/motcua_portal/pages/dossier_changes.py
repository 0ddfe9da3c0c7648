# SPDX-License-Identifier: Apache-2.0
"""What applicants may still do with a dossier: hand in what was asked for, or withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages import late_supplement
from motcua_portal.pages.dossiers import find, open_supplement, open_supplements
from motcua_portal.pages.supplementing import Supplementing, round_of
from motcua_portal.web.gate import Citizen, check_csrf
from motcua_portal.web.posting import MOST_BYTES, Posting, Sent, kept, put_aside
from motcua_portal.web.progress import decided_by
from motcua_portal.web.uploads import accepted, kinds
from motcua_portal.web.visit import FILES_LOST, Visit

router = APIRouter()


@router.get("/ho-so/{dossier_id}/bo-sung")
def supplement(visit: Citizen, dossier_id: str) -> Response:
    """The papers that were asked for, each with its reason and an input."""
    dossier, notice = find(visit, dossier_id), "signed_in_again" if visit.fields else ""
    round = round_of(visit)
    if visit.fields and open_supplement(dossier, round) is None:
        return late_supplement.papers_page(visit, dossier)
    note, typed = kept(visit.fields, "note"), put_aside(visit.fields)
    return _supplement_page(visit, dossier, round=round, note=note, notice=notice, typed=typed)


@router.post("/ho-so/{dossier_id}/bo-sung")
def answer_supplement(visit: Citizen, sent: Posting, dossier_id: str) -> Response:
    """Attach what was chosen; hand in when asked to."""
    return SUPPLEMENTING.answer(visit, sent, dossier_id)


@router.get("/ho-so/{dossier_id}/rut")
def withdrawal(visit: Citizen, dossier_id: str) -> Response:
    """What would stop and what would stand."""
    return _withdrawal_page(visit, find(visit, dossier_id), reason=kept(visit.fields, "reason"))


@router.post("/ho-so/{dossier_id}/rut")
def withdraw(visit: Citizen, sent: Posting, dossier_id: str) -> Response:
    """Withdraw what may still be withdrawn."""
    check_csrf(visit, sent.text("csrf"))
    reason = sent.text("reason").strip()
    request = pb.WithdrawDossierRequest(
        request_id=sent.text("request_id"),
        dossier_id=dossier_id,
        reason=reason,
        expected_parts=sent.text("stops").split(),
    )
    try:
        with visit.acting():
            visit.request.app.state.services.intake.WithdrawDossier(request)
    except (InvalidInput, Conflict, AlreadyExists) as error:
        return _withdrawal_page(visit, find(visit, dossier_id), reason=reason, error=error)
    return RedirectResponse(f"/ho-so/{quote(dossier_id, safe='')}?da-rut=1", 303)


def _wanted(dossier: pb.Dossier, round: int) -> list[pb.Component]:
    """The papers of the open supplement, in the order of the request; one that the procedure does not list by its code."""
    asked = open_supplement(dossier, round)
    known = {one.code: one for one in dossier.components}
    codes = [item.component for item in asked.items] if asked else []
    return [known[code] if code in known else pb.Component(code=code) for code in dict.fromkeys(codes)]


def _supplement_page(
    visit: Visit,
    dossier: pb.Dossier,
    refused: Mapping[str, Sequence[str]] | None = None,
    *,
    round: int = 0,
    note: str = "",
    notice: str = "",
    unsent: bool = False,
    typed: Sent | None = None,
) -> Response:
    asked = open_supplement(dossier, round)
    page: Response = visit.request.app.state.pages.render(
        visit,
        "supplement.html",
        status=422 if refused else 200,
        dossier=dossier,
        asked=asked,
        decided_by=decided_by,
        others=[one for one in open_supplements(dossier) if asked is None or one.round != asked.round],
        components=_wanted(dossier, round),
        reasons={item.component: item.reason for item in asked.items} if asked else {},
        papers=[paper for paper in dossier.papers if asked and paper.round == asked.round],
        refused=refused or {},
        accepted=accepted,
        kinds=kinds,
        most=MOST_BYTES,
        note=note,
        notice=notice,
        files_lost=FILES_LOST in visit.fields,
        ended=late_supplement.ended(visit, dossier) if asked is None else "",
        unsent=unsent,
        typed=typed,
    )
    return page


def _by_paper(visit: Visit, error: MotcuaError) -> dict[str, list[str]]:
    """What stands against handing in, beside the paper that it is about."""
    found: dict[str, list[str]] = {}
    for one in error.field_errors:
        place = one.field.removeprefix("papers.") if one.field.startswith("papers.") else ""
        found.setdefault(place, []).append(one.message_en if visit.language == "en" else one.message_vi)
    return found or {"": [error.message(visit.language)]}


def _unsent(visit: Visit, dossier: pb.Dossier, error: MotcuaError, note: str, round: int) -> Response:
    return _supplement_page(visit, dossier, _by_paper(visit, error), round=round, note=note, unsent=True)


def _handed_in(dossier_id: str) -> str:
    return f"/ho-so/{quote(dossier_id, safe='')}?da-bo-sung=1"


SUPPLEMENTING: Final = Supplementing(find, _wanted, _supplement_page, _unsent, _handed_in)


def _withdrawal_page(
    visit: Visit, dossier: pb.Dossier, *, reason: str, error: MotcuaError | None = None
) -> Response:
    going = (pb.PART_STATUS_WAITING, pb.PART_STATUS_IN_PROGRESS)
    before = dossier.status in (pb.DOSSIER_STATUS_SUBMITTED, pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED)
    page: Response = visit.request.app.state.pages.render(
        visit,
        "withdraw.html",
        status=error.http_status if error else 200,
        dossier=dossier,
        may=pb.ACTION_WITHDRAW in dossier.actions,
        before=before and not dossier.HasField("accepted_at"),
        stops=[part for part in dossier.parts if part.status in going],
        stands=[part for part in dossier.parts if part.status not in going],
        reason=reason,
        error=error.message(visit.language) if error else "",
    )
    return page
