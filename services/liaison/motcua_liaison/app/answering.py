# SPDX-License-Identifier: Apache-2.0
"""The sending side takes the answer of the business: delivered → accepted | refused | not_needed."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_storage import Database

from motcua_liaison.adapters import journal, outgoing
from motcua_liaison.adapters.outgoing import Sent
from motcua_liaison.app.delivering import subject_of
from motcua_liaison.app.ports import Answer
from motcua_liaison.app.telling import Teller
from motcua_liaison.domain.envelope import State
from motcua_liaison.errors import UnknownMessage

REFUSED = "BUSINESS_REFUSED"


class Answers:
    """Keeps answers; each round of a message has one."""

    def __init__(self, database: Database, teller: Teller, clock: Clock) -> None:
        self._database = database
        self._teller = teller
        self._clock = clock

    def record(self, message_id: str, round_: int, answer: Answer) -> None:
        """Idempotent; an answer of an earlier round says nothing any more.

        Raises:
            UnknownMessage.
        """
        with self._database.begin() as connection:
            sent = outgoing.lock(connection, message_id)
            if sent is None:
                raise UnknownMessage()
            if sent.round != round_ or sent.state not in (State.SENT, State.DELIVERED):
                return
            self._keep(connection, sent, answer)

    def _keep(self, connection: sa.Connection, sent: Sent, answer: Answer) -> None:
        at = self._clock.now()
        envelope = sent.opened
        state = State(answer.state)
        if sent.state == State.SENT:  # the sender fell before it could note that it had delivered
            outgoing.change(connection, sent.message_id, delivered_at=at)
            journal.note(connection, sent.message_id, "delivered", "", at)
            self._teller.tell(connection, "delivered", envelope, at)
        outgoing.change(connection, sent.message_id, state=state, answered_at=at, reason=answer.reason)
        journal.note(connection, sent.message_id, state, answer.reason, at)
        self._teller.tell(connection, state, envelope, at, answer.reason)
        if (
            state != State.REFUSED
        ):  # what nobody can need any more is no failure, and ends one of an earlier round
            journal.resolve(connection, sent.message_id, at)
            return
        journal.failed_again(connection, sent.message_id)
        journal.fail(
            connection, message_id=sent.message_id, dossier_id=sent.dossier_id,
            subject=subject_of(envelope.name, sent.addressee_unit), message=answer.reason, cause=REFUSED,
            attempts=sent.attempts, at=at,
        )  # fmt: skip
