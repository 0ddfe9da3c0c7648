# SPDX-License-Identifier: Apache-2.0
"""What the window does for an applicant who came in: take the papers that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import MotcuaError
from motcua_rpc.errors import FieldError
from starlette.responses import Response

from motcua_portal.pages import late_supplement
from motcua_portal.pages.casefile import path_of
from motcua_portal.pages.dossiers import open_supplement, open_supplements
from motcua_portal.pages.supplementing import Supplementing, round_of
from motcua_portal.web.applying import filled, place_of, work_of
from motcua_portal.web.forms import named
from motcua_portal.web.gate import Clerk
from motcua_portal.web.posting import Posting, Sent, kept, put_aside
from motcua_portal.web.uploads import accepted, kinds
from motcua_portal.web.visit import Visit

router = APIRouter()
ANSWERED = "da-bo-sung"
Refusals = Mapping[str, Sequence[str]]


@router.get("/viec/ho-so/{dossier_id}/bo-sung")
def supplement(visit: Clerk, dossier_id: str) -> Response:
    """The papers that were asked for, each with its reason and an input."""
    dossier = _find(visit, dossier_id)
    round = round_of(visit)
    if visit.fields and open_supplement(dossier, round) is None:
        return late_supplement.papers_page(visit, dossier)
    note, typed = kept(visit.fields, "note"), put_aside(visit.fields)
    return _supplement_page(visit, dossier, round=round, note=note, typed=typed)


@router.post("/viec/ho-so/{dossier_id}/bo-sung")
def answer(visit: Clerk, sent: Posting, dossier_id: str) -> Response:
    """Attach what was chosen; hand in when asked to."""
    return SUPPLEMENTING.answer(visit, sent, dossier_id)


def _find(visit: Visit, dossier_id: str) -> pb.Dossier:
    with visit.acting():
        asked = pb.GetDossierRequest(dossier_id=dossier_id)
        found: pb.Dossier = visit.request.app.state.services.intake.GetDossier(asked).dossier
    return found


def _wanted(dossier: pb.Dossier, round: int) -> list[pb.Component]:
    """What was asked for first; of a dossier that the window entered itself, the other papers too."""
    asked = open_supplement(dossier, round)
    codes = {item.component for item in asked.items} if asked else set()
    others = (one for one in dossier.components if one.code not in codes and not one.only_when_asked)
    rest = [*others] if amendable(dossier) else []
    return [*(one for one in dossier.components if one.code in codes), *rest]


def amendable(dossier: pb.Dossier) -> bool:
    """Entered at the window, whether brought or sent, and waiting for its supplement: the window may complete the form."""
    asked = open_supplement(dossier)
    early = asked is not None and asked.stage == late_supplement.BEFORE_ACCEPTANCE
    return early and dossier.source in (pb.SOURCE_WINDOW, pb.SOURCE_POST)


def _by_paper(visit: Visit, error: MotcuaError) -> dict[str, list[str]]:
    """What stands against handing in, beside the paper that it is about; what is wrong in the form is told apart."""
    found: dict[str, list[str]] = {}
    for one in error.field_errors:
        if one.field.startswith("papers."):
            found.setdefault(one.field.removeprefix("papers."), []).append(_sentence(visit, one))
    return found if error.field_errors else {"": [error.message(visit.language)]}


def _form_gaps(visit: Visit, dossier: pb.Dossier, error: MotcuaError) -> list[tuple[str, str]]:
    """(link, sentence) of what is wrong in the form itself, which is corrected on a page of its own."""
    wrong = [one for one in error.field_errors if not one.field.startswith("papers.")]
    if not wrong:
        return []
    work, base = work_of(visit, dossier), f"{path_of(dossier.dossier_id)}/to-khai"
    labels = {one.view.key: one.view.label for one in filled(work, visit, work.values, {}).entries}
    links = []
    for one in wrong:
        place, sentence = place_of(work, one.field), _sentence(visit, one)
        label = labels.get(place, "")
        link = f"{base}#f-{place}" if label else base
        links.append((link, named(label, sentence) if label else sentence))
    return links


def _sentence(visit: Visit, one: FieldError) -> str:
    return one.message_en if visit.language == "en" else one.message_vi


def _supplement_page(
    visit: Visit,
    dossier: pb.Dossier,
    refused: Refusals | None = None,
    *,
    round: int = 0,
    note: str = "",
    typed: Sent | None = None,
    form_gaps: Sequence[tuple[str, str]] = (),
    unsent: bool = False,
) -> Response:
    asked = open_supplement(dossier, round)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/supplement.html", status=422 if refused or form_gaps else 200, dossier=dossier, asked=asked, note=note,
        others=[one for one in open_supplements(dossier) if asked is None or one.round != asked.round],
        components=_wanted(dossier, round), refused=refused or {}, typed=typed, accepted=accepted, kinds=kinds,
        amendable=amendable(dossier), form_gaps=form_gaps, unsent=unsent,
        ended=late_supplement.ended(visit, dossier) if asked is None else "",
        reasons={item.component: item.reason for item in asked.items} if asked else {},
        papers=[paper for paper in dossier.papers if asked and paper.round == asked.round],
        earlier=[paper for paper in dossier.papers if asked and paper.round != asked.round],
    )  # fmt: skip
    return page


def _unsent(visit: Visit, dossier: pb.Dossier, error: MotcuaError, note: str, round: int) -> Response:
    gaps, refused = _form_gaps(visit, dossier, error), _by_paper(visit, error)
    return _supplement_page(visit, dossier, refused, round=round, note=note, form_gaps=gaps, unsent=True)


def _handed_in(dossier_id: str) -> str:
    return f"{path_of(dossier_id)}?{ANSWERED}=1"


SUPPLEMENTING: Final = Supplementing(_find, _wanted, _supplement_page, _unsent, _handed_in)
