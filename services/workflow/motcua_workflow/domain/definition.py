# SPDX-License-Identifier: Apache-2.0
"""A published drawing as the shell needs it: which process starts, which agency or party stands behind a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from motcua_calendar.clock import LEGAL_ZONE, legal_time
from motcua_procedure import Form

from motcua_workflow.domain.refusing import refusing
from motcua_workflow.engine.model import Drawing, Node, Participant, Process

NAMESPACE = "{urn:motcua:bpmn:1}"


@dataclass(frozen=True)
class Definition:
    """One version of a procedure's drawing. `source` is the BPMN file, `forms` are the folder's by key."""

    procedure_key: str
    version: int
    drawing: Drawing
    source: bytes
    forms: Mapping[str, Form] = field(default_factory=dict)

    def given(self, form: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What a task with this form may know of an instance's facts: those that the form's fields name."""
        found = self.forms.get(form)
        return found.given(facts) if found is not None else {}

    def fires(self, element: str, due: datetime) -> datetime:
        """When a timer goes off that is due then: what the citizen may do until a last day may be done until its midnight (Civil
        Code 2015, art. 148.6), whenever the office closes."""
        if element not in self._awaiting_applicant:
            return due
        return datetime.combine(legal_time(due).date() + timedelta(days=1), time(), LEGAL_ZONE)

    @cached_property
    def _awaiting_applicant(self) -> frozenset[str]:
        """Boundary events of activities that wait for a message of the applicant."""
        people = {pool.id for pool in self.drawing.participants if _attribute(pool, "party") == "applicant"}
        waiting = {flow.target for flow in self.drawing.message_flows if flow.source in people}
        nodes = (node for process in self.drawing.processes for node in process.nodes)
        return frozenset(node.id for node in nodes if node.attached_to in waiting)

    def awaited_by(self, throwing: str) -> frozenset[str]:
        """The boundary events of the activity that a throwing element leads to: what ends the waiting for its answer."""
        nexts = {f.target for p in self.drawing.processes for f in p.flows if f.source == throwing}
        nodes = (node for process in self.drawing.processes for node in process.nodes)
        return frozenset(node.id for node in nodes if node.attached_to in nexts)

    def main_process(self) -> str:
        """The first executable process with a none start event; "" when there is none."""
        return next((p.id for p in self.drawing.processes if p.executable and _starts_alone(p)), "")

    def process_of(self, participant: str) -> str:
        """The executable process in a pool; "" for a black box or an unknown pool."""
        found = self._participant(participant)
        executable = {p.id for p in self.drawing.processes if p.executable}
        return found.process if found and found.process in executable else ""

    def starts_by(self, process_id: str, message: str) -> bool:
        """Whether a message of this name starts that process."""
        names = {m.id: m.name for m in self.drawing.messages}
        return any(
            node.type == "startEvent"
            and node.scope == process_id
            and any(d.kind == "message" and names.get(d.ref) == message for d in node.definitions)
            for process in self.drawing.processes
            if process.id == process_id
            for node in process.nodes
        )

    def agency_of_process(self, process_id: str) -> str:
        """Kind of the unit that acts in a process (motcua:agency of its pool); "" when the drawing does not say."""
        pool = next((p for p in self.drawing.participants if p.process == process_id), None)
        return _attribute(pool, "agency")

    def agency_of(self, participant: str) -> str:
        return _attribute(self._participant(participant), "agency")

    def party_of(self, participant: str) -> str:
        """`applicant` for the citizen's black-box pool, else ""."""
        return _attribute(self._participant(participant), "party")

    def name_of_process(self, process_id: str) -> str:
        process = next((p for p in self.drawing.processes if p.id == process_id), None)
        pool = next((p for p in self.drawing.participants if p.process == process_id), None)
        return (pool.name if pool and pool.name else "") or (process.name if process else "")

    def done_by_people(self) -> frozenset[str]:
        """The elements that a person completes."""
        nodes = (node for process in self.drawing.processes for node in process.nodes)
        return frozenset(node.id for node in nodes if node.type in ("userTask", "manualTask"))

    def seen_by(self, agency: str, parts: frozenset[str]) -> frozenset[str]:
        """The elements whose course an agency may read that sees these parts of the dossier only: what is drawn as of those
        parts, and what is of no part by name in its own pool and lanes. In another's that may tell of any part."""
        scopes = {node.id: node for process in self.drawing.processes for node in process.nodes}
        seen: set[str] = set()
        for process in self.drawing.processes:
            pool = self.agency_of_process(process.id)
            lanes = {lane.id: lane.attributes.get(f"{NAMESPACE}agency", "") for lane in process.lanes}
            for node in process.nodes:
                acts = node.attributes.get(f"{NAMESPACE}agency", "") or lanes.get(node.lane, "") or pool
                part = _part(node, scopes)
                if part in parts or (not part and acts and acts == agency):
                    seen.add(node.id)
        return frozenset(seen)

    @cached_property
    def refusing(self) -> frozenset[str]:
        """The steps with whose completion a part may be refused or stopped before anybody else acts: that signs, as a result
        does."""
        return refusing(self.drawing)

    def attached(self) -> frozenset[str]:
        """Boundary events: they wait beside an activity, the dossier does not stand there."""
        return frozenset(n.id for p in self.drawing.processes for n in p.nodes if n.type == "boundaryEvent")

    def element_names(self) -> dict[str, str]:
        """The name of each element that has one, by id."""
        return {node.id: node.name for p in self.drawing.processes for node in p.nodes if node.name}

    def english_names(self) -> dict[str, str]:
        """The English name of each element that has one, by id."""
        nodes = (node for process in self.drawing.processes for node in process.nodes)
        named = ((node.id, node.attributes.get(f"{NAMESPACE}name_en", "").strip()) for node in nodes)
        return {element: name for element, name in named if name}

    def _participant(self, participant: str) -> Participant | None:
        return next((p for p in self.drawing.participants if p.id == participant), None)


def _attribute(participant: Participant | None, name: str) -> str:
    return participant.attributes.get(f"{NAMESPACE}{name}", "") if participant else ""


def _part(node: Node, nodes: Mapping[str, Node]) -> str:
    """The part that an element is drawn as of, also by the sub-process around it or the activity that it listens at."""
    around: Node | None = node
    while around is not None:
        part = around.attributes.get(f"{NAMESPACE}part", "").strip()
        if part:
            return part
        around = nodes.get(around.attached_to) or nodes.get(around.scope)
    return ""


def _starts_alone(process: Process) -> bool:
    return any(n.type == "startEvent" and n.scope == process.id and not n.definitions for n in process.nodes)
