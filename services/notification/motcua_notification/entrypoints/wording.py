# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import notification_pb2 as pb

from motcua_notification.adapters.mailbox_mailer import Received
from motcua_notification.domain.notice import Notice, State

PREFIX = "notice-"
"""Begins the ids of failures that are notices, as against dead letters."""


def notice(one: Notice, with_text: bool) -> pb.Notice:
    made = pb.Notice(
        notice_id=one.id, dossier_id=one.dossier_id, dossier_code=one.dossier_code, moment=one.moment,
        channel=one.channel, recipient=one.recipient, subject=one.subject, text=one.text if with_text else "",
        state=one.state, attempts=one.attempts, created_at=_stamp(one.created_at),
    )  # fmt: skip
    if one.sent_at is not None:
        made.sent_at.CopyFrom(_stamp(one.sent_at))
    return made


def mail(one: Received) -> pb.Mail:
    return pb.Mail(
        mail_id=one.id, sender=one.sender, recipient=one.recipient, subject=one.subject, text=one.text,
        received_at=_stamp(one.received_at),
    )  # fmt: skip


def failure(one: Notice) -> common_pb2.Failure:
    assert one.first_failed_at is not None and one.last_failed_at is not None, "it failed"
    state = _state(one)
    headline = common_pb2.LocalizedText(
        vi=f"Chưa gửi được thông báo “{one.subject or one.moment}”.",
        en=f"The notice of {one.moment} could not be sent yet.",
    )
    advice = common_pb2.LocalizedText(
        vi="Kiểm tra máy chủ thư và địa chỉ của người nhận (trang Thông báo đã gửi), rồi thử lại.",
        en="Check the mail server and the recipient's address (page of notices), then try again.",
    )
    return common_pb2.Failure(
        id=PREFIX + one.id, service="notification", kind="delivery", dossier_id=one.dossier_id,
        dossier_code=one.dossier_code, headline=headline, advice=None if state == "resolved" else advice,
        subject=f"{one.moment} → {one.channel}", message=one.error, cause=one.cause, attempts=one.attempts,
        first_at=_stamp(one.first_failed_at), last_at=_stamp(one.last_failed_at), state=state,
        retried_by=one.retried_by or "",
    )  # fmt: skip


def _state(one: Notice) -> str:
    if one.state not in (State.QUEUED, State.FAILED):
        return "resolved"
    return "retried" if one.retried_by else "open"


def _stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
