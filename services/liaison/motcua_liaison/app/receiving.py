# SPDX-License-Identifier: Apache-2.0
"""The receiving side: checks an envelope and stores it once, in the order of its sequence."""

from __future__ import annotations

import threading

import sqlalchemy as sa
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_calendar.clock import Clock
from motcua_organisation import Organisation
from motcua_storage import Database, on_commit

from motcua_liaison.adapters import arrivals
from motcua_liaison.adapters.arrivals import Arrived
from motcua_liaison.domain.envelope import Arrival, Verifier, check_place, check_seal, rejected


class Receiver:
    """Takes envelopes from known nodes. `due` is set when there is something to hand over."""

    def __init__(
        self,
        database: Database,
        organisation: Organisation,
        verifier: Verifier,
        clock: Clock,
        due: threading.Event,
    ) -> None:
        self._database = database
        self._organisation = organisation
        self._verifier = verifier
        self._clock = clock
        self._due = due

    def receive(self, envelope: pb.Envelope, round_: int) -> None:
        """Store an envelope; one that is known already is left as it is, but for a new round of a refused one.

        Raises:
            EnvelopeRejected: HASH_WRONG, KEY_UNKNOWN, SIGNATURE_WRONG, ADDRESSEE_UNKNOWN, MESSAGE_CHANGED, NUMBER_WRONG,
                CHAIN_BROKEN.
        """
        check_seal(envelope, self._verifier)
        if envelope.addressee_unit not in self._organisation.units:
            raise rejected(
                "ADDRESSEE_UNKNOWN",
                f"Không có đơn vị nhận {envelope.addressee_unit} ở nút này.",
                f"No unit {envelope.addressee_unit} works on this node.",
            )
        with self._database.begin() as connection:
            number, previous = arrivals.last(connection, envelope.sender_unit, envelope.addressee_unit)
            known = arrivals.find(connection, envelope.message_id, lock=True)
            if known is None:
                check_place(envelope, number, previous)
                arrivals.add(connection, envelope, round_, self._clock.now())
            else:
                self._repeat(connection, envelope, known, round_)
            on_commit(connection, self._due.set)

    def _repeat(self, connection: sa.Connection, envelope: pb.Envelope, known: Arrived, round_: int) -> None:
        if known.hash != envelope.hash:
            raise rejected(
                "MESSAGE_CHANGED",
                "Mã văn bản này đã được dùng cho nội dung khác.",
                "This message id came before with another content.",
            )
        if round_ > known.round and known.state == Arrival.REFUSED:
            arrivals.again(
                connection, known.message_id, round=round_, state=Arrival.RECEIVED, reason="", told=False
            )
        elif round_ > known.round:
            arrivals.again(connection, known.message_id, round=round_, told=False)
        elif not known.told:
            arrivals.again(connection, known.message_id)
