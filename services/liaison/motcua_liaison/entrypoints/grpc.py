# SPDX-License-Identifier: Apache-2.0
"""motcua.liaison.v1.LiaisonService: parse, one transaction, translate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.liaison.v1 import liaison_pb2 as pb
from motcua.liaison.v1 import liaison_pb2_grpc
from motcua_hosting.failures import Failures
from motcua_hosting.stories import Stories
from motcua_identity import CITIZEN, INTEGRATOR, OPERATOR, Subject
from motcua_rpc import current_subject, next_page_token, page
from motcua_storage import Database

from motcua_liaison.adapters import book, journal
from motcua_liaison.entrypoints import wording
from motcua_liaison.errors import OfficersOnly, UnknownMessage


@dataclass(frozen=True)
class Needs:
    """What the servicer needs; made in bootstrap."""

    database: Database
    failures: Failures
    stories: Stories


class LiaisonServicer(liaison_pb2_grpc.LiaisonServiceServicer):
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs) -> None:
        self._ = needs

    def ListMessages(self, request: pb.ListMessagesRequest, context: Any) -> pb.ListMessagesResponse:
        subject = reader()
        query = {"list": "messages", "dossier": request.dossier_id}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = book.newest(connection, subject, request.dossier_id, wanted)
        shown = rows[: wanted.size]
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token((shown[-1].sent_at, shown[-1].message_id), query=query)
        return pb.ListMessagesResponse(
            messages=[wording.message(row, book.may_read_payload(subject, row)) for row in shown],
            next_page_token=token,
        )

    def GetMessage(self, request: pb.GetMessageRequest, context: Any) -> pb.GetMessageResponse:
        subject = reader()
        with self._.database.read() as connection:
            found = book.find(connection, subject, request.message_id)
            if found is None:
                raise UnknownMessage()
            log = journal.lines(connection, found.message_id)
        return pb.GetMessageResponse(
            message=wording.message(found, book.may_read_payload(subject, found), log)
        )

    def ListSteps(self, request: pb.ListStepsRequest, context: Any) -> pb.ListStepsResponse:
        return self._.stories.list(request, pb.ListStepsResponse)

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        return self._.failures.list(request, pb.ListFailuresResponse)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        return self._.failures.retry(request, pb.RetryFailureResponse)

    def DiscardFailure(self, request: pb.DiscardFailureRequest, context: Any) -> pb.DiscardFailureResponse:
        return self._.failures.discard(request, pb.DiscardFailureResponse)


def reader() -> Subject:
    """The caller, when an officer, an integrator with a unit, an operator or a service.

    Raises:
        OfficersOnly: citizens, and people without a unit.
    """
    subject = current_subject()
    if subject.has(OPERATOR) or subject.is_service():
        return subject
    only_citizen = subject.has(CITIZEN) and not subject.has(INTEGRATOR)
    if only_citizen or not subject.unit:
        raise OfficersOnly()
    return subject
