# SPDX-License-Identifier: Apache-2.0
"""Money and parcels as payloads of events."""

from __future__ import annotations

from datetime import datetime

from motcua.common.v1 import common_pb2
from motcua.events.v1 import fees_pb2
from motcua_text import Text

from motcua_intake.app.announcing import actor_message, stamp
from motcua_intake.domain.charging import Said
from motcua_intake.domain.records import Actor, Document
from motcua_intake.domain.return_ways import Delivery


def fee_collected(
    amount: int, method: str, receipt: Document, said: Said
) -> tuple[str, fees_pb2.FeeCollected]:
    return "fee.collected", fees_pb2.FeeCollected(
        amount=amount,
        method=method,
        receipt_number=receipt.number,
        at=stamp(said.at),
        actor=actor_message(said.actor),
    )


def fee_refunded(
    amount: int, method: str, name: Text, reason: str, said: Said
) -> tuple[str, fees_pb2.FeeRefunded]:
    return "fee.refunded", fees_pb2.FeeRefunded(
        amount=amount,
        method=method,
        name=common_pb2.LocalizedText(vi=name.vi, en=name.to("en")),
        reason=reason,
        at=stamp(said.at),
        actor=actor_message(said.actor),
    )


def came_back(sent: Delivery, at: datetime, actor: Actor) -> tuple[str, fees_pb2.ResultCameBack]:
    return "result.came_back", fees_pb2.ResultCameBack(
        waybill=sent.waybill, carrier=sent.carrier, at=stamp(at), actor=actor_message(actor),
        result_codes=_codes(sent),
    )  # fmt: skip


def sent_by_post(sent: Delivery, at: datetime, actor: Actor) -> tuple[str, fees_pb2.ResultSentByPost]:
    return "result.sent_by_post", fees_pb2.ResultSentByPost(
        waybill=sent.waybill, carrier=sent.carrier, sent_at=stamp(at), actor=actor_message(actor),
        result_codes=_codes(sent), slips=sent.slips or (),
    )  # fmt: skip


def _codes(sent: Delivery) -> list[str]:
    return [code for _, code, _ in sent.results]
