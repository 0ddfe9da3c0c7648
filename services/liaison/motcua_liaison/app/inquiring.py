# SPDX-License-Identifier: Apache-2.0
"""Asks outside databases for processes: asked → answered → delivered, each step a transaction with its call before it.

A database that is down loses nothing: the question waits, and is asked again after 0.5 seconds, 1, 2 … five minutes. A crash
anywhere repeats a call that has no second effect. What the database said is kept by intake before the process hears of it.

Each time, intake is asked first whether anybody needs the answer still: of a dossier that ended without a result nothing leaves
the house, and the question is over (not_needed).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Final

import sqlalchemy as sa
import structlog
from motcua.events.v1 import process_pb2
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_calendar.clock import Clock, legal_time
from motcua_events.tracing import working_span
from motcua_hosting.lease import LEASE, renewed
from motcua_rpc.structs import to_struct
from motcua_storage import Database, on_commit

from motcua_liaison.adapters import inquiries
from motcua_liaison.adapters.dossier_room import DossierRoom, Question
from motcua_liaison.adapters.inquiries import Inquiry
from motcua_liaison.app.waiting import VISIBLE_AFTER, cause_of, wait_after
from motcua_liaison.domain.lookup import Lookup, LookupDown

LOG = structlog.get_logger("motcua_liaison")
DOWN: Final = "REGISTER_DOWN"
ENDED: Final = "DOSSIER_ENDED"
_SILENT: Final = (
    "Cơ sở dữ liệu chưa trả lời; câu hỏi được giữ lại và tự hỏi tiếp. (The database does not answer; the question is kept and "
    "asked again.)"
)
_DROPPED: Final = (
    "Không hỏi nữa: hồ sơ đã kết thúc mà không có kết quả nào, nên không ai cần trả lời. (Not asked any more: the dossier ended "
    "without any result, so nobody needs the answer.)"
)
_SECONDS: Final = 5.0


class Inquirer:
    """`ask` keeps a question in the transaction of its event; `step` does the next thing that is due."""

    def __init__(
        self,
        database: Database,
        lookups: Mapping[str, Lookup],
        room: DossierRoom,
        workflow: workflow_pb2_grpc.WorkflowServiceStub,
        clock: Clock,
        due: threading.Event,
    ) -> None:
        self._database = database
        self._lookups = lookups
        self._room = room
        self._workflow = workflow
        self._clock = clock
        self._due = due

    def knows(self, party: str) -> bool:
        """Whether a party of a drawing is an outside database that this service asks."""
        return party in self._lookups

    def ask(self, connection: sa.Connection, thrown: process_pb2.MessageThrown) -> None:
        """Idempotent by the message's id."""
        if inquiries.add(connection, thrown, legal_time(thrown.at.ToDatetime(tzinfo=UTC))):
            on_commit(connection, self._due.set)

    def look_again(self, connection: sa.Connection, dossier_id: str) -> None:
        """A part of the dossier ended without a result: what is not needed any more is over at once, not with its next try."""
        if inquiries.due_at_once(connection, dossier_id):
            on_commit(connection, self._due.set)

    def again(self, connection: sa.Connection, message_id: str, by: str) -> Inquiry | None:
        """An operator lets it be asked at once."""
        found = inquiries.again(connection, message_id, by)
        on_commit(connection, self._due.set)
        return found

    def step(self) -> bool:
        """False when nothing is due."""
        with self._database.begin() as connection:
            taken = inquiries.take(connection, LEASE)
        if taken is None:
            return False
        said = {"motcua.element": taken.party, "motcua.service": "liaison"}
        with (
            working_span("liaison look up", taken.dossier_id, None, said),
            renewed("inquiry", lambda: self._hold(taken)),
        ):
            return self._try(taken)

    def _hold(self, taken: Inquiry) -> None:
        with self._database.begin() as connection:
            inquiries.hold(connection, taken.message_id, LEASE)

    def _try(self, taken: Inquiry) -> bool:
        tries = taken.attempts
        try:
            if taken.state == "asked":
                question = self._room.question(taken)
                if question.not_needed:
                    self._drop(taken)
                    return True
                taken = self._ask(taken, question)
            self._deliver(taken, tries)
        except Exception as error:  # there is no answer yet, or nobody to tell it: tried again later
            self._put_off(taken, error)
        return True

    def _drop(self, taken: Inquiry) -> None:
        LOG.info("inquiry.dropped", inquiry=taken.message_id, cause=ENDED)
        with self._database.begin() as connection:
            inquiries.drop(connection, taken, ENDED, _DROPPED, self._clock.now())

    def _ask(self, taken: Inquiry, question: Question) -> Inquiry:
        reply = self._lookups[taken.party].ask(question.asks)
        outcome, reference = self._room.keep(taken, question, reply)
        with self._database.begin() as connection:
            inquiries.answered(
                connection, taken.message_id, question.answer, outcome, reference, self._clock.now()
            )
        return replace(
            taken, state="answered", answer=question.answer, outcome=outcome, reference=reference, attempts=1
        )

    def _deliver(self, taken: Inquiry, tries: int) -> None:
        request = workflow_pb2.DeliverMessageRequest(
            request_id=f"{taken.message_id}:answer", message_id=f"{taken.message_id}:answer", name=taken.answer,
            dossier_id=taken.dossier_id,
            payload=to_struct({"register_outcome": taken.outcome, "register_ref": taken.reference}),
        )  # fmt: skip
        answer = self._workflow.DeliverMessage(request, timeout=_SECONDS)
        # Refused: the step that waited for it is over, as an officer typed the number or the dossier was withdrawn.
        taken_up = answer.delivery == workflow_pb2.DELIVERY_ACCEPTED
        state = "delivered" if taken_up else "not_needed"
        with self._database.begin() as connection:
            inquiries.done(connection, taken.message_id, state, tries, self._clock.now())

    def _put_off(self, taken: Inquiry, error: Exception) -> None:
        code, sentence = (DOWN, _SILENT) if isinstance(error, LookupDown) else cause_of(error)
        LOG.warning("inquiry.not_answered", inquiry=taken.message_id, attempts=taken.attempts, cause=code)
        with self._database.begin() as connection:
            inquiries.put_off(
                connection, taken, wait_after(taken.attempts), code, sentence, self._clock.now(),
                shown=taken.attempts >= VISIBLE_AFTER,
            )  # fmt: skip
