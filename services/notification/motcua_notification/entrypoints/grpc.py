# SPDX-License-Identifier: Apache-2.0
"""motcua.notification.v1.NotificationService: parse, one transaction, translate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.notification.v1 import mail_log_pb2, notification_pb2_grpc
from motcua.notification.v1 import notification_pb2 as pb
from motcua_hosting.failures import Failures
from motcua_hosting.stories import Stories
from motcua_rpc import current_subject, next_page_token, page
from motcua_storage import Database

from motcua_notification.adapters import mailbox_mailer, notices
from motcua_notification.entrypoints import wording
from motcua_notification.entrypoints.mail_log import MailLog
from motcua_notification.errors import UnknownMail


@dataclass(frozen=True)
class Needs:
    """What the servicer needs; made in bootstrap."""

    database: Database
    failures: Failures
    stories: Stories
    mail_log: MailLog


class NotificationServicer(notification_pb2_grpc.NotificationServiceServicer):
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs) -> None:
        self._ = needs

    def ListNotices(self, request: pb.ListNoticesRequest, context: Any) -> pb.ListNoticesResponse:
        subject = current_subject()
        query = {"list": "notices", "dossier": request.dossier_id}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = notices.newest(connection, subject, request.dossier_id, wanted)
        shown = rows[: wanted.size]
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token((shown[-1].created_at, shown[-1].id), query=query)
        own = notices.user_of(subject)
        return pb.ListNoticesResponse(
            notices=[wording.notice(row, row.recipient == own) for row in shown], next_page_token=token
        )

    def ListMailLog(
        self, request: mail_log_pb2.ListMailLogRequest, context: Any
    ) -> mail_log_pb2.ListMailLogResponse:
        return self._.mail_log.list(request)

    def GetNoticeText(
        self, request: mail_log_pb2.GetNoticeTextRequest, context: Any
    ) -> mail_log_pb2.GetNoticeTextResponse:
        return self._.mail_log.text(request)

    def ListMail(self, request: pb.ListMailRequest, context: Any) -> pb.ListMailResponse:
        query = {"list": "mail"}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = mailbox_mailer.newest(connection, wanted)
        shown = rows[: wanted.size]
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token((shown[-1].received_at, shown[-1].id), query=query)
        return pb.ListMailResponse(mails=[wording.mail(row) for row in shown], next_page_token=token)

    def GetMail(self, request: pb.GetMailRequest, context: Any) -> pb.GetMailResponse:
        with self._.database.read() as connection:
            found = mailbox_mailer.find(connection, request.mail_id)
        if found is None:
            raise UnknownMail()
        return pb.GetMailResponse(mail=wording.mail(found))

    def ListSteps(self, request: pb.ListStepsRequest, context: Any) -> pb.ListStepsResponse:
        return self._.stories.list(request, pb.ListStepsResponse)

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        return self._.failures.list(request, pb.ListFailuresResponse)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        return self._.failures.retry(request, pb.RetryFailureResponse)

    def DiscardFailure(self, request: pb.DiscardFailureRequest, context: Any) -> pb.DiscardFailureResponse:
        return self._.failures.discard(request, pb.DiscardFailureResponse)
