# SPDX-License-Identifier: Apache-2.0
"""What a step tells the world: the events of one move, in the order in which things happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import process_pb2 as p
from motcua_events.catalogue import EventCatalogue
from motcua_events.envelope import About, Event
from motcua_rpc.structs import to_struct

from motcua_workflow.domain.definition import Definition
from motcua_workflow.domain.records import Actor, Instance, TaskRow, derived_id
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.step import ClockRequest, ClosedTask, Decision, Step, ThrownMessage


class Announcer:
    """Turns steps into events of the catalogue."""

    def __init__(self, catalogue: EventCatalogue) -> None:
        self._catalogue = catalogue

    def published(self, key: str, version: int, sha256: str, at: datetime) -> Event:
        message = p.ProcessPublished(procedure_key=key, version=version, sha256=sha256)
        return self._catalogue.event("process.published", message, time=at, subject=key)

    def step(
        self,
        definition: Definition,
        owner: Instance,
        step: Step,
        opened: Sequence[TaskRow],
        ends: Mapping[str, datetime],
        actor: Actor,
        at: datetime,
        papers: Mapping[str, Sequence[str]] | None = None,
    ) -> list[Event]:
        """Every event of a step but incidents. `ends`: when the timers of the step are due, by element; `papers`: ids of the
        signed papers that are to be issued, by part."""
        told: list[tuple[str, Message]] = []
        names = definition.element_names()
        if owner.version == 0:
            told.append(("process.started", p.ProcessStarted(process=head(owner))))
        why = "withdrawn" if any(one.outcome == "withdrawn" for one in step.decisions) else ""
        short = {task.key for task in step.opened_tasks} & {task.key for task in step.closed_tasks}
        told += [
            ("task.closed", _closed(owner, closed, actor, at, why))
            for closed in step.closed_tasks
            if closed.key not in short
        ]
        stood = _stood(definition, owner, step) if step.decisions else []
        told += [
            ("process.result_decided", _decided(owner, one, step.decisions, actor, at, papers or {}, stood))
            for one in step.decisions
        ]
        told += [("process.clock_requested", _clock(owner, one, actor, at)) for one in step.clock_requests]
        told += [
            ("message.thrown", _thrown(definition, owner, one, _answer_by(definition, one, ends), actor, at))
            for one in step.messages
        ]
        told += [("task.opened", _opened(owner, row)) for row in opened]
        if step.status == "completed":
            told.append(("process.completed", p.ProcessCompleted(process=head(owner))))
        closed = {derived_id(owner.id, "task", one.key): one.element for one in step.closed_tasks}
        nodes = compile_process(definition.drawing, owner.process_id).nodes
        roles = {one: nodes[one].meaning.role for one in closed.values() if actor.unit and one in nodes}
        return [
            self._event(owner, kind, message, at, _about(owner, message, closed, names, roles))
            for kind, message in told
        ]

    def incidents(self, owner: Instance, rows: Iterable[Any], at: datetime) -> list[Event]:
        """One event for each incident that opened or failed again."""
        return [
            self._event(
                owner,
                "incident.raised",
                p.IncidentRaised(
                    process=head(owner),
                    incident_id=row.id,
                    element=row.element,
                    code=row.code,
                    message=row.message,
                ),
                at,
                About(row.element, row.element_name, "", owner.procedure_key, owner.procedure_version),
            )
            for row in rows
        ]

    def resolved(self, owner: Instance, incident_id: str, actor: Actor, at: datetime) -> Event:
        """The event of an incident that a retry resolved."""
        message = p.IncidentResolved(process=head(owner), incident_id=incident_id, actor=actor_message(actor))
        return self._event(owner, "incident.resolved", message, at)

    def _event(
        self, owner: Instance, kind: str, message: Message, at: datetime, about: About | None = None
    ) -> Event:
        return self._catalogue.event(kind, message, time=at, dossierid=owner.dossier_id, about=about)


def _about(
    owner: Instance,
    message: Message,
    closed: Mapping[str, str],
    names: Mapping[str, str],
    roles: Mapping[str, str],
) -> About:
    """What the dossier's story says of an event: the element of the drawing, and as what an officer did it."""
    said: Any = message
    is_closed = isinstance(message, p.TaskClosed)
    element = closed.get(said.task_id, "") if is_closed else getattr(message, "element", "")
    role = roles.get(element, "") if is_closed and said.how == "completed" else ""
    return About(
        element or owner.process_id, names.get(element, ""), role, owner.procedure_key, owner.procedure_version,
    )  # fmt: skip


def _closed(owner: Instance, closed: ClosedTask, actor: Actor, at: datetime, why: str) -> Message:
    task_id = derived_id(owner.id, "task", closed.key)
    return p.TaskClosed(
        process=head(owner), task_id=task_id, how=closed.how, actor=actor_message(actor), at=stamp(at),
        why=why if closed.how == "cancelled" else "",
    )  # fmt: skip


def _decided(
    owner: Instance,
    decision: Decision,
    together: Sequence[Decision],
    actor: Actor,
    at: datetime,
    papers: Mapping[str, Sequence[str]],
    stood: Sequence[p.Standing],
) -> Message:
    return p.ProcessResultDecided(
        process=head(owner), part=decision.part, outcome=decision.outcome, reason=decision.reason,
        reason_en=decision.reason_en, element=decision.element, at=stamp(at), actor=known(actor),
        together=[p.PartOutcome(part=one.part, outcome=one.outcome) for one in together],
        result_ids=papers.get(decision.part, ()), stood_at=stood,
    )  # fmt: skip


def _stood(definition: Definition, owner: Instance, step: Step) -> list[p.Standing]:
    """Where the dossier stood until this move: what it cancelled with nothing else of that inside, else what it completed."""
    nodes = compile_process(definition.drawing, owner.process_id).nodes
    cancelled = [one.element for one in step.trace if one.event == "cancelled" and one.element in nodes]
    completed = [one.element for one in step.closed_tasks if one.how == "completed"]
    around = {nodes[one].scope for one in cancelled}
    left = [nodes[one] for one in cancelled if one not in around] or [nodes[one] for one in completed]
    english = definition.english_names()
    return [
        p.Standing(element=one.id, name=one.name, name_en=english.get(one.id, ""), agency=one.meaning.agency)
        for one in {one.id: one for one in left}.values()
        if one.name
    ]


def _clock(owner: Instance, request: ClockRequest, actor: Actor, at: datetime) -> Message:
    return p.ProcessClockRequested(
        process=head(owner), part=request.part, ground=request.ground, action=request.action,
        element=request.element, key=f"{owner.id}/{request.key}", at=stamp(at), actor=known(actor),
    )  # fmt: skip


def _answer_by(
    definition: Definition, thrown: ThrownMessage, ends: Mapping[str, datetime]
) -> datetime | None:
    """When the waiting for the answer ends; None when it is not drawn that it does."""
    return min((ends[one] for one in definition.awaited_by(thrown.element) if one in ends), default=None)


def _thrown(
    definition: Definition,
    owner: Instance,
    thrown: ThrownMessage,
    answer_by: datetime | None,
    actor: Actor,
    at: datetime,
) -> Message:
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
        actor=known(actor),
        answer_by=None if answer_by is None else stamp(answer_by),
    )


def _opened(owner: Instance, row: TaskRow) -> Message:
    return p.TaskOpened(
        process=head(owner), task_id=row.id, element=row.element, name=row.name, role=row.role,
        agency=row.agency, form=row.form, limit=row.limit, part=row.part, result_code=row.result_code,
        opened_at=stamp(row.opened_at), given=to_struct(row.given), name_en=row.name_en,
        signs=row.signs,
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


def known(actor: Actor) -> common_pb2.Actor | None:
    """The person who acted; None where nobody did, so that the field stays unset."""
    return actor_message(actor) if actor.user or actor.name else None


def stamp(moment: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made
