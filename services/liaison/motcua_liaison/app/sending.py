# SPDX-License-Identifier: Apache-2.0
"""From a thrown message to a sealed envelope in the sender's book, in the transaction of the event that brought it."""

from __future__ import annotations

import threading
from datetime import UTC

import sqlalchemy as sa
from motcua.events.v1 import process_pb2
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_calendar.clock import Clock, legal_time
from motcua_organisation import Organisation
from motcua_storage import on_commit

from motcua_liaison.adapters import outgoing
from motcua_liaison.app.competence import unit_of
from motcua_liaison.app.telling import Teller, stamp
from motcua_liaison.domain.envelope import Signer, seal


class Sender:
    """Numbers, chains, signs and keeps messages. `due` is set when there is something to deliver."""

    def __init__(
        self, organisation: Organisation, signer: Signer, teller: Teller, clock: Clock, due: threading.Event
    ) -> None:
        self._organisation = organisation
        self._signer = signer
        self._teller = teller
        self._clock = clock
        self._due = due

    def send(self, connection: sa.Connection, thrown: process_pb2.MessageThrown) -> None:
        """Idempotent by the message's id.

        Raises:
            Invalid: no competent unit.
        """
        if outgoing.exists(connection, thrown.message_id):
            return
        envelope = self._address(thrown)
        number, previous = outgoing.last(connection, envelope.sender_unit, envelope.addressee_unit)
        now = self._clock.now()
        envelope.number = number + 1
        envelope.previous_hash = previous
        envelope.sent_at.CopyFrom(stamp(now))
        seal(envelope, self._signer)
        outgoing.add(connection, envelope, now)
        self._teller.tell(connection, "sent", envelope, now)
        on_commit(connection, self._due.set)

    def _address(self, thrown: process_pb2.MessageThrown) -> pb.Envelope:
        head = thrown.process
        at = legal_time(thrown.at.ToDatetime(tzinfo=UTC))
        sender = unit_of(self._organisation, thrown.sender_agency, head.territory, at)
        addressee = unit_of(self._organisation, thrown.target_agency, head.territory, at)
        return pb.Envelope(
            message_id=thrown.message_id, sender_unit=sender.key, sender_code=sender.code,
            addressee_unit=addressee.key, addressee_code=addressee.code, dossier_id=head.dossier_id,
            dossier_code=head.dossier_code, procedure_key=head.procedure_key,
            procedure_version=head.procedure_version, name=thrown.name, target=thrown.target,
            payload=thrown.payload, actor=thrown.actor if thrown.HasField("actor") else None,
        )  # fmt: skip
