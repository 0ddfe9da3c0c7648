# SPDX-License-Identifier: Apache-2.0
"""What notification does with events: it keeps what is said of dossiers and queues what is to be told."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from motcua.events.v1 import dossier_pb2, inbox_pb2, process_pb2
from motcua_calendar.clock import legal_time
from motcua_events import Event, EventCatalogue, Handler, Retryable
from motcua_organisation import Organisation

from motcua_notification.adapters import notices
from motcua_notification.app import moments, moments_of_desk
from motcua_notification.app.queueing import Queue


class Handlers:
    """`table()` is what the consumer is given."""

    def __init__(self, queue: Queue, catalogue: EventCatalogue, organisation: Organisation) -> None:
        self._organisation = organisation
        self._queue = queue
        self._catalogue = catalogue

    def table(self) -> Mapping[str, Handler]:
        return {
            **dict.fromkeys(moments.SIMPLE, self.told),
            **dict.fromkeys(moments.MOVED, self.moved),
            "message.thrown": self.thrown,
            moments.DRAFT: self.draft,
            moments_of_desk.ESCALATED: self.desk,
            moments_of_desk.REASSIGNED: self.desk,
            moments_of_desk.CONTRADICTED: self.contradicted,
            moments_of_desk.WAITING: self.waiting,
        }

    def told(self, connection: sa.Connection, event: Event) -> None:
        head, facts = moments.read(self._catalogue, event)
        known = moments.head_facts(head)
        before = notices.head_of(connection, head.dossier_id) if event.type in moments.COMPARED else None
        notices.keep_head(connection, head.dossier_id, known)
        if facts is None:
            return
        if event.type in moments.COMPARED:
            facts = {**facts, "before": (before or {}).get("promised_at", "")}
        self._queue.add(connection, event, event.type, known, facts)

    def desk(self, connection: sa.Connection, event: Event) -> None:
        said = self._catalogue.message(event, inbox_pb2.InboxChanged)
        tell = (
            moments_of_desk.escalated
            if event.type == moments_of_desk.ESCALATED
            else moments_of_desk.reassigned
        )
        for head, facts in tell(self._organisation, said):
            self._queue.add(connection, event, event.type, head, facts)

    def contradicted(self, connection: sa.Connection, event: Event) -> None:
        said = self._catalogue.message(event, dossier_pb2.ResultAnswerChanged)
        for head, facts in moments_of_desk.contradicted(self._organisation, said):
            self._queue.add(connection, event, event.type, head, facts)

    def waiting(self, connection: sa.Connection, event: Event) -> None:
        said = self._catalogue.message(event, dossier_pb2.DossierExtensionsWaiting)
        for head, facts in moments_of_desk.waiting(self._organisation, said):
            self._queue.add(connection, event, event.type, head, facts)

    def draft(self, connection: sa.Connection, event: Event) -> None:
        head, facts = moments.draft_expiring(self._catalogue.message(event, dossier_pb2.DraftExpiring))
        self._queue.add(connection, event, event.type, head, facts)

    def moved(self, connection: sa.Connection, event: Event) -> None:
        message = self._catalogue.message(event, dossier_pb2.ClockChanged)
        before = notices.head_of(connection, message.dossier.dossier_id) or {}
        head = moments.head_facts(message.dossier)
        if (
            message.lapsed
        ):  # dossier.supplement_closed follows and tells of both dates, of which this is the one of before
            if message.HasField("promised_before"):
                known = {**head, "promised_at": moments.iso(message.promised_before)}
                notices.keep_head(connection, message.dossier.dossier_id, known)
            return
        notices.keep_head(connection, message.dossier.dossier_id, head)
        facts = moments.clock_moved(message, before.get("promised_at", ""))
        if facts is not None:
            self._queue.add(connection, event, event.type, head, facts)

    def thrown(self, connection: sa.Connection, event: Event) -> None:
        message = self._catalogue.message(event, process_pb2.MessageThrown)
        payload = moments.event_payload(message.payload)
        told = moments.message_thrown(message.name, message.target_party, payload)
        if told is None:
            return
        head = notices.head_of(connection, message.process.dossier_id)
        if head is None:
            # Topics are read side by side; intake's event of the acceptance was written before and will come.
            raise Retryable("Nothing is known of this dossier yet.")
        sender = {
            "sender_kind": message.sender_agency,
            "territory": message.process.territory,
            "sent_on": legal_time(event.time).date().isoformat(),
        }
        self._queue.add(connection, event, told[0], head, {**told[1], **sender})
