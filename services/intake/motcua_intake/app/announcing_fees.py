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


def came_back(waybill: str, carrier: str, at: datetime, actor: Actor) -> tuple[str, fees_pb2.ResultCameBack]:
    return "result.came_back", fees_pb2.ResultCameBack(
        waybill=waybill, carrier=carrier, at=stamp(at), actor=actor_message(actor)
    )


def sent_by_post(
    waybill: str, carrier: str, at: datetime, actor: Actor
) -> tuple[str, fees_pb2.ResultSentByPost]:
    return "result.sent_by_post", fees_pb2.ResultSentByPost(
        waybill=waybill, carrier=carrier, sent_at=stamp(at), actor=actor_message(actor)
    )
