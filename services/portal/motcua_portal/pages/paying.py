# SPDX-License-Identifier: Apache-2.0
"""The paying desk: what a dossier owes, money taken with a receipt, given back, charges that end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from motcua.intake.v1 import fees_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua_rpc import MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.casefile import path_of
from motcua_portal.pages.dossier_acts import Acts, Made
from motcua_portal.web.fees import Fees
from motcua_portal.web.gate import Clerk, Officer
from motcua_portal.web.visit import Visit

router = APIRouter()
DONE: Final = {
    "pay": "Đã ghi thu tiền và lập biên lai.",
    "refund": "Đã ghi hoàn tiền.",
    "cancel": "Đã hủy khoản thu.",
    "exempt": "Đã ghi miễn khoản thu.",
}
METHODS: Final = {"cash": pb.PAYMENT_METHOD_CASH, "transfer": pb.PAYMENT_METHOD_TRANSFER}
RECEIPT: Final = "BL"


@router.get("/viec/ho-so/{dossier_id}/phi")
def show(visit: Officer, dossier_id: str) -> Response:
    """The ledger; clerks of the window collect here."""
    return ACTS.show(visit, dossier_id)


@router.post("/viec/ho-so/{dossier_id}/phi")
def act(visit: Clerk, typed: Posted, dossier_id: str) -> Response:
    """One act on the ledger."""
    return ACTS.carry_out(visit, typed, dossier_id)


def _pay(visit: Visit, typed: Typed) -> Made:
    wrong: dict[str, str] = {}
    amount = _amount(visit, typed, "amount", wrong)
    if not typed.many("fee"):
        wrong["fee"] = visit.say("Hãy chọn ít nhất một khoản để thu.")
    payer = _needed(visit, typed, "payer", "Hãy ghi họ tên người nộp tiền.", wrong)
    method = _method(visit, typed, "method", wrong)
    request = pb.MarkFeesPaidRequest(
        fee_ids=typed.many("fee"), amount=amount, method=method, payer=payer, note=typed.one("note")
    )
    return request, wrong


def _refund(visit: Visit, typed: Typed) -> Made:
    wrong: dict[str, str] = {}
    request = pb.RefundFeeRequest(
        fee_id=typed.one("line"),
        amount=_amount(visit, typed, _id("refund-amount", typed), wrong),
        method=_method(visit, typed, _id("refund-method", typed), wrong),
        receiver=_needed(visit, typed, _id("receiver", typed), "Hãy ghi họ tên người nhận lại tiền.", wrong),
        reason=_needed(visit, typed, _id("refund-reason", typed), "Hãy ghi lý do hoàn tiền.", wrong),
        still_owed=typed.one(_id("still-owed", typed)) == "true",
    )
    return request, wrong


def _cancel(visit: Visit, typed: Typed) -> Made:
    wrong: dict[str, str] = {}
    reason = _needed(visit, typed, _id("end-reason", typed), "Hãy ghi lý do hủy thu.", wrong)
    return pb.CancelFeeRequest(fee_id=typed.one("line"), reason=reason), wrong


def _exempt(visit: Visit, typed: Typed) -> Made:
    wrong: dict[str, str] = {}
    sentence = "Hãy ghi căn cứ miễn: văn bản, điều khoản và giấy tờ chứng minh."
    ground = _needed(visit, typed, _id("end-reason", typed), sentence, wrong)
    return pb.ExemptFeeRequest(fee_id=typed.one("line"), ground=ground), wrong


def _id(name: str, typed: Typed) -> str:
    """A field of one line's own form."""
    return f"{name}-{typed.one('line')}"


def _amount(visit: Visit, typed: Typed, name: str, wrong: dict[str, str]) -> int:
    """Đồng as people type it: 70.000, 70 000, 70000 đồng."""
    text = typed.one(name).lower().replace("đồng", "").replace("đ", "")
    digits = "".join(one for one in text if one not in " .,\u00a0")
    if digits.isascii() and digits.isdigit() and 0 < len(digits) <= 12:
        return int(digits)
    wrong[name] = visit.say("Hãy ghi số tiền bằng số, ví dụ 70.000.")
    return 0


def _needed(visit: Visit, typed: Typed, name: str, sentence: str, wrong: dict[str, str]) -> str:
    text = typed.one(name).strip()
    if not text:
        wrong[name] = visit.say(sentence)
    return text


def _method(visit: Visit, typed: Typed, name: str, wrong: dict[str, str]) -> pb.PaymentMethod:
    chosen = METHODS.get(typed.one(name))
    if chosen is None:
        wrong[name] = visit.say("Hãy chọn tiền mặt hay chuyển khoản.")
        return pb.PAYMENT_METHOD_UNSPECIFIED
    return chosen


def _beside(visit: Visit, typed: Typed, error: MotcuaError) -> dict[str, str]:
    """Sentences of the service beside the fields of the page."""
    own = typed.one("do") != "pay"
    names = {
        "reason": "refund-reason" if typed.one("do") == "refund" else "end-reason",
        "ground": "end-reason",
    }
    found: dict[str, str] = {}
    for one in error.field_errors:
        name = names.get(one.field, one.field)
        said = one.message_en if visit.language == "en" else one.message_vi
        found[_id(name, typed) if own else name] = said
    if not found and error.code == "AMOUNT_DIFFERS":
        found["amount"] = error.message(visit.language)
    return found


def _page(
    visit: Visit,
    dossier_id: str,
    typed: Typed,
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
    done: str = "",
) -> Response:
    intake = visit.request.app.state.services.intake
    with visit.acting():
        dossier = intake.GetDossier(intake_pb2.GetDossierRequest(dossier_id=dossier_id)).dossier
        if dossier.narrowed:
            return RedirectResponse(path_of(dossier_id), 303)
        fees = Fees(intake.ListFees(pb.ListFeesRequest(dossier_id=dossier_id)).ledger)
    receipts = [one for one in dossier.documents if one.form == RECEIPT]
    clerk = visit.is_clerk and visit.subject.unit == dossier.unit.key and not fees.ledger.preview
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/paying.html", status=error.http_status if error else 422 if wrong else 200,
        dossier=dossier, fees=fees, typed=typed, wrong=wrong or {}, may=clerk, receipts=receipts,
        error=error.message(visit.language) if error and not wrong else "",
        done=visit.say(DONE[done]) if done in DONE else "", done_kind=done,
        files={one.document_id: one for one in receipts}, units=visit.request.app.state.organisation.units,
    )  # fmt: skip
    return page


ACTS: Final = Acts(
    "phi", {"pay": _pay, "refund": _refund, "cancel": _cancel, "exempt": _exempt}, _page, _beside
)
