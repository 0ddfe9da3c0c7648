# SPDX-License-Identifier: Apache-2.0
"""motcua.notification.v1.NotificationService: parse, one transaction, translate."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import notification_pb2 as pb
from motcua.notification.v1 import notification_pb2_grpc
from motcua_hosting.failure_pages import Key, merged_page
from motcua_hosting.failures import ConsumerFailures, UnknownFailure
from motcua_hosting.writes import Writes
from motcua_rpc import current_subject, next_page_token, page
from motcua_storage import Database, on_commit

from motcua_notification.adapters import mailbox_mailer, notices
from motcua_notification.entrypoints import wording
from motcua_notification.errors import UnknownMail


@dataclass(frozen=True)
class Parts:
    """What the servicer needs; made in bootstrap. `due` wakes the senders."""

    database: Database
    writes: Writes
    failures: ConsumerFailures
    due: threading.Event


class NotificationServicer(notification_pb2_grpc.NotificationServiceServicer):
    """Thin: each method is a handful of lines."""

    def __init__(self, parts: Parts) -> None:
        self._ = parts

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

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        shown, token = merged_page(
            self._.failures.list(),
            lambda after, limit: self._failed(after, limit, request.all),
            page_size=request.page_size,
            page_token=request.page_token,
            everything=request.all,
        )
        return pb.ListFailuresResponse(failures=shown, next_page_token=token)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        first = self._.writes.answered("RetryFailure", request, pb.RetryFailureResponse)
        if first is not None:
            return first
        # A letter is handled in transactions of its own; handling it twice has no second effect.
        letter = (
            self._.failures.retry(request.failure_id) if self._.failures.owns(request.failure_id) else None
        )

        def work(connection: sa.Connection) -> pb.RetryFailureResponse:
            return pb.RetryFailureResponse(failure=letter or self._retry(connection, request.failure_id))

        return self._.writes.run("RetryFailure", request, pb.RetryFailureResponse, work)

    def _retry(self, connection: sa.Connection, failure_id: str) -> common_pb2.Failure:
        by = notices.user_of(current_subject())
        row = notices.again(connection, failure_id.removeprefix(wording.PREFIX), by)
        if row is None:
            raise UnknownFailure()
        on_commit(connection, self._.due.set)
        return wording.failure(row)

    def _failed(self, after: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        below = None if after is None else (after[0], after[1].removeprefix(wording.PREFIX))
        with self._.database.read() as connection:
            return [wording.failure(row) for row in notices.failures(connection, below, limit, everything)]
