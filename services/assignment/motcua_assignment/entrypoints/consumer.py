# SPDX-License-Identifier: Apache-2.0
"""What the inbox does when intake and workflow say that something happened. Every handler may be repeated."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import process_pb2 as p
from motcua_events import Event, Handler

from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app import opening
from motcua_assignment.domain.task import Dossier, Kind, State

BEFORE_ACCEPTANCE = "before_acceptance"


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
            "dossier.withdrawn": self.withdrawn,
            "dossier.results_ready": self.results_ready,
            "dossier.finished": self.finished,
            "result.returned": self.returned,
            "clock.paused": self.clock_changed,
            "clock.resumed": self.clock_changed,
            "clock.restarted": self.clock_changed,
            "task.opened": self.task_opened,
            "task.closed": self.task_closed,
        }

    def submitted(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierSubmitted)
        known = self._update(connection, message.dossier)
        if message.source == "window":
            return  # entered and accepted in one go
        due = opening.moment(message.answer_due_at)
        opening.open_window_task(connection, self._desk, Kind.ACCEPTANCE, known, "0", due, due)

    def accepted(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierAccepted)
        self._update(connection, message.dossier, message.parts)
        self._close(connection, message.dossier.dossier_id, Kind.ACCEPTANCE, State.DONE)

    def refused(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierRefused)
        self._close(connection, message.dossier.dossier_id, Kind.ACCEPTANCE, State.DONE)

    def supplement_requested(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierSupplementRequested)
        if message.stage == BEFORE_ACCEPTANCE:
            self._close(connection, message.dossier.dossier_id, Kind.ACCEPTANCE, State.DONE)

    def supplement_answered(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierSupplementAnswered)
        known = self._update(connection, message.dossier)
        if message.stage == BEFORE_ACCEPTANCE:
            due = opening.moment(message.answer_due_at)
            occasion = str(message.round)
            opening.open_window_task(connection, self._desk, Kind.ACCEPTANCE, known, occasion, due, due)

    def withdrawn(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierWithdrawn)
        self._close(connection, message.dossier.dossier_id, Kind.ACCEPTANCE, State.CANCELLED)

    def results_ready(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierResultsReady)
        known = self._update(connection, message.dossier)
        if tasks.live_of_kind(connection, known.id, Kind.RETURN):
            return
        due = known.promised_at or event.time
        opening.open_window_task(connection, self._desk, Kind.RETURN, known, event.id, due, due)

    def returned(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.ResultReturned)
        self._close(connection, message.dossier.dossier_id, Kind.RETURN, State.DONE)

    def finished(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.DossierFinished)
        for kind in (Kind.ACCEPTANCE, Kind.RETURN):
            self._close(connection, message.dossier.dossier_id, kind, State.CANCELLED)

    def clock_changed(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, d.ClockChanged)
        self._update(connection, message.dossier, message.parts)

    def task_opened(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, p.TaskOpened)
        head = message.process
        dossier = Dossier(head.dossier_id, head.dossier_code, head.procedure_key, head.procedure_version)
        opening.open_step(connection, self._desk, message, dossier, head.territory)

    def task_closed(self, connection: sa.Connection, event: Event) -> None:
        message = self._desk.catalogue.message(event, p.TaskClosed)
        task = tasks.by_id(connection, message.task_id)
        if task is not None and task.live:
            state = State.DONE if message.how == "completed" else State.CANCELLED
            opening.close(connection, self._desk, task, state, None)

    def _close(self, connection: sa.Connection, dossier_id: str, kind: Kind, state: State) -> None:
        for task in tasks.live_of_kind(connection, dossier_id, kind):
            opening.close(connection, self._desk, task, state, None)

    def _update(self, connection: sa.Connection, head: d.DossierHead, parts: object = None) -> Dossier:
        known = tasks.dossier_of(connection, head.dossier_id)
        dates = tuple((due.part, opening.moment(due.due_at)) for due in parts or ())  # type: ignore[attr-defined]
        dossier = Dossier(
            id=head.dossier_id,
            code=head.code,
            procedure_key=head.procedure_key,
            procedure_version=head.procedure_version,
            procedure_vi=head.procedure_name.vi,
            procedure_en=head.procedure_name.en,
            unit=head.unit,
            applicant_name=head.applicant_name,
            promised_at=opening.moment(head.promised_at) if head.HasField("promised_at") else None,
            parts=dates or (known.parts if known else ()),
        )
        tasks.update_dossier(connection, dossier)
        return dossier
