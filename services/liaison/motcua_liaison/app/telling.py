# SPDX-License-Identifier: Apache-2.0
"""The events of a message, written in the transaction that changes it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import liaison_pb2
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_events import EventCatalogue, Outbox
from motcua_events.envelope import About


class Teller:
    """Writes liaison.sent, liaison.delivered, liaison.accepted, liaison.refused and liaison.not_needed."""

    def __init__(self, outbox: Outbox, catalogue: EventCatalogue) -> None:
        self._outbox = outbox
        self._catalogue = catalogue

    def tell(
        self, connection: sa.Connection, what: str, envelope: pb.Envelope, at: datetime, reason: str = ""
    ) -> None:
        """`what` is the end of the event's type."""
        changed = liaison_pb2.LiaisonChanged(
            message_id=envelope.message_id, dossier_id=envelope.dossier_id, number=envelope.number,
            name=envelope.name, sender_unit=envelope.sender_unit, addressee_unit=envelope.addressee_unit,
            reason=reason, at=stamp(at),
        )  # fmt: skip
        event = self._catalogue.event(
            type_=f"liaison.{what}", message=changed, time=at, dossierid=envelope.dossier_id,
            about=About(
                element=envelope.name, procedure=envelope.procedure_key, version=envelope.procedure_version
            ),
        )  # fmt: skip
        self._outbox.add(connection, event)


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
