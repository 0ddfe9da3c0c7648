# SPDX-License-Identifier: Apache-2.0
"""Which events are told to the applicant, and what of them. Status changes are to be told in real time (NĐ 224/2026/NĐ-CP,
Điều 15.1.g). Each moment has its templates; facts are codes and dates, which get their names when the text is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import fees_pb2 as f
from motcua_calendar import legal_time
from motcua_events import Event, EventCatalogue
from motcua_rpc.structs import to_dict

from motcua_notification.app.moments_of_money import came_back, fee_collected, fee_refunded, sent_by_post

Facts = dict[str, Any]
APPLICANT = "applicant"
COMPLETION = "completion"
"""An agency asked to complete the file of its part."""
ASKED = "dossier.supplement_requested"
SUPPLEMENT_REQUEST = "supplement_request"
"""Carried out by intake, which tells of it by dossier.supplement_requested."""
PAYMENT_NOTICE = "payment_notice"


def submitted(message: d.DossierSubmitted) -> Facts | None:
    """None of what came on paper: at the window it is accepted, asked for more or refused in one go, and that is told."""
    return None if message.source in ("window", "post") else {"answer_due_at": iso(message.answer_due_at)}


def accepted(message: d.DossierAccepted) -> Facts | None:
    return {"parts": _dates(message.parts)}


def refused(message: d.DossierRefused) -> Facts | None:
    return {"reason": message.reason}


def supplement_requested(message: d.DossierSupplementRequested) -> Facts | None:
    return {
        "components": list(message.components),
        "item_reasons": list(message.item_reasons),
        "reason": message.reason,
        "answer_by": iso(message.answer_by),
        "stage": message.stage,
        "limit_stays": message.limit_stays,
    }


def supplement_answered(message: d.DossierSupplementAnswered) -> Facts | None:
    return {"answer_due_at": iso(message.answer_due_at)}


def supplement_closed(message: d.DossierSupplementClosed) -> Facts | None:
    """None when the process has gone another way: what it decided is told. That an agency no longer needs what it asked for is
    told, as somebody may be on the way to fetch it."""
    if not message.overdue and message.stage != COMPLETION:
        return None
    return {
        "stage": message.stage,
        "part": message.part,
        "last_day": _day(message.answer_by) if message.HasField("answer_by") else "",
        "answer_due_at": iso(message.answer_due_at),
        "parts": _dates(message.parts),
    }


def withdrawn(message: d.DossierWithdrawn) -> Facts | None:
    stopped, standing = list(message.parts_stopped), list(message.parts_standing)
    return {"stopped": stopped, "standing": standing, "asked_as": message.asked_as}


def part_decided(message: d.DossierPartDecided) -> Facts | None:
    """None for what is told otherwise: a grant by its result, a withdrawal by dossier.withdrawn."""
    if message.outcome not in ("refused", "stopped"):
        return None
    told = {
        "part": message.part,
        "outcome": message.outcome,
        "reason": message.reason,
        "reason_en": message.reason_en,
    }
    return {**told, "authority": message.authority}


def results_ready(message: d.DossierResultsReady) -> Facts | None:
    """Told with number and signature, so that the issue of a result (result.issued, at the same moment) needs no mail of its own.
    None when nothing new waits: that the last other part was refused, stopped or withdrawn is told as such."""
    if message.ready and not message.originals and not any(one.issued_now for one in message.ready):
        return None
    ready = [
        {
            "result": one.result_code,
            "number": one.number,
            "signed_at": iso(one.signed_at),
            "copies": one.copies,
            "note": one.note,
            "way": one.way or "WINDOW",
            "unpaid": one.waits_for_fee,
            "owed": one.owed,
        }
        for one in message.ready
    ]
    return {
        "results": [one.result_code for one in message.ready] or _not_with_post(message),
        "ready": ready,
        "originals": list(message.originals),
        "to_bring": list(message.originals_to_collect),
        "complete": message.complete,
        "owed": message.owed,
    }


def _not_with_post(message: d.DossierResultsReady) -> list[str]:
    """Of an event from before results were told one by one all of them."""
    return [code for code in message.result_codes if code not in message.with_post]


def result_returned(message: d.ResultReturned) -> Facts | None:
    return {
        "results": list(message.result_codes),
        "originals": list(message.originals),
        "slips": len(message.slips),
        "returned_at": iso(message.returned_at),
    }


def clock_paused(message: d.ClockChanged) -> Facts | None:
    """None for a supplement and for a payment: what asks for them says so itself."""
    told_by_request = message.ground == "supplement" or message.ground.startswith("payment")
    return None if told_by_request else {"ground": message.ground, "policy": message.policy}


def clock_moved(message: d.ClockChanged, before: str) -> Facts | None:
    """None when the promised date is what it was before: as the event says, or else (ISO 8601) as the last event of the dossier
    said."""
    now = iso(message.dossier.promised_at)
    before = iso(message.promised_before) if message.HasField("promised_before") else before
    if not now or now == before:
        return None
    return {
        "ground": message.ground,
        "policy": message.policy,
        "moved": message.part,
        "before": before,
        "parts": _dates(message.parts),
    }


def message_thrown(name: str, party: str, payload: Facts) -> tuple[str, Facts] | None:
    """Moment and facts of a message of a process to the applicant; None when it is somebody else's."""
    if party != APPLICANT or name == SUPPLEMENT_REQUEST:
        return None
    said = {"message": name, "payload": payload}
    if name == PAYMENT_NOTICE:
        wanted = {key: str(payload.get(key) or "") for key in ("tax_notice_no", "pay_by")}
        return f"message.{PAYMENT_NOTICE}", {**said, **wanted}
    return "message.other", said


def extension_signed(message: d.DossierExtensionSigned) -> Facts | None:
    """Form 04: the one mail of a new date that an apology brings; the head has the date."""
    return {
        "before": iso(message.promised_before),
        "reason": message.reason,
        "authority": message.unit,
        "number": message.number,
        "late_parts": list(message.late_parts),
        "moved": [
            {"part": one.part, "before": iso(one.before), "after": iso(one.after)} for one in message.moved
        ],
    }


def draft_expiring(message: d.DraftExpiring) -> tuple[Facts, Facts]:
    """Head and facts: there is no dossier, and so neither code nor date."""
    head = {
        "dossier_id": "",
        "draft_id": message.draft_id,
        "code": "",
        "procedure_key": message.procedure_key,
        "procedure_version": message.procedure_version,
        "procedure_vi": message.procedure_name.vi,
        "procedure_en": message.procedure_name.en,
        "unit": message.unit,
        "name": message.applicant_name,
        "user": message.owner_user,
        "promised_at": "",
    }
    return head, {"last_day": _day(message.kept_until), "saved_at": iso(message.saved_at)}


Told = Callable[[Any], Facts | None]
SIMPLE: Mapping[str, tuple[type[Any], Told]] = {
    "dossier.submitted": (d.DossierSubmitted, submitted),
    "dossier.accepted": (d.DossierAccepted, accepted),
    "dossier.refused": (d.DossierRefused, refused),
    "dossier.supplement_requested": (d.DossierSupplementRequested, supplement_requested),
    "dossier.supplement_answered": (d.DossierSupplementAnswered, supplement_answered),
    "dossier.supplement_closed": (d.DossierSupplementClosed, supplement_closed),
    "dossier.withdrawn": (d.DossierWithdrawn, withdrawn),
    "dossier.withdrawal_late": (d.DossierWithdrawn, withdrawn),
    "dossier.part_decided": (d.DossierPartDecided, part_decided),
    "dossier.results_ready": (d.DossierResultsReady, results_ready),
    "result.returned": (d.ResultReturned, result_returned),
    "clock.paused": (d.ClockChanged, clock_paused),
    "dossier.extension_signed": (d.DossierExtensionSigned, extension_signed),
    "fee.collected": (f.FeeCollected, fee_collected),
    "fee.refunded": (f.FeeRefunded, fee_refunded),
    "result.sent_by_post": (f.ResultSentByPost, sent_by_post),
    "result.came_back": (f.ResultCameBack, came_back),
}
"""By event type, which is also the moment: the payload and what of it is told."""

COMPARED = ("dossier.supplement_closed",)
"""Of these the mail says which promised date stood before."""
MOVED = ("clock.resumed", "clock.restarted", "clock.moved")
DRAFT = "draft.expiring"
MOMENTS = (*SIMPLE, *MOVED, DRAFT, f"message.{PAYMENT_NOTICE}", "message.other")
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "nộp trực tuyến": ("dossier.submitted",),
    "tiếp nhận": ("dossier.accepted",),
    "từ chối": ("dossier.refused", "dossier.part_decided"),
    "yêu cầu bổ sung": ("dossier.supplement_requested",),
    "nộp phí": (f"message.{PAYMENT_NOTICE}", "fee.collected", "fee.refunded"),
    "có kết quả": ("dossier.results_ready",),
    "trả kết quả": ("result.returned", "result.sent_by_post", "result.came_back"),
    "xin lỗi": ("dossier.extension_signed",),
}
"""The moments that people of a one-stop expect to be told of, and which of ours they are. Each is one mail in both languages."""
EARLIER = ("result.issued",)
"""Not told any more; notices that were queued by an earlier version still have their templates."""


def read(catalogue: EventCatalogue, event: Event) -> tuple[d.DossierHead, Facts | None]:
    """Head and facts of one of the simple moments."""
    kind, told = SIMPLE[event.type]
    message = catalogue.message(event, kind)
    facts = told(message)
    if facts is not None and facts.get("stage") == COMPLETION and event.type == ASKED:
        # Nobody set a last day for the papers: the promised day is by when the agency decides, unless it is over.
        promised = iso(message.dossier.promised_at)
        facts["decided_by"] = promised if promised and _is_to_come(message.dossier, event) else ""
    return message.dossier, facts


def _is_to_come(head: d.DossierHead, event: Event) -> bool:
    return head.promised_at.ToNanoseconds() > int(event.time.timestamp()) * 10**9


def head_facts(head: d.DossierHead) -> Facts:
    """What every text may say of the dossier."""
    return {
        "dossier_id": head.dossier_id,
        "code": head.code,
        "procedure_key": head.procedure_key,
        "procedure_version": head.procedure_version,
        "procedure_vi": head.procedure_name.vi,
        "procedure_en": head.procedure_name.en,
        "unit": head.unit,
        "name": head.applicant_name,
        "user": head.applicant_user,
        "promised_at": iso(head.promised_at),
    }


def event_payload(payload: Any) -> Facts:
    return to_dict(payload)


def _day(moment: Timestamp) -> str:
    # A last day ends at midnight, which is the first moment of the next one.
    return (legal_time(moment.ToDatetime(tzinfo=UTC)) - timedelta(microseconds=1)).date().isoformat()


def iso(stamped: Timestamp) -> str:
    """ISO 8601; "" when it was not set."""
    return stamped.ToJsonString() if stamped.seconds else ""


def _dates(parts: Sequence[d.PartDue]) -> list[dict[str, str]]:
    """Of the parts that are still to be decided: what is decided has no date to wait for."""
    return [{"part": due.part, "due_at": iso(due.due_at)} for due in parts if not due.decided]
