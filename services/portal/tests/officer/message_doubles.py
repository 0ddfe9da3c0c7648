# SPDX-License-Identifier: Apache-2.0
"""Liaison and notification in memory behind their real contracts. For tests of pages, nowhere else."""

from __future__ import annotations

from typing import Any

from intake_double import fail, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.liaison.v1 import liaison_pb2, liaison_pb2_grpc
from motcua.notification.v1 import mail_log_pb2, notification_pb2, notification_pb2_grpc
from motcua_rpc import InvalidInput, NotFound
from motcua_rpc.errors import FieldError


class LiaisonDouble(liaison_pb2_grpc.LiaisonServiceServicer):
    """One message to the tax office. ListFailures is not there, as in a service that is down."""

    def ListMessages(self, request: liaison_pb2.ListMessagesRequest, context: Any) -> Any:
        envelope = liaison_pb2.Envelope(
            message_id="m1", number=7, sender_unit="chi_nhanh_dat_dai", addressee_unit="thue_co_so",
            name="Phiếu chuyển thông tin", sent_at=stamp(),
        )  # fmt: skip
        return liaison_pb2.ListMessagesResponse(
            messages=[
                liaison_pb2.Message(envelope=envelope, state=liaison_pb2.MESSAGE_STATE_ACCEPTED, attempts=1)
            ]
        )


class NotificationDouble(notification_pb2_grpc.NotificationServiceServicer):
    """One mail, one notice."""

    MAIL = notification_pb2.Mail(
        mail_id="mail-1", sender="motcua@minhhoa.example", recipient="binh@dan.example", subject="Hồ sơ đã được tiếp nhận",
        text="Kính gửi ông Bình,\n<b>hẹn trả</b> ngày 04/12/2026.", received_at=stamp(),
    )  # fmt: skip

    def ListMail(self, request: notification_pb2.ListMailRequest, context: Any) -> Any:
        return notification_pb2.ListMailResponse(mails=[self.MAIL])

    def GetMail(self, request: notification_pb2.GetMailRequest, context: Any) -> Any:
        return notification_pb2.GetMailResponse(mail=self.MAIL)

    def ListMailLog(self, request: mail_log_pb2.ListMailLogRequest, context: Any) -> Any:
        if request.state == "lost":
            raise InvalidInput(
                fields=[FieldError("state", "STATE_UNKNOWN", "Không có trạng thái này.", "No such state.")]
            )
        notice = mail_log_pb2.LoggedNotice(
            notice_id="n1", dossier_id="dossier-1", dossier_code="H99.101-261123-0001", moment="dossier.accepted",
            recipient="binh", address="b…@dan.example", channel="email", languages=["vi", "en"],
            subject=common.LocalizedText(vi="Hồ sơ đã được tiếp nhận", en="Accepted"), state="sent", attempts=1,
            created_at=stamp(), sent_at=stamp(),
        )  # fmt: skip
        return mail_log_pb2.ListMailLogResponse(notices=[notice, *self.notices])

    def GetNoticeText(self, request: mail_log_pb2.GetNoticeTextRequest, context: Any) -> Any:
        one = mail_log_pb2.LoggedNotice(
            notice_id="n1", dossier_id="dossier-1", state="sent", created_at=stamp()
        )
        return mail_log_pb2.GetNoticeTextResponse(notice=one, text="Kính gửi <b>Bình</b>")

    def __init__(self) -> None:
        self.failures: list[common.Failure] = []
        self.notices: list[mail_log_pb2.LoggedNotice] = []

    def fail_an_event(self) -> None:
        """An event that failed, and one that waits behind it."""
        self.failures = [
            common.Failure(
                id=f"letter-{number}", service="notification", kind="dead_letter", subject="dossier.accepted", attempts=1,
                first_at=stamp(), last_at=stamp(), state="open", discardable=number == 1,
                headline=common.LocalizedText(vi=f"Sự kiện {number}", en=f"Event {number}"),
            )
            for number in (1, 2)
        ]  # fmt: skip

    def ListFailures(self, request: notification_pb2.ListFailuresRequest, context: Any) -> Any:
        shown = [one for one in self.failures if request.all or one.state != "resolved"]
        return notification_pb2.ListFailuresResponse(failures=shown)

    def DiscardFailure(self, request: notification_pb2.DiscardFailureRequest, context: Any) -> Any:
        if not request.reason:
            fault = FieldError("reason", "REASON_INVALID", "Cần ghi lý do bỏ sự kiện.", "A reason is needed.")
            fail(context, InvalidInput(fields=[fault]))
        for one in self.failures:
            if one.id == request.failure_id and one.discardable:
                one.state, one.discardable = "resolved", False
                one.discarded_by, one.discard_reason = "Người vh", request.reason
                return notification_pb2.DiscardFailureResponse(failure=one)
        return fail(
            context, NotFound("FAILURE_UNKNOWN", "Không có việc hỏng này.", "There is no such failure.")
        )
