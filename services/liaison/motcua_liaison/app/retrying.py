# SPDX-License-Identifier: Apache-2.0
"""An operator lets a message be tried again: a refused one in a new round with the same id, another one at once."""

from __future__ import annotations

import threading

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_hosting.failures import UnknownFailure
from motcua_storage import on_commit

from motcua_liaison.adapters import arrivals, journal, outgoing
from motcua_liaison.adapters.journal import FailureRow
from motcua_liaison.adapters.outgoing import Sent
from motcua_liaison.domain.envelope import State


class Retrier:
    """Puts failed messages back into their queues."""

    def __init__(self, clock: Clock, to_deliver: threading.Event, to_hand_over: threading.Event) -> None:
        self._clock = clock
        self._to_deliver = to_deliver
        self._to_hand_over = to_hand_over

    def retry(self, connection: sa.Connection, message_id: str, by: str) -> FailureRow:
        """The failure as it is now.

        Raises:
            UnknownFailure: there is none, or it was resolved.
        """
        found = journal.find(connection, message_id)
        if found is None or found.state == "resolved":
            raise UnknownFailure()
        sent = outgoing.find(connection, message_id)
        if sent is not None and sent.state in (State.SENT, State.REFUSED):
            self._deliver_again(connection, sent)
        else:
            arrivals.again(connection, message_id)
            on_commit(connection, self._to_hand_over.set)
        journal.note(connection, message_id, "retried", by, self._clock.now())
        journal.mark_retried(connection, message_id, by)
        after = journal.find(connection, message_id)
        assert after is not None, "marked in this transaction"
        return after

    def _deliver_again(self, connection: sa.Connection, seen: Sent) -> None:
        outgoing.set_due(connection, seen.sender_unit, seen.addressee_unit, None)
        sent = outgoing.lock(connection, seen.message_id)
        if sent is not None and sent.state == State.REFUSED:
            outgoing.change(
                connection, sent.message_id, state=State.SENT, round=sent.round + 1, delivered_at=None,
                answered_at=None, reason="",
            )  # fmt: skip
        on_commit(connection, self._to_deliver.set)
