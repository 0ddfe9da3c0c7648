# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_text import Text

from motcua_liaison.adapters.journal import PREFIX, FailureRow
from motcua_liaison.adapters.outgoing import Sent
from motcua_liaison.app.answering import REFUSED
from motcua_liaison.app.telling import stamp
from motcua_liaison.domain.envelope import State

STATES = {
    State.SENT: pb.MESSAGE_STATE_SENT,
    State.DELIVERED: pb.MESSAGE_STATE_DELIVERED,
    State.ACCEPTED: pb.MESSAGE_STATE_ACCEPTED,
    State.REFUSED: pb.MESSAGE_STATE_REFUSED,
    State.NOT_NEEDED: pb.MESSAGE_STATE_NOT_NEEDED,
}


def message(sent: Sent, with_payload: bool, log: Sequence[sa.Row[Any]] = ()) -> pb.Message:
    made = pb.Message(
        envelope=sent.opened,
        state=STATES[State(sent.state)],
        attempts=sent.attempts,
        reason=sent.reason,
        log=[pb.Attempt(at=stamp(line.at), outcome=line.outcome, reason=line.reason) for line in log],
    )
    if not with_payload:
        made.envelope.ClearField("payload")
        made.envelope.ClearField("actor")
    if sent.delivered_at is not None:
        made.delivered_at.CopyFrom(stamp(sent.delivered_at))
    if sent.answered_at is not None:
        made.answered_at.CopyFrom(stamp(sent.answered_at))
    return made


def failure(row: FailureRow, dossier_code: str, name: Text, addressee: Text) -> common_pb2.Failure:
    refused = row.cause == REFUSED
    vi, en, to_vi, to_en = name.to("vi"), name.to("en"), addressee.to("vi"), addressee.to("en")
    headline = common_pb2.LocalizedText(
        vi=f"{to_vi} từ chối văn bản “{vi}”." if refused else f"Chưa chuyển được văn bản “{vi}” tới {to_vi}.",
        en=f"{to_en} refused “{en}”." if refused else f"“{en}” could not be delivered to {to_en} yet.",
    )
    advice = common_pb2.LocalizedText(
        vi="Thử lại sau khi nguyên nhân đã hết; văn bản giữ nguyên số và được chuyển một lần nữa."
        if refused
        else "Hệ thống tự thử lại. Nếu kéo dài, khắc phục nguyên nhân kỹ thuật rồi thử lại ngay.",
        en="Try again when the reason is gone; it keeps its number and is handed over once more."
        if refused
        else "The system tries again by itself. If it lasts, remove the technical cause and try again at once.",
    )
    return common_pb2.Failure(
        id=PREFIX + row.message_id, service="liaison", kind="delivery", dossier_id=row.dossier_id,
        dossier_code=dossier_code, headline=headline, advice=None if row.state == "resolved" else advice,
        subject=row.subject, message=row.message, cause=row.cause, attempts=row.attempts,
        first_at=stamp(row.first_at), last_at=stamp(row.last_at), state=row.state, retried_by=row.retried_by or "",
    )  # fmt: skip
