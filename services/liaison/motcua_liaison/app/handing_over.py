# SPDX-License-Identifier: Apache-2.0
"""Gives what arrived to the business and tells the sender the answer: received → accepted | refused | not_needed → told.

Each arrow is a transaction of its own with the call before it, outside of any transaction. A crash anywhere repeats the call,
which has no second effect: the business counts a message once, and so does the sender its answer.
"""

from __future__ import annotations

from dataclasses import replace

import structlog
from motcua_calendar.clock import Clock
from motcua_events.tracing import working_span
from motcua_hosting.lease import LEASE
from motcua_storage import Database

from motcua_liaison.adapters import arrivals, journal
from motcua_liaison.adapters.arrivals import Arrived
from motcua_liaison.app.delivering import subject_of
from motcua_liaison.app.ports import Answer, Business, Routes
from motcua_liaison.app.waiting import VISIBLE_AFTER, cause_of, wait_after
from motcua_liaison.domain.envelope import Arrival

LOG = structlog.get_logger("motcua_liaison")


class HandOver:
    """`step` does the next thing that is due."""

    def __init__(self, database: Database, business: Business, routes: Routes, clock: Clock) -> None:
        self._database = database
        self._business = business
        self._routes = routes
        self._clock = clock

    def step(self) -> bool:
        """False when nothing is due."""
        with self._database.begin() as connection:
            taken = arrivals.take(connection, LEASE)
        if taken is None:
            return False
        said = {"motcua.element": taken.opened.name, "motcua.service": "liaison"}
        with working_span("liaison hand over", taken.dossier_id, None, said):
            return self._try(taken)

    def _try(self, taken: Arrived) -> bool:
        try:
            if taken.state == Arrival.RECEIVED:
                taken = self._hand_over(taken)
            self._tell(taken)
        except Exception as error:  # there is no answer, or nobody to tell it: tried again later
            self._put_off(taken, error)
        return True

    def _hand_over(self, taken: Arrived) -> Arrived:
        answer = self._business.hand_over(taken.opened, taken.round)
        with self._database.begin() as connection:
            arrivals.answer(connection, taken, answer.state, answer.reason, self._clock.now(), LEASE)
        return replace(taken, state=answer.state, reason=answer.reason)

    def _tell(self, taken: Arrived) -> None:
        answer = Answer(Arrival(taken.state), taken.reason)
        self._routes(taken.sender_unit).answer(taken.message_id, taken.round, answer)
        with self._database.begin() as connection:
            arrivals.told(connection, taken)

    def _put_off(self, taken: Arrived, error: Exception) -> None:
        code, sentence = cause_of(error)
        LOG.warning("message.not_answered", message=taken.message_id, attempts=taken.attempts, cause=code)
        with self._database.begin() as connection:
            arrivals.put_off(connection, taken, wait_after(taken.attempts))
            at = self._clock.now()
            journal.note(connection, taken.message_id, "failed", sentence, at)
            journal.failed_again(connection, taken.message_id)
            if taken.attempts >= VISIBLE_AFTER:
                journal.fail(
                    connection, message_id=taken.message_id, dossier_id=taken.dossier_id,
                    subject=subject_of(taken.opened.name, taken.addressee_unit), message=sentence, cause=code,
                    attempts=taken.attempts, at=at,
                )  # fmt: skip
