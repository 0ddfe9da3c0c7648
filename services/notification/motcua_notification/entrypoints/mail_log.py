# SPDX-License-Identifier: Apache-2.0
"""The methods of the mail log."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import mail_log_pb2 as pb
from motcua_identity import OPERATOR, Subject
from motcua_organisation import Organisation
from motcua_rpc import current_subject, next_page_token, page
from motcua_storage import Database
from motcua_text import LANGUAGES

from motcua_notification.adapters import mail_log
from motcua_notification.adapters.notices import PREFIX
from motcua_notification.app import mail_log as reading
from motcua_notification.domain.notice import Notice, State
from motcua_notification.entrypoints.wording import stamp
from motcua_notification.errors import UnknownNotice

LOG = structlog.get_logger("motcua_notification")
_BETWEEN = " | "


@dataclass(frozen=True)
class MailLog:
    """What the servicer hands these two methods to."""

    database: Database
    organisation: Organisation

    def list(self, request: pb.ListMailLogRequest) -> pb.ListMailLogResponse:
        subject = current_subject()
        units = reading.units_of(self.organisation, subject)
        by = reading.narrowing_of(
            units, request.dossier_code, request.state, request.from_day, request.to_day
        )
        query = {"list": "mail log", "code": by.code, "state": by.state, "from": by.begin, "to": by.end}
        wanted = page(request.page_size, request.page_token, query=query)
        with self.database.read() as connection:
            rows = mail_log.newest(connection, by, wanted)
        shown = rows[: wanted.size]
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token((shown[-1].created_at, shown[-1].id), query=query)
        return pb.ListMailLogResponse(notices=[logged(row, subject) for row in shown], next_page_token=token)

    def text(self, request: pb.GetNoticeTextRequest) -> pb.GetNoticeTextResponse:
        """Kept in the service's log: who read what was written to whom."""
        subject = current_subject()
        units = reading.units_of(self.organisation, subject)
        with self.database.read() as connection:
            found = mail_log.find(connection, units, request.notice_id)
        if found is None or not _reads(subject):
            raise UnknownNotice()
        LOG.info("notice.read", notice=found.id, user=subject.username)
        return pb.GetNoticeTextResponse(notice=logged(found, subject), subject=found.subject, text=found.text)


def logged(one: Notice, subject: Subject) -> pb.LoggedNotice:
    """One notice, for operators without a person."""
    personal = _reads(subject)
    vi, _, en = one.subject.partition(_BETWEEN)
    reason_vi, _, reason_en = one.error.rpartition(" (")
    failing = one.state == State.FAILED or (one.state == State.QUEUED and one.last_failed_at is not None)
    return pb.LoggedNotice(
        notice_id=one.id,
        dossier_id=one.dossier_id,
        dossier_code=one.dossier_code,
        moment=one.moment,
        subject=common_pb2.LocalizedText(vi=vi, en=en),
        channel=one.channel,
        languages=LANGUAGES,
        recipient=one.recipient,
        address=one.address if personal else reading.masked(one.address),
        state=mail_log.RETRYING if failing and one.state == State.QUEUED else one.state,
        attempts=one.attempts,
        cause=one.cause if failing else "",
        reason=common_pb2.LocalizedText(vi=reason_vi or one.error, en=reason_en.removesuffix(")"))
        if failing
        else None,
        created_at=stamp(one.created_at),
        sent_at=stamp(one.sent_at) if one.sent_at else None,
        last_failed_at=stamp(one.last_failed_at) if one.last_failed_at else None,
        retried_by=one.retried_by or "",
        retried_at=stamp(one.retried_at) if one.retried_at else None,
        failure_id=PREFIX + one.id if failing and subject.has(OPERATOR) else "",
        text_open=personal,
    )


def _reads(subject: Subject) -> bool:
    """Operators see no person, and a text names one."""
    return not subject.has(OPERATOR)
