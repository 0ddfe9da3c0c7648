# SPDX-License-Identifier: Apache-2.0
"""The window returns results another way than by hand: the post, with its waybill and what became of it, or the portal alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import return_ways_pb2 as pb
from motcua.intake.v1 import slips_pb2
from motcua_calendar import LEGAL_ZONE
from motcua_rpc import MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.casefile import load
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.casefile import path_of
from motcua_portal.pages.dossier_acts import Acts, Made
from motcua_portal.web import return_ways
from motcua_portal.web.gate import Clerk, Officer
from motcua_portal.web.return_ways import ReturnWays
from motcua_portal.web.visit import Visit

router = APIRouter()
DONE: Final = {
    "way": "Đã ghi cách nhận kết quả.",
    "send": "Đã ghi giao cho bưu chính. Khi bưu chính báo đã phát, hãy ghi tiếp ở đây.",
    "delivered": "Đã ghi bưu chính đã phát; những gì trong bưu gửi đã trả.",
    "back": "Đã ghi bưu chính trả về; những gì trong bưu gửi chờ tại quầy.",
    "electronic": "Đã trả kết quả bằng bản điện tử.",
}
BY_CODE: Final = "code:"
"""How a page begins what it calls a result by that is from before results had ids (CaseFile.ref)."""
NAMES: Final = {
    "receiver_name": "receiver-name",
    "receiver_id_number": "receiver-id",
    "receiver_ground": "receiver-ground",
    "delivered_at": "delivered-at",
}
"""Fields of the page by fields of the service."""


@router.get("/viec/ho-so/{dossier_id}/cach-tra")
def show(visit: Officer, dossier_id: str) -> Response:
    """How the result is to be received, and what the window may do."""
    return ACTS.show(visit, dossier_id)


@router.post("/viec/ho-so/{dossier_id}/cach-tra")
def act(visit: Clerk, typed: Posted, dossier_id: str) -> Response:
    """One act of the window."""
    return ACTS.carry_out(visit, typed, dossier_id)


def _way(visit: Visit, typed: Typed) -> Made:
    names = ("way", "receiver", "phone", "address")
    return return_ways.wished({name: typed.one(name) for name in names}), {}


def _send(visit: Visit, typed: Typed) -> Made:
    wrong = {}
    if not typed.one("waybill").strip():
        wrong["waybill"] = visit.say("Hãy ghi số vận đơn trên phiếu gửi.")
    refs = typed.many("result")
    slips = typed.many("slip")
    if not refs and typed.one("alone") != "true":
        wrong["results"] = visit.say("Hãy đánh dấu ít nhất một kết quả để gửi.")
    seen = typed.one("changed-seen") == "true"
    asked = pb.SendByPostRequest(
        waybill=typed.one("waybill"), carrier=typed.one("carrier"), changed_answers_seen=seen,
        result_ids=[one for one in refs if not one.startswith(BY_CODE)],
        result_codes=[one.removeprefix(BY_CODE) for one in refs if one.startswith(BY_CODE)],
        slips=slips_pb2.HandedSlips(document_ids=slips),
    )  # fmt: skip
    return asked, wrong


def _delivered(visit: Visit, typed: Typed) -> Made:
    wrong: dict[str, str] = {}
    for name, sentence in (
        ("receiver-name", "Hãy ghi họ tên người nhận."),
        ("receiver-id", "Hãy ghi số giấy tờ của người nhận."),
    ):
        if not typed.one(name).strip():
            wrong[name] = visit.say(sentence)
    request = pb.ConfirmDeliveryRequest(
        receiver_name=typed.one("receiver-name"),
        receiver_id_number=typed.one("receiver-id"),
        receiver_ground=typed.one("receiver-ground"),
        originals_collected=typed.many("original"),
        originals_returned=typed.many("handed-back"),
        delivery_id=typed.one("delivery"),
    )
    at = _moment(typed.one("delivered-at"))
    if at is not None:
        request.delivered_at.CopyFrom(at)
    elif typed.one("delivered-at").strip():
        wrong["delivered-at"] = visit.say("Ngày giờ viết như 30/11/2026 09:15.")
    return request, wrong


def _back(visit: Visit, typed: Typed) -> Made:
    wrong = {}
    if not typed.one("reason").strip():
        wrong["reason"] = visit.say("Hãy ghi vì sao bưu chính trả về.")
    return pb.ReportCameBackRequest(reason=typed.one("reason"), delivery_id=typed.one("delivery")), wrong


def _electronic(visit: Visit, typed: Typed) -> Made:
    return pb.ReturnElectronicallyRequest(changed_answers_seen=typed.one("changed-seen") == "true"), {}


def _moment(text: str) -> Timestamp | None:
    """30/11/2026 09:15 in legal time; None for anything else."""
    try:
        moment = datetime.strptime(" ".join(text.split()), "%d/%m/%Y %H:%M").replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        return None
    made = Timestamp()
    made.FromDatetime(moment)
    return made


def _beside(visit: Visit, typed: Typed, error: MotcuaError) -> dict[str, str]:
    """Sentences of the service beside the fields of the page."""
    return {NAMES.get(key, key): said for key, said in return_ways.beside(visit, error).items()}


def _meant(visit: Visit, now: ReturnWays, typed: Typed) -> pb.Delivery | None:
    """The parcel whose fate is being entered: the one that was chosen, else the oldest that is under way."""
    wanted = typed.one("delivery") or visit.request.query_params.get("kien", "")
    return next((one for one in now.parcels if one.delivery_id == wanted), next(iter(now.parcels), None))


def _page(
    visit: Visit,
    dossier_id: str,
    typed: Typed,
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
    done: str = "",
) -> Response:
    case = load(visit, visit.request.app.state.services, dossier_id)
    if case.dossier.narrowed:
        return RedirectResponse(path_of(dossier_id), 303)
    now = return_ways.of_dossier(visit, dossier_id)
    chosen = now.found.choice
    shown = {"way": now.way, "receiver": chosen.receiver, "phone": chosen.phone, "address": chosen.address}
    if typed.one("do") == "way":
        shown = {name: typed.one(name) for name in shown}
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/return_way.html", status=error.http_status if error else 422 if wrong else 200, case=case,
        return_way=now, typed=typed, shown=shown, wrong=wrong or {}, sent=_meant(visit, now, typed),
        may=visit.is_clerk and visit.subject.unit == case.dossier.unit.key,
        error=error.message(visit.language) if error and not wrong else "",
        done=visit.say(DONE[done]) if done in DONE else "",
    )  # fmt: skip
    return page


ACTS: Final = Acts(
    "cach-tra",
    {"way": _way, "send": _send, "delivered": _delivered, "back": _back, "electronic": _electronic},
    _page,
    _beside,
)
