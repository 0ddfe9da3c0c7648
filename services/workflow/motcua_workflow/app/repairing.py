# SPDX-License-Identifier: Apache-2.0
"""Operators at an incident: see the facts that its element could read, write others, run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from motcua_calendar.clock import Clock

from motcua_workflow.adapters import incidents, instances, repairs
from motcua_workflow.adapters.incidents import IncidentRow
from motcua_workflow.app.definitions import Definitions
from motcua_workflow.app.moving import Mover, Tried
from motcua_workflow.domain import repair as rules
from motcua_workflow.domain.incident_words import words
from motcua_workflow.domain.records import Actor, Instance, derived_id
from motcua_workflow.domain.repair import Repair
from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.errors import BadRepair, NotRepairable, UnknownFailure


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: JSON text, "" where the instance has none; whether the element's texts name it."""

    name: str
    json: str
    read: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as an operator looks at it."""

    row: IncidentRow
    owner: Instance
    texts: list[tuple[str, str]]
    facts: list[Known]
    repairs: list[Repair]
    waiting_messages: list[str]


class Repairer:
    """Reads incidents, and repairs them in the caller's transaction."""

    def __init__(self, definitions: Definitions, mover: Mover, clock: Clock) -> None:
        self._definitions = definitions
        self._mover = mover
        self._clock = clock

    def look(self, connection: sa.Connection, incident_id: str) -> Incident:
        """An incident, resolved ones too.

        Raises:
            UnknownFailure.
        """
        row = incidents.find(connection, incident_id)
        owner = instances.find(connection, row.instance_id) if row else None
        if row is None or owner is None:
            raise UnknownFailure()
        spec, _ = self._spec(connection, owner)
        node = spec.nodes.get(row.element)
        texts = rules.texts(node) if node else []
        store = core.inspect(spec, owner.state, self._clock.now()).facts
        return Incident(
            row=row,
            owner=owner,
            texts=texts,
            facts=_known(store, rules.names_read(text for _, text in texts)),
            repairs=repairs.of_incident(connection, incident_id),
            waiting_messages=repairs.waiting_messages(connection, row.dossier_id),
        )

    def repair(
        self, connection: sa.Connection, incident_id: str, facts: Mapping[str, Any], note: str, actor: Actor
    ) -> tuple[Tried, Repair]:
        """Write facts and run the failed element again. When it fails again the facts stay as written.

        Raises:
            UnknownFailure, FailureResolved, NotRepairable, BadRepair.
        """
        found, owner = self._mover.failed(connection, incident_id)
        if not words(found.code).repairable:
            raise NotRepairable()
        spec, drawing = self._spec(connection, owner)
        now = self._clock.now()
        store = core.inspect(spec, owner.state, now).facts
        if faults := rules.faults(store, facts, note, drawing):
            raise BadRepair(fields=faults)
        tried = self._mover.retry(connection, incident_id, actor, facts)
        done = Repair(
            id=derived_id(owner.id, "repair", str(tried.before.trace_length)),
            incident_id=incident_id,
            instance_id=owner.id,
            position=tried.before.trace_length,
            at=now,
            actor=actor,
            note=note.strip(),
            changes=rules.changes_of(store, facts),
            resolved=tried.incident.state == "resolved",
        )
        repairs.add(connection, done)
        return tried, done

    def _spec(self, connection: sa.Connection, owner: Instance) -> tuple[CompiledProcess, bytes]:
        definition = self._definitions.get(connection, owner.procedure_key, owner.procedure_version)
        return compile_process(definition.drawing, owner.process_id), definition.source


def _known(store: Mapping[str, Any], read: set[str]) -> list[Known]:
    """What the element reads first, also what is missing; then the others."""
    first = [Known(name, rules.text_of(store[name]) if name in store else "", True) for name in sorted(read)]
    others = [Known(name, rules.text_of(store[name]), False) for name in sorted(store.keys() - read)]
    return first + others
