# SPDX-License-Identifier: Apache-2.0
"""What the inbox does when intake and workflow say that something happened. Every handler may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1.common_pb2 import Actor
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import fees_pb2 as f
from motcua.events.v1 import process_pb2 as p
from motcua_events import Event, Handler, Invalid

from motcua_assignment.adapters import dossiers
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app import opening
from motcua_assignment.domain import standstill
from motcua_assignment.domain.standstill import Stretch, Stretches
from motcua_assignment.domain.task import Cause, Decided, Dossier, Kind, State, Why
from motcua_assignment.errors import NobodyCompetent

BEFORE_ACCEPTANCE = "before_acceptance"
ORIGINAL, SLIP, POSTED = "original:", "slip:", "posted:"
"""Beginnings of what waits and is no result. A slip that the post has or had waits whatever it is, until it was handed over."""
M = TypeVar("M", bound=Message)


class Told(Protocol):
    """An event of a dossier."""

    @property
    def dossier(self) -> d.DossierHead: ...


class InboxHandlers:
    """`table()` is what the consumer is given."""

    def __init__(self, desk: opening.Desk) -> None:
        self._desk = desk

    def table(self) -> Mapping[str, Handler]:
        return {
            "dossier.submitted": self.submitted,
            "dossier.accepted": self.accepted,
            "dossier.refused": self.refused,
            "dossier.supplement_requested": self.supplement_requested,
            "dossier.supplement_answered": self.supplement_answered,
            "dossier.supplement_closed": self.supplement_closed,
            "dossier.withdrawn": self.withdrawn,
            "dossier.part_decided": self.part_decided,
            "dossier.extension_signed": self.extension_signed,
            "dossier.results_ready": self.results_ready,
            "dossier.finished": self.finished,
            "result.returned": self.returned,
            "result.sent_by_post": self.sent_by_post,
            "result.came_back": self.came_back,
            "clock.paused": self.clock_changed,
            "clock.resumed": self.clock_changed,
            "clock.restarted": self.clock_changed,
            "clock.moved": self.dates_moved,
            "process.result_decided": self.process_decided,
            "task.opened": self.task_opened,
            "task.closed": self.task_closed,
        }

    def submitted(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierSubmitted)
        known = self._update(connection, message.dossier)
        # What was entered and accepted at the window in one go waits for no answer.
        if message.HasField("answer_due_at"):
            self._await_answer(connection, known, "0", message.answer_due_at)

    def accepted(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierAccepted)
        self._update(connection, message.dossier, message.parts)
        self._close(connection, message, Kind.ACCEPTANCE, State.DONE, message.actor)

    def refused(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierRefused)
        self._close(connection, message, Kind.ACCEPTANCE, State.DONE, message.actor)

    def supplement_requested(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierSupplementRequested)
        if message.stage == BEFORE_ACCEPTANCE:
            self._close(connection, message, Kind.ACCEPTANCE, State.DONE)

    def supplement_answered(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierSupplementAnswered)
        known = self._update(connection, message.dossier)
        if message.stage == BEFORE_ACCEPTANCE:
            due, occasion = message.answer_due_at, str(message.round)
            self._await_answer(connection, known, occasion, due, opening.ANSWERED_TITLE)

    def supplement_closed(self, connection: sa.Connection, event: Event) -> None:
        """Overdue before acceptance: the window decides on what there is. Otherwise the process goes its way."""
        message = self._message(event, d.DossierSupplementClosed)
        known = self._update(connection, message.dossier, message.parts)
        if message.stage == BEFORE_ACCEPTANCE and message.overdue:
            due, occasion = message.answer_due_at, f"{message.round}/overdue"
            self._await_answer(connection, known, occasion, due, opening.OVERDUE_TITLE)

    def withdrawn(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierWithdrawn)
        self._close(connection, message, Kind.ACCEPTANCE, State.CANCELLED, cause=Cause(Why.WITHDRAWN))

    def results_ready(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierResultsReady)
        ended = partial(standstill.decided, at=event.time) if message.complete else None
        known = self._update(connection, message.dossier, clock=ended)
        sent = [code for code in known.waiting if code.startswith(POSTED)]
        waiting = [*message.result_codes, *_originals(message.originals), *_slips(message.slips), *sent]
        dossiers.set_waiting(connection, known.id, waiting)
        self._await_return(connection, known, event, waiting)

    def returned(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.ResultReturned)
        known = self._update(connection, message.dossier)
        gone = {*message.result_codes, *_originals(message.originals)}
        gone |= {*_slips(message.slips), *_slips(message.slips, POSTED)}
        left = [code for code in known.waiting if code not in gone]
        dossiers.set_waiting(connection, known.id, left)
        self._close(connection, message, Kind.RETURN, State.DONE)
        if left:
            self._await_return(connection, known, event, left)

    def sent_by_post(self, connection: sa.Connection, event: Event) -> None:
        """What is in a parcel is the window's work until it was handed over."""
        message = self._message(event, f.ResultSentByPost)
        known = self._update(connection, message.dossier)
        waiting = list(dict.fromkeys([*known.waiting, *_slips(message.slips, POSTED)]))
        dossiers.set_waiting(connection, known.id, waiting)
        self._await_return(connection, known, event, waiting)

    def came_back(self, connection: sa.Connection, event: Event) -> None:
        """It waits here again. Nothing known to wait: a slip that was sent before this was told of slips."""
        message = self._message(event, f.ResultCameBack)
        known = self._update(connection, message.dossier)
        waiting = list(dict.fromkeys([*known.waiting, *message.result_codes]))
        dossiers.set_waiting(connection, known.id, waiting)
        self._await_return(connection, known, event, waiting or [POSTED])

    def finished(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.DossierFinished)
        for kind in (Kind.ACCEPTANCE, Kind.RETURN):
            self._close(connection, message, kind, State.CANCELLED)

    def clock_changed(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, d.ClockChanged)
        stretch = Stretch(
            message.key, message.part, message.ground, message.policy, message.ground_name.vi, message.ground_name.en,
            opening.moment(message.at),
        )  # fmt: skip
        change = standstill.begun if event.type == "clock.paused" else standstill.over
        self._update(connection, message.dossier, message.parts, clock=lambda known: change(known, stretch))

    def dates_moved(self, connection: sa.Connection, event: Event) -> None:
        """Parts that count from a decision have other dates, or all was counted anew; no clock stood still."""
        message = self._message(event, d.ClockChanged)
        self._update(connection, message.dossier, message.parts)

    def extension_signed(self, connection: sa.Connection, event: Event) -> None:
        """Another day was appointed: what was late, or was about to be, is so no more."""
        message = self._message(event, d.DossierExtensionSigned)
        self._update(connection, message.dossier, message.parts)

    def part_decided(self, connection: sa.Connection, event: Event) -> None:
        """Intake counts nothing for a part that has its outcome, and does not tell that its clock stopped standing still."""
        message = self._message(event, d.DossierPartDecided)
        ended = partial(standstill.decided, at=event.time, part=message.part)
        self._update(connection, message.dossier, clock=ended)

    def process_decided(self, connection: sa.Connection, event: Event) -> None:
        """Told by workflow, as its moment is the process's own: whatever ends by it, in whichever pool, closes after it."""
        message = self._message(event, p.ProcessResultDecided)
        known = dossiers.introduce(connection, _said(message.process))
        dossiers.decide(connection, known, Decided(message.part, message.outcome, opening.moment(message.at)))

    def task_opened(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, p.TaskOpened)
        head = message.process
        with _for_operators():
            known = dossiers.introduce(connection, _said(head))
            opening.open_tasks(
                connection, self._desk, [opening.step(self._desk, message, known, head.territory)]
            )

    def task_closed(self, connection: sa.Connection, event: Event) -> None:
        message = self._message(event, p.TaskClosed)
        state = State.DONE if message.how == "completed" else State.CANCELLED
        by = opening.actor_in(message.actor) if state is State.DONE else None
        cause = _cause(message) if state is State.CANCELLED else None
        opening.close_step(
            connection, self._desk, message.task_id, message.process.dossier_id, state, by, cause
        )

    def _message(self, event: Event, kind: type[M]) -> M:
        return self._desk.catalogue.message(event, kind)

    def _await_answer(
        self,
        connection: sa.Connection,
        known: Dossier,
        occasion: str,
        due: Timestamp,
        title: opening.Title | None = None,
    ) -> None:
        """One item for each dossier: late papers come to the one that is open, with whoever has it."""
        with _for_operators():
            new = opening.window_task(
                self._desk, Kind.ACCEPTANCE, known, occasion, opening.moment(due), title
            )
        if not opening.renew(connection, new):
            opening.open_tasks(connection, self._desk, [new])

    def _await_return(
        self, connection: sa.Connection, known: Dossier, event: Event, waiting: Sequence[str]
    ) -> None:
        """One open item for each dossier, whatever waits. It has no time of its own, as it depends on when the person comes; its
        row stands in the list by when the waiting began."""
        title = _title(waiting)
        for old in tasks.live_of_kind(connection, known.id, Kind.RETURN):
            if (old.title_vi, old.title_en) != title:
                tasks.change(connection, old.id, title_vi=title[0], title_en=title[1])
            return
        with _for_operators():
            new = opening.window_task(self._desk, Kind.RETURN, known, event.id, event.time, title)
        opening.open_tasks(connection, self._desk, [new])

    def _close(
        self,
        connection: sa.Connection,
        message: Told,
        kind: Kind,
        state: State,
        by: Actor | None = None,
        cause: Cause | None = None,
    ) -> None:
        actor = opening.actor_in(by) if by is not None else None
        for task in tasks.live_of_kind(connection, message.dossier.dossier_id, kind):
            opening.close_told(connection, self._desk, task, state, actor, cause)

    def _update(
        self,
        connection: sa.Connection,
        head: d.DossierHead,
        parts: Iterable[d.PartDue] = (),
        clock: Callable[[Stretches], Stretches] | None = None,
    ) -> Dossier:
        said = Dossier(
            id=head.dossier_id,
            code=head.code,
            procedure_key=head.procedure_key,
            procedure_version=head.procedure_version,
            procedure_vi=head.procedure_name.vi,
            procedure_en=head.procedure_name.en,
            unit=head.unit,
            applicant_name=head.applicant_name,
            promised_at=opening.moment(head.promised_at) if head.HasField("promised_at") else None,
            parts=tuple((due.part, opening.moment(due.due_at)) for due in parts),
        )
        return dossiers.update(connection, said, clock)


def _said(head: p.ProcessHead) -> Dossier:
    return Dossier(head.dossier_id, head.dossier_code, head.procedure_key, head.procedure_version)


def _cause(message: p.TaskClosed) -> Cause:
    """Only an officer is named: who files is named by intake alone."""
    if message.why == Why.WITHDRAWN:
        return Cause(Why.WITHDRAWN)
    actor = message.actor if message.actor.unit else None
    return Cause(Why.DECISION, actor.name) if actor is not None else Cause(Why.PROCESS)


def _originals(components: Iterable[str]) -> list[str]:
    """Originals that wait to be handed back, apart from results that may have the same code."""
    return [f"{ORIGINAL}{component}" for component in components]


def _slips(documents: Iterable[str], kind: str = SLIP) -> list[str]:
    """Refusal slips that wait to be handed over against signature, or slips that the post has."""
    return [f"{kind}{document}" for document in documents]


def _title(waiting: Sequence[str]) -> opening.Title:
    """Named by the most that waits: results, else refusal slips, else what the post has or had, else originals."""
    if any(not code.startswith((ORIGINAL, SLIP, POSTED)) for code in waiting) or not waiting:
        return opening.WINDOW_TITLES[Kind.RETURN]
    if any(code.startswith(SLIP) for code in waiting):
        return opening.SLIPS_TITLE
    posted = any(code.startswith(POSTED) for code in waiting)
    return opening.POSTED_TITLE if posted else opening.ORIGINALS_TITLE


@contextmanager
def _for_operators() -> Iterator[None]:
    """Work that nobody is competent for becomes a dead letter at once: waiting does not help, a person must look."""
    try:
        yield
    except NobodyCompetent as error:
        raise Invalid(str(error)) from error
