# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.liaison.v1 import liaison_pb2 as pb

from motcua_liaison.adapters.journal import FailureRow
from motcua_liaison.adapters.outgoing import Sent
from motcua_liaison.app.telling import stamp
from motcua_liaison.domain.envelope import State

STATES = {
    State.SENT: pb.MESSAGE_STATE_SENT,
    State.DELIVERED: pb.MESSAGE_STATE_DELIVERED,
    State.ACCEPTED: pb.MESSAGE_STATE_ACCEPTED,
    State.REFUSED: pb.MESSAGE_STATE_REFUSED,
}
PREFIX = "message-"
"""Begins the ids of failures that are messages, as against dead letters."""


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
    if sent.delivered_at is not None:
        made.delivered_at.CopyFrom(stamp(sent.delivered_at))
    if sent.answered_at is not None:
        made.answered_at.CopyFrom(stamp(sent.answered_at))
    return made


def failure(row: FailureRow) -> common_pb2.Failure:
    return common_pb2.Failure(
        id=PREFIX + row.message_id, service="liaison", kind="delivery", dossier_id=row.dossier_id,
        subject=row.subject, message=row.message, cause=row.cause, attempts=row.attempts,
        first_at=stamp(row.first_at), last_at=stamp(row.last_at), state=row.state, retried_by=row.retried_by or "",
    )  # fmt: skip
