# SPDX-License-Identifier: Apache-2.0
"""The window withdraws a dossier for somebody who came in and asked."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from motcua_text import business_code
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import asking
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.casefile import WITHDRAWN, path_of
from motcua_portal.web.gate import Clerk, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
GOING = (pb.PART_STATUS_WAITING, pb.PART_STATUS_IN_PROGRESS)


@router.get("/viec/ho-so/{dossier_id}/rut")
def show(visit: Clerk, dossier_id: str) -> Response:
    """What would stop and what would stand; who may ask."""
    return _page(visit, _find(visit, dossier_id), Typed.of_fields(visit.fields))


@router.post("/viec/ho-so/{dossier_id}/rut")
def withdraw(visit: Clerk, typed: Posted, dossier_id: str) -> Response:
    """Withdraw what may still be withdrawn, for whoever asked; the reason is theirs."""
    check_csrf(visit, typed.one("csrf"))
    dossier = _find(visit, dossier_id)
    asked = asking.read(visit, dossier, typed)
    if asked.wrong:
        return _page(visit, dossier, typed, asked.wrong)
    request = pb.WithdrawDossierRequest(
        request_id=typed.one("request_id"),
        dossier_id=dossier_id,
        reason=typed.one("reason"),
        expected_parts=typed.one("stops").split(),
        asker_name=asked.name,
        asker_id_number=asked.id_number,
        asker_ground=asked.ground,
    )
    try:
        with visit.acting():
            visit.request.app.state.services.intake.WithdrawDossier(request)
    except (InvalidInput, Conflict, AlreadyExists) as error:
        return _page(visit, _find(visit, dossier_id), typed, asking.refused(visit, typed, error), error)
    return RedirectResponse(f"{path_of(dossier_id)}?{WITHDRAWN}=1", 303)


def _find(visit: Visit, dossier_id: str) -> pb.Dossier:
    with visit.acting():
        asked = pb.GetDossierRequest(dossier_id=dossier_id)
        found: pb.Dossier = visit.request.app.state.services.intake.GetDossier(asked).dossier
    return found


def _page(
    visit: Visit,
    dossier: pb.Dossier,
    typed: Typed,
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
) -> Response:
    """Where only something typed is wrong, `shown` stays what the person saw first: intake tells them of a difference."""
    stops = [one for one in dossier.parts if one.status in GOING]
    shown = " ".join(one.key for one in stops)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/withdraw.html", status=_status(wrong, error), dossier=dossier, typed=typed, wrong=wrong or {},
        may=pb.ACTION_WITHDRAW in dossier.actions, stops=stops,
        stands=[one for one in dossier.parts if one.status not in GOING],
        shown=typed.one("stops") or shown if wrong else shown,
        company=business_code(dossier.owner.id_number), other=asking.OTHER,
        error=error.message(visit.language) if error and not wrong else "",
    )  # fmt: skip
    return page


def _status(wrong: Mapping[str, str] | None, error: MotcuaError | None) -> int:
    return 422 if wrong else error.http_status if error else 200
