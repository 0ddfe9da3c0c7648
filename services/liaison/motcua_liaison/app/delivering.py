# SPDX-License-Identifier: Apache-2.0
"""Brings messages to their addressees, in the order of each sequence: sent → delivered.

A step takes a pair for a while, delivers its oldest message outside of any transaction, and keeps what came of it. A crash
anywhere leaves the message sent, and it is delivered again; the receiving side knows it by its id.
"""

from __future__ import annotations

import structlog
from motcua_calendar.clock import Clock
from motcua_events.tracing import working_span
from motcua_hosting.lease import LEASE
from motcua_storage import Database

from motcua_liaison.adapters import journal, outgoing
from motcua_liaison.adapters.outgoing import Pair, Sent
from motcua_liaison.app.ports import Routes
from motcua_liaison.app.telling import Teller
from motcua_liaison.app.waiting import VISIBLE_AFTER, cause_of, wait_after
from motcua_liaison.domain.envelope import State
from motcua_liaison.errors import EnvelopeRejected

LOG = structlog.get_logger("motcua_liaison")


class Deliverer:
    """`step` does the next thing that is due."""

    def __init__(self, database: Database, routes: Routes, teller: Teller, clock: Clock) -> None:
        self._database = database
        self._routes = routes
        self._teller = teller
        self._clock = clock

    def step(self) -> bool:
        """False when nothing is due."""
        with self._database.begin() as connection:
            taken = outgoing.take(connection, LEASE)
        if taken is None:
            return False
        pair, sent = taken
        if sent is None:
            return True
        said = {"motcua.element": sent.opened.name, "motcua.service": "liaison"}
        with working_span("liaison deliver", sent.dossier_id, sent.traceparent, said):
            return self._try(pair, sent)

    def _try(self, pair: Pair, sent: Sent) -> bool:
        try:
            self._routes(sent.addressee_unit).deliver(sent.opened, sent.round)
        except Exception as error:  # whatever a transport raises, the message stays and is tried again
            self._put_off(pair, sent, error)
        else:
            self._keep(sent)
        return True

    def _keep(self, sent: Sent) -> None:
        with self._database.begin() as connection:
            outgoing.set_due(connection, sent.sender_unit, sent.addressee_unit, None)
            now = outgoing.lock(connection, sent.message_id)
            if now is None or now.state != State.SENT or now.round != sent.round:
                return  # its answer came before
            at = self._clock.now()
            outgoing.change(connection, sent.message_id, state=State.DELIVERED, delivered_at=at)
            journal.note(connection, sent.message_id, "delivered", "", at)
            self._teller.tell(connection, "delivered", sent.opened, at)

    def _put_off(self, pair: Pair, sent: Sent, error: Exception) -> None:
        code, sentence = cause_of(error)
        LOG.warning("message.not_delivered", message=sent.message_id, attempts=pair.attempts, cause=code)
        with self._database.begin() as connection:
            outgoing.set_due(connection, sent.sender_unit, sent.addressee_unit, wait_after(pair.attempts))
            at = self._clock.now()
            journal.note(connection, sent.message_id, "failed", sentence, at)
            journal.failed_again(connection, sent.message_id)
            if pair.attempts >= VISIBLE_AFTER or isinstance(error, EnvelopeRejected):
                journal.fail(
                    connection, message_id=sent.message_id, dossier_id=sent.dossier_id,
                    subject=subject_of(sent.opened.name, sent.addressee_unit), message=sentence, cause=code,
                    attempts=pair.attempts, at=at,
                )  # fmt: skip


def subject_of(name: str, addressee_unit: str) -> str:
    """What a failure is about."""
    return f"{name} → {addressee_unit}"
