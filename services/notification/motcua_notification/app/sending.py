# SPDX-License-Identifier: Apache-2.0
"""Sends what is queued: contact and names are asked for, the text is fixed, the mail goes out, and only then is the notice
`sent`. Every call is outside of transactions. Who sends holds the notice for a few seconds and says again and again that they do;
who lost it does not begin to send. A crash between sending and noting it sends the same mail again, with the same Message-ID; the
mailbox knows it by that."""

from __future__ import annotations

import random
from datetime import timedelta
from email.headerregistry import Address

import sqlalchemy as sa
import structlog
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import notification_pb2
from motcua_calendar.clock import Clock
from motcua_events import EventCatalogue, Outbox
from motcua_events.envelope import About
from motcua_events.tracing import working_span
from motcua_hosting.lease import LEASE, renewed
from motcua_rpc import Internal, MotcuaError, NotFound
from motcua_storage import Database

from motcua_notification.adapters import notices
from motcua_notification.app.moments_of_desk import OFFICER
from motcua_notification.app.ports import Contact, Contacts, Mailer, Procedures
from motcua_notification.app.rendering import Texts
from motcua_notification.domain.mail import compose
from motcua_notification.domain.notice import Notice, State
from motcua_notification.errors import MailError, MailRefused

LOG = structlog.get_logger("motcua_notification")
FIRST_WAIT = 0.5
LONGEST_WAIT = 900.0
MOST_TRIES = 24
"""About four hours; a mail server that is away longer is an operator's matter."""


class Lost(Exception):
    """The notice is in somebody else's hands, as this worker stood still for longer than it held it."""


class SendNotices:
    """`step` does the next thing that is due."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        catalogue: EventCatalogue,
        clock: Clock,
        contacts: Contacts,
        procedures: Procedures,
        texts: Texts,
        mailer: Mailer,
        sender: Address,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._catalogue = catalogue
        self._clock = clock
        self._contacts = contacts
        self._procedures = procedures
        self._texts = texts
        self._mailer = mailer
        self._sender = sender
        self._in_hand: set[str] = set()

    def step(self) -> bool:
        """False when nothing is due."""
        with self._database.begin() as connection:
            notice = notices.take(connection, LEASE, tuple(self._in_hand))
        if notice is None:
            return False
        self._in_hand.add(notice.id)
        try:
            with renewed("notice", lambda: self._hold(notice)):
                return self._traced(notice)
        finally:
            self._in_hand.discard(notice.id)

    def _hold(self, notice: Notice) -> None:
        """It is ours for another while.

        Raises:
            Lost: somebody else took it.
        """
        with self._database.begin() as connection:
            if not notices.hold(connection, notice, LEASE):
                raise Lost(notice.id)

    def _traced(self, notice: Notice) -> bool:
        said = {"motcua.element": notice.moment, "motcua.service": "notification"}
        with working_span("notification send", notice.dossier_id, notice.traceparent, said):
            return self._try(notice)

    def _try(self, notice: Notice) -> bool:
        try:
            contact = self._contact(notice)
            if contact is None:
                return self._not_needed(notice)
            subject, text = self._fixed(notice, contact)
            self._send(notice, contact, subject, text)
        except Lost:
            LOG.warning("notice.taken_over", notice=notice.id, attempts=notice.attempts)
        except Exception as error:  # whatever happened, the notice stays and says why
            self._fail(notice, error)
        return True

    def _contact(self, notice: Notice) -> Contact | None:
        """Whom to write to; None when the draft that it is about is none any more."""
        if officer := notice.facts.get(OFFICER):
            return Contact(officer["name"], officer["email"])
        draft_id = notice.facts["dossier"].get("draft_id", "")
        if not draft_id:
            return self._contacts.of(notice.dossier_id)
        try:
            return self._contacts.of_draft(draft_id)
        except NotFound:
            return None

    def _not_needed(self, notice: Notice) -> bool:
        with self._database.begin() as connection:
            notices.settle(connection, notice.id, State.NOT_NEEDED)
        return True

    def _fixed(self, notice: Notice, contact: Contact) -> tuple[str, str]:
        """What to send, just before it is sent: who stood still for longer than they held the notice must not send it beside
        another."""
        if notice.text:
            self._hold(notice)
            return notice.subject, notice.text
        if OFFICER in notice.facts:
            subject, text = self._texts.for_officer(notice.moment, notice.facts)
        else:
            subject, text = self._for_applicant(notice)
        with self._database.begin() as connection:
            if not notices.hold(connection, notice, LEASE, subject=subject, text=text):
                raise Lost(notice.id)
        return subject, text

    def _for_applicant(self, notice: Notice) -> tuple[str, str]:
        head = notice.facts["dossier"]
        procedure = self._procedures.get(head["procedure_key"], head["procedure_version"])
        return self._texts.full(notice.moment, notice.facts, procedure)

    def _send(self, notice: Notice, contact: Contact, subject: str, text: str) -> None:
        if not contact.email.strip():
            with self._database.begin() as connection:
                notices.settle(connection, notice.id, State.NO_ADDRESS)
            return
        mail = compose(notice.id, self._sender, contact.name, contact.email, subject, text)
        self._mailer.send(mail)
        with self._database.begin() as connection:
            values = {"sent_at": self._clock.now(), "address": mail.recipient.addr_spec}
            if notices.settle(connection, notice.id, State.SENT, **values):
                self._tell(connection, notice, "sent", "")

    def _fail(self, notice: Notice, error: Exception) -> None:
        code, sentence = _cause_of(error)
        for_good = isinstance(error, MailRefused | NotFound) or notice.attempts >= MOST_TRIES
        LOG.warning(
            "notice.not_sent", notice=notice.id, attempts=notice.attempts, cause=code, for_good=for_good
        )
        with self._database.begin() as connection:
            at = self._clock.now()
            if not for_good:
                notices.put_off(connection, notice, _wait_after(notice.attempts), code, sentence, at)
            elif notices.settle(connection, notice.id, State.FAILED, **notices.failed(code, sentence, at)):
                self._tell(connection, notice, "failed", code)

    def _tell(self, connection: sa.Connection, notice: Notice, what: str, reason: str) -> None:
        at = self._clock.now()
        stamp = Timestamp()
        stamp.FromDatetime(at)
        changed = notification_pb2.NotificationChanged(
            notice_id=notice.id, dossier_id=notice.dossier_id, moment=notice.moment, channel=notice.channel,
            reason=reason, at=stamp,
        )  # fmt: skip
        event = self._catalogue.event(
            type_=f"notification.{what}", message=changed, time=at, dossierid=notice.dossier_id or None,
            subject=notice.dossier_id or f"notice:{notice.id}", about=About(element=notice.moment),
        )  # fmt: skip
        self._outbox.add(connection, event)


def _wait_after(attempts: int) -> timedelta:
    """0.5, 1, 2 … 900 seconds, up to a fifth less by chance, so that many do not come back together."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(max(attempts, 1) - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.0))


def _cause_of(error: Exception) -> tuple[str, str]:
    """Code and sentence, without personal data: of a foreign error only its class."""
    if isinstance(error, MotcuaError | MailError):
        return error.code, f"{error.message_vi} ({error.message_en})"
    return Internal.code, f"{Internal.message_vi} ({type(error).__name__})"
