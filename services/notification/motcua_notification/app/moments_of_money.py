# SPDX-License-Identifier: Apache-2.0
"""What the ledger and the way of returning tell the applicant: money that was taken, with its receipt, money that was given back,
results that are on their way by post or came back."""

from __future__ import annotations

from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import fees_pb2 as f


def fee_collected(message: f.FeeCollected) -> dict[str, Any]:
    return {"amount": message.amount, "receipt": message.receipt_number, "at": _iso(message.at)}


def fee_refunded(message: f.FeeRefunded) -> dict[str, Any]:
    name = {"vi": message.name.vi, "en": message.name.en or message.name.vi}
    return {"amount": message.amount, "fee_name": name, "reason": message.reason, "at": _iso(message.at)}


def came_back(message: f.ResultCameBack) -> dict[str, Any]:
    results = list(message.result_codes)
    return {
        "waybill": message.waybill,
        "carrier": message.carrier,
        "at": _iso(message.at),
        "results": results,
    }


def sent_by_post(message: f.ResultSentByPost) -> dict[str, Any]:
    results, sent_at = list(message.result_codes), _iso(message.sent_at)
    told = {"waybill": message.waybill, "carrier": message.carrier, "sent_at": sent_at, "results": results}
    return {**told, "slips": len(message.slips)}


def _iso(stamped: Timestamp) -> str:
    return stamped.ToJsonString() if stamped.seconds else ""
