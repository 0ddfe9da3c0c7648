# SPDX-License-Identifier: Apache-2.0
"""Rows of this service as protobuf messages."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import notification_pb2 as pb
from motcua_text import Text

from motcua_notification.adapters.mailbox_mailer import Received
from motcua_notification.adapters.notices import PREFIX
from motcua_notification.domain.notice import Notice, State


def notice(one: Notice, with_text: bool) -> pb.Notice:
    made = pb.Notice(
        notice_id=one.id, dossier_id=one.dossier_id, dossier_code=one.dossier_code, moment=one.moment,
        channel=one.channel, recipient=one.recipient, subject=one.subject, text=one.text if with_text else "",
        state=one.state, attempts=one.attempts, created_at=stamp(one.created_at),
    )  # fmt: skip
    if one.sent_at is not None:
        made.sent_at.CopyFrom(stamp(one.sent_at))
    return made


def mail(one: Received) -> pb.Mail:
    return pb.Mail(
        mail_id=one.id, sender=one.sender, recipient=one.recipient, subject=one.subject, text=one.text,
        received_at=stamp(one.received_at),
    )  # fmt: skip


def failure(one: Notice) -> common_pb2.Failure:
    assert one.first_failed_at is not None and one.last_failed_at is not None, "it failed"
    state = _state(one)
    headline = common_pb2.LocalizedText(
        vi=f"Chưa gửi được thông báo “{one.subject or one.moment}”.",
        en=f"The notice of {one.moment} could not be sent yet.",
    )
    advice = common_pb2.LocalizedText(
        vi=f"{_advice(one).vi} {_next(one).vi}", en=f"{_advice(one).en} {_next(one).en}"
    )
    return common_pb2.Failure(
        id=PREFIX + one.id, service="notification", kind="delivery", dossier_id=one.dossier_id,
        dossier_code=one.dossier_code, headline=headline, advice=None if state == "resolved" else advice,
        subject=f"{one.moment} → {one.channel}", message=one.error, cause=one.cause, attempts=one.attempts,
        first_at=stamp(one.first_failed_at), last_at=stamp(one.last_failed_at), state=state,
        retried_by=one.retried_by or "",
    )  # fmt: skip


def _advice(one: Notice) -> Text:
    """What to mend, by what stood in the way."""
    if one.cause in ("ADDRESS_INVALID", "HEADER_INVALID"):
        return Text(
            "Hỏi người nộp địa chỉ thư điện tử đúng; sửa được thì thử lại.",
            "Ask the applicant for an e-mail address that works; once it is corrected, try again.",
        )
    if one.cause.startswith("MAILBOX_"):
        return Text(
            "Chạy “motcua doctor” để kiểm tra cơ sở dữ liệu.", "Let “motcua doctor” look at the database."
        )
    if one.cause.startswith("SMTP_"):
        return Text(
            "Kiểm tra máy chủ thư (MOTCUA_SMTP_*) và địa chỉ của người nhận.",
            "Check the mail server (MOTCUA_SMTP_*) and the recipient's address.",
        )
    return Text(
        "Kiểm tra các dịch vụ mà thông báo cần (intake, workflow).",
        "Check the services that notices need (intake, workflow).",
    )


def _next(one: Notice) -> Text:
    """What becomes of it without anybody's doing."""
    if one.state == State.QUEUED:
        return Text(
            "Hệ thống tự gửi lại, cách nhau lâu nhất 15 phút; “Thử lại” thì gửi ngay.",
            "It is sent again by itself, at most 15 minutes apart; “try again” sends it at once.",
        )
    return Text(
        "Không tự gửi lại nữa: phải bấm “Thử lại”.", "It is not sent again by itself: “try again” sends it."
    )


def _state(one: Notice) -> str:
    if one.state not in (State.QUEUED, State.FAILED):
        return "resolved"
    return "retried" if one.retried_by else "open"


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
