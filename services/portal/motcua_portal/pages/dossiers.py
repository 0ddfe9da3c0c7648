# SPDX-License-Identifier: Apache-2.0
"""One dossier of a citizen, and the page after handing in."""

from __future__ import annotations

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import NotFound
from starlette.responses import Response

from motcua_portal.pages.procedures import limit_in_words
from motcua_portal.web import forms, return_ways
from motcua_portal.web.applying import declared, option_sources, start_form
from motcua_portal.web.fees import of_dossier
from motcua_portal.web.gate import Citizen
from motcua_portal.web.journey import journey
from motcua_portal.web.overdue import overdue
from motcua_portal.web.progress import decided_by, standstill, stretches
from motcua_portal.web.return_ways import ReturnWays
from motcua_portal.web.status import must_pay, stop_notice_comes
from motcua_portal.web.visit import Visit

router = APIRouter()
ACKNOWLEDGEMENT, REFUSAL = "00", "03"
NOTICES = ("da-bo-sung", "da-rut", "da-luu", "da-xoa")


@router.get("/ho-so/{dossier_id}")
def one(visit: Citizen, dossier_id: str) -> Response:
    """One dossier: where it is, what is asked, until when at the latest, what came of it."""
    state = visit.request.app.state
    dossier = find(visit, dossier_id)
    asked, procedure = open_supplements(dossier), procedure_of(visit, dossier)
    return_way = return_ways.of_dossier(visit, dossier_id)
    way = journey(visit, dossier, procedure, return_way)
    waiting = [one for one in dossier.results if one.issued and not one.HasField("returned_at")]
    away = {code for sent in return_way.parcels for code in sent.originals}
    slips_here = _slips_here(dossier, return_way)
    answer: Response = state.pages.render(
        visit,
        "dossier.html",
        dossier=dossier,
        asked=asked,
        decided_by=decided_by,
        issued=[one for one in dossier.results if one.issued],
        refused_parts=[visit.pick(it.name) for it in dossier.parts if it.status == pb.PART_STATUS_REFUSED],
        has_refusal_slip=any(it.form == "03" for it in dossier.documents),
        stop_notice_comes=stop_notice_comes(dossier),
        to_collect=bool(waiting),
        slips_here=[return_ways.numbered(one) for one in slips_here],
        only_refusals=all(one.form == REFUSAL for one in slips_here),
        carried=return_ways.carried,
        must_pay=must_pay(dossier),
        may_answer=pb.ACTION_ANSWER_SUPPLEMENT in dossier.actions,
        may_withdraw=pb.ACTION_WITHDRAW in dossier.actions,
        not_counted=[visit.pick(one) for one in procedure.not_counted] if procedure else [],
        answers=_declared(visit, dossier, procedure),
        originals=[one for one in dossier.components if one.code in dossier.originals_to_collect],
        back=[
            it for it in dossier.components if it.code in dossier.originals_to_return and it.code not in away
        ],
        late=overdue(visit, dossier),
        units=visit.request.app.state.organisation.units,
        journey=way,
        places=way.places,
        stretches=stretches(visit, dossier),
        still=standstill(visit, dossier),
        notice=notice(visit),
        fees=of_dossier(visit, dossier_id),
        return_way=return_way,
        ways_out={return_way.way_of(one) for one in waiting if return_way.parcel_of(one) is None},
        rated=return_ways.rating_of(visit, dossier_id),
        change_way=f"/ho-so/{dossier.dossier_id}/cach-nhan",
    )
    return answer


def _slips_here(dossier: pb.Dossier, return_way: ReturnWays) -> list[pb.Document]:
    """Slips that wait at the window and keep the dossier open: refusals, and what the post brought back."""
    wanted = set(dossier.slips_to_hand_over) - return_way.slips_away if dossier.waits_for_slips else set()
    return [
        one for one in dossier.documents
        if one.document_id in wanted and (one.form == REFUSAL or one.document_id in return_way.slips_back)
    ]  # fmt: skip


@router.get("/ho-so/{dossier_id}/da-nop")
def handed_in(visit: Citizen, dossier_id: str) -> Response:
    """The page after handing in; it can be kept and opened again."""
    state = visit.request.app.state
    dossier = find(visit, dossier_id)
    procedure = procedure_of(visit, dossier)
    answer: Response = state.pages.render(
        visit,
        "handed_in.html",
        dossier=dossier,
        acknowledgement=next((one for one in dossier.documents if one.form == ACKNOWLEDGEMENT), None),
        acceptance=limit_in_words(visit, procedure.acceptance_limit) if procedure else "",
        originals=[one for one in dossier.components if one.original_collected_at_return],
    )
    return answer


def find(visit: Visit, dossier_id: str) -> pb.Dossier:
    """An own dossier; NotFound for anybody else's."""
    with visit.acting():
        asked = pb.GetDossierRequest(dossier_id=dossier_id)
        found: pb.Dossier = visit.request.app.state.services.intake.GetDossier(asked).dossier
    return found


def open_supplements(dossier: pb.Dossier) -> list[pb.Supplement]:
    """The supplements whose papers are still taken, oldest first: those that wait (agencies may ask beside each other), or one
    that is overdue as long as the window has decided nothing."""
    undecided = dossier.status == pb.DOSSIER_STATUS_SUBMITTED
    unanswered = (one for one in dossier.supplements if not one.HasField("answered_at"))
    return [one for one in unanswered if undecided or not one.HasField("closed_at")]


def open_supplement(dossier: pb.Dossier, round: int = 0) -> pb.Supplement | None:
    """One of them, by its number; 0 is the oldest."""
    return next((one for one in open_supplements(dossier) if round in (0, one.round)), None)


def procedure_of(visit: Visit, dossier: pb.Dossier) -> pb.Procedure | None:
    """The procedure in the dossier's version; None when it is not to be had any more."""
    asked = pb.GetProcedureRequest(key=dossier.procedure_key, version=dossier.procedure_version)
    try:
        with visit.acting():
            found: pb.Procedure = visit.request.app.state.services.intake.GetProcedure(asked).procedure
    except NotFound:
        return None
    return found


def _declared(
    visit: Visit, dossier: pb.Dossier, procedure: pb.Procedure | None
) -> list[tuple[str, list[forms.Entry]]]:
    """The form as it was handed in, by its groups."""
    if not dossier.answers.fields or procedure is None:
        return []
    sources = option_sources(visit, procedure)
    address = dossier.applicant.address
    page = forms.form_page(visit, start_form(procedure), declared(dossier), None, sources, address=address)
    return page.told()


def notice(visit: Visit) -> str:
    """What was just done, told once on top."""
    return next((name for name in NOTICES if visit.request.query_params.get(name) == "1"), "")
