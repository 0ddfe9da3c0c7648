# SPDX-License-Identifier: Apache-2.0
"""What a step tells the world: the events of one move, in the order in which things happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import process_pb2 as p
from motcua_events.catalogue import EventCatalogue
from motcua_events.envelope import Event
from motcua_rpc.structs import to_struct

from motcua_workflow.domain.definition import Definition
from motcua_workflow.domain.records import Actor, Instance, TaskRow, derived_id
from motcua_workflow.engine.step import ClockRequest, Decision, Step, ThrownMessage


class Announcer:
    """Turns steps into events of the catalogue."""

    def __init__(self, catalogue: EventCatalogue) -> None:
        self._catalogue = catalogue

    def published(self, key: str, version: int, sha256: str, at: datetime) -> Event:
        message = p.ProcessPublished(procedure_key=key, version=version, sha256=sha256)
        return self._catalogue.event(message, time=at, subject=key)

    def step(
        self, definition: Definition, owner: Instance, step: Step, opened: Sequence[TaskRow], actor: Actor, at: datetime
    ) -> list[Event]:
        """Every event of a step but incidents."""
        events: list[Event] = []
        say = lambda message, kind=None: events.append(self._event(owner, message, at, kind))  # noqa: E731
        if owner.version == 0:
            say(p.ProcessStarted(process=head(owner)))
        for closed in step.closed_tasks:
            say(
                p.TaskClosed(
                    process=head(owner), task_id=derived_id(owner.id, "task", closed.key), how=closed.how,
                    actor=actor_message(actor), at=stamp(at),
                )  # fmt: skip
            )
        for decision in step.decisions:
            say(self._decided(owner, decision, at))
        for request in step.clock_requests:
            say(self._clock(owner, request, at))
        for thrown in step.messages:
            say(self._thrown(definition, owner, thrown, at))
        for row in opened:
            say(self._opened(owner, row))
        if step.status == "completed":
            say(p.ProcessCompleted(process=head(owner)))
        return events

    def incidents(self, owner: Instance, rows: Iterable[Any], at: datetime) -> list[Event]:
        return [
            self._event(
                owner,
                p.IncidentRaised(
                    process=head(owner), incident_id=row.id, element=row.element, code=row.code, message=row.message
                ),
                at,
            )
            for row in rows
        ]

    def resolved(self, owner: Instance, incident_id: str, actor: Actor, at: datetime) -> Event:
        message = p.IncidentResolved(process=head(owner), incident_id=incident_id, actor=actor_message(actor))
        return self._event(owner, message, at)

    def _event(self, owner: Instance, message: Message, at: datetime, kind: str | None = None) -> Event:
        return self._catalogue.event(message, time=at, dossierid=owner.dossier_id, type_=kind)

    def _decided(self, owner: Instance, decision: Decision, at: datetime) -> Message:
        return p.ProcessResultDecided(
            process=head(owner), part=decision.part, outcome=decision.outcome, reason=decision.reason,
            element=decision.element, at=stamp(at),
        )  # fmt: skip

    def _clock(self, owner: Instance, request: ClockRequest, at: datetime) -> Message:
        return p.ProcessClockRequested(
            process=head(owner), part=request.part, ground=request.ground, action=request.action,
            element=request.element, key=f"{owner.id}/{request.key}", at=stamp(at),
        )  # fmt: skip

    def _thrown(self, definition: Definition, owner: Instance, thrown: ThrownMessage, at: datetime) -> Message:
        return p.MessageThrown(
            process=head(owner),
            message_id=derived_id(owner.id, "message", thrown.key, thrown.message),
            name=thrown.message,
            element=thrown.element,
            target=thrown.target,
            target_agency=definition.agency_of(thrown.target),
            target_party=definition.party_of(thrown.target),
            sender_agency=definition.agency_of_process(owner.process_id),
            payload=to_struct(thrown.payload),
            at=stamp(at),
        )

    def _opened(self, owner: Instance, row: TaskRow) -> Message:
        return p.TaskOpened(
            process=head(owner), task_id=row.id, element=row.element, name=row.name, role=row.role,
            agency=row.agency, form=row.form, limit=row.limit, part=row.part, result_code=row.result_code,
            opened_at=stamp(row.opened_at),
        )  # fmt: skip


def head(owner: Instance) -> p.ProcessHead:
    return p.ProcessHead(
        instance_id=owner.id,
        process_id=owner.process_id,
        dossier_id=owner.dossier_id,
        dossier_code=owner.dossier_code,
        procedure_key=owner.procedure_key,
        procedure_version=owner.procedure_version,
        territory=owner.territory,
    )


def actor_message(actor: Actor) -> common_pb2.Actor:
    return common_pb2.Actor(user=actor.user, name=actor.name, unit=actor.unit)


def stamp(moment: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made
