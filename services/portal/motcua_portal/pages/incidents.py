# SPDX-License-Identifier: Apache-2.0
"""One incident for the operator: what failed, what the element could read, what was repaired; writing facts and letting it go
on. And the dossier around it, without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_rpc import InvalidInput, MotcuaError, Unauthenticated
from motcua_rpc.structs import to_struct
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import fact_fields
from motcua_portal.desk.casefile import load
from motcua_portal.desk.drawing import in_english
from motcua_portal.desk.fact_fields import FactField
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.casefile import DRAWING_HEADERS
from motcua_portal.web.gate import Operator, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
WAITED_FOR = {"withdrawal_requested": "rút hồ sơ", "supplement_received": "giấy tờ bổ sung"}
"""What people call messages that every procedure knows."""


@dataclass
class Wrong:
    """What is wrong with a repair: at the note, as a whole, as a refusal; `moved` are facts that somebody else changed meanwhile,
    `unwritten` what was typed for an incident that is over."""

    note: str = ""
    general: list[str] = field(default_factory=list)
    refused: MotcuaError | None = None
    status: int = 200
    moved: Sequence[str] = ()
    unwritten: Sequence[FactField] = ()


class Repair:
    """What was typed, against the facts of the page on which it was typed; nothing, where nothing was."""

    def __init__(self, visit: Visit, incident: pb.GetIncidentResponse, typed: Typed) -> None:
        now = fact_fields.rows(incident)
        shown = fact_fields.as_shown(now, typed.one("shown"))
        self.note = typed.one("note")
        self.rows = fact_fields.typed_rows(shown, typed, {})
        self.facts, self.errors = fact_fields.changed(visit, shown, self.rows)
        self.touched = self.facts.keys() | self.errors.keys()
        self.moved = fact_fields.moved(now, shown, self.facts, self.errors)

    def on(self, incident: pb.GetIncidentResponse) -> list[FactField]:
        """The incident's rows with what was typed."""
        return fact_fields.rebased(fact_fields.rows(incident), self.rows, self.touched, self.errors)

    @property
    def typed(self) -> list[FactField]:
        return [row for row in self.rows if row.name in self.touched]


@router.get("/van-hanh/su-co/{failure_id}")
def show(visit: Operator, failure_id: str) -> Response:
    """The incident, with the facts as they are or as they were typed before the session ended."""
    incident = _load(visit, failure_id)
    return _page(visit, incident, Repair(visit, incident, Typed.of_fields(visit.fields)), Wrong())


@router.post("/van-hanh/su-co/{failure_id}")
def repair(visit: Operator, failure_id: str, typed: Posted) -> Response:
    """Write the facts that differ from those of the page that was shown, and run the element again; unless somebody else has
    changed them meanwhile. Of an incident that is over the service says so, or it gives the first answer to the same form."""
    check_csrf(visit, typed.one("csrf"))
    incident = _load(visit, failure_id)
    mine = Repair(visit, incident, typed)
    over = incident.failure.state == "resolved"
    wrong = Wrong(moved=[] if over else mine.moved)
    if not mine.errors and not wrong.moved:
        try:
            with visit.acting():
                request = pb.RepairIncidentRequest(
                    request_id=typed.one("request_id"), failure_id=failure_id, facts=to_struct(mine.facts),
                    note=mine.note,
                )  # fmt: skip
                visit.request.app.state.services.workflow.RepairIncident(request)
            return RedirectResponse(f"{path_of(failure_id)}?xong=1", 303)
        except Unauthenticated:
            raise
        except InvalidInput as error:
            mine.errors, wrong = _sorted_out(visit, error, {row.name for row in mine.rows if row.name})
        except MotcuaError as error:
            wrong = Wrong(refused=error, status=error.http_status)
    wrong.status = 422 if mine.errors or wrong.note or wrong.general else wrong.status
    wrong.status = 409 if over or wrong.moved else wrong.status
    return _page(visit, _load(visit, failure_id), mine, wrong)


@router.get("/van-hanh/ho-so/{dossier_id}")
def dossier(visit: Operator, dossier_id: str) -> Response:
    """A dossier as an operator may see it: where it stands and what happened, no person."""
    case = load(visit, visit.request.app.state.services, dossier_id)
    page: Response = visit.request.app.state.pages.render(visit, "desk/operations_dossier.html", case=case)
    return page


@router.get("/van-hanh/ho-so/{dossier_id}/so-do.bpmn")
def drawing(visit: Operator, dossier_id: str) -> Response:
    """The drawing that this dossier runs on."""
    with visit.acting():
        asked = pb.GetDossierProcessRequest(dossier_id=dossier_id, with_drawing=True)
        found = visit.request.app.state.services.workflow.GetDossierProcess(asked)
    drawn = in_english(found.drawing) if visit.language == "en" else found.drawing
    return Response(drawn, media_type="application/xml", headers=DRAWING_HEADERS)


def path_of(failure_id: str) -> str:
    return f"/van-hanh/su-co/{quote(failure_id, safe='')}"


def _load(visit: Visit, failure_id: str) -> pb.GetIncidentResponse:
    with visit.acting():
        found: pb.GetIncidentResponse = visit.request.app.state.services.workflow.GetIncident(
            pb.GetIncidentRequest(failure_id=failure_id)
        )
    return found


def _sorted_out(visit: Visit, error: InvalidInput, names: set[str]) -> tuple[dict[str, str], Wrong]:
    """What the service found wrong, at the fields of the page."""
    errors: dict[str, str] = {}
    wrong = Wrong()
    for one in error.field_errors:
        sentence = one.message_en if visit.language == "en" else one.message_vi
        name = _fact_of(one.field)
        if one.field == "note":
            wrong.note = sentence
        elif one.field.startswith("facts.") and name in names:
            errors[name] = sentence
        else:
            wrong.general.append(sentence)
    if not error.field_errors:
        wrong.general.append(error.message(visit.language))
    return errors, wrong


def _ended(incident: pb.GetIncidentResponse) -> dict[str, Any]:
    """Who resolved it, "" for nobody, and when."""
    last = incident.repairs[0] if incident.repairs and incident.repairs[0].resolved else None
    if last is not None:
        return {"who": last.actor.name or last.actor.user, "at": last.at}
    return {"who": incident.failure.retried_by, "at": incident.failure.last_at}


def _fact_of(path: str) -> str:
    """The fact that a path in the request is about: `facts.NAME`, or `facts.fields.NAME.string_value`, where it could not even
    be read."""
    name = path.removeprefix("facts.")
    return name.removeprefix("fields.").rpartition(".")[0] if name.startswith("fields.") else name


def _page(visit: Visit, incident: pb.GetIncidentResponse, mine: Repair, wrong: Wrong) -> Response:
    over = incident.failure.state == "resolved"
    if over:  # no field of it is there any more
        wrong = Wrong(status=wrong.status, unwritten=mine.typed)
    rows = mine.on(incident)
    summary = [(f"{row.id}.value", f"{row.name}: {row.error}") for row in rows if row.error and not over]
    summary += [("note", wrong.note)] if wrong.note else []
    summary += [("", sentence) for sentence in wrong.general]
    done = visit.request.query_params.get("xong") == "1"
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/operations_incident.html", status=wrong.status, incident=incident, failure=incident.failure,
        first=[row for row in rows if row.read], others=[row for row in rows if not row.read], note=mine.note, wrong=wrong,
        shown=fact_fields.carried(fact_fields.rows(incident)), too_late=over and bool(mine.note or wrong.unwritten),
        ended=_ended(incident), mended=bool(incident.repairs) and incident.repairs[0].resolved,
        summary_items=summary, done=done and not wrong.refused, action=path_of(incident.failure.id),
        waited_for=[visit.say(WAITED_FOR[one]) if one in WAITED_FOR else one for one in incident.waiting_messages],
    )  # fmt: skip
    return page
