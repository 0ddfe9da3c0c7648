# SPDX-License-Identifier: Apache-2.0
"""Look-ups over one process of a drawing, made once and shared by the checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Drawing, EventDefinition, Flow, Lane, Node, Process
from motcua_workflow.engine.names import GATEWAYS
from motcua_workflow.engine.read_xml import Limits


@dataclass(frozen=True)
class Checked:
    """What every check is given: the drawing, one process of it that is to run, the report and the limits."""

    drawing: Drawing
    process: Process
    report: Report
    limits: Limits

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """By id; of doubled ids the first."""
        return {node.id: node for node in reversed(self.process.nodes)}

    @cached_property
    def outgoing(self) -> dict[str, list[Flow]]:
        """Flows whose two ends are nodes of one scope, by source."""
        found: dict[str, list[Flow]] = defaultdict(list)
        for flow in self._sound:
            found[flow.source].append(flow)
        return found

    @cached_property
    def incoming(self) -> dict[str, list[Flow]]:
        """Flows whose two ends are nodes of one scope, by target."""
        found: dict[str, list[Flow]] = defaultdict(list)
        for flow in self._sound:
            found[flow.target].append(flow)
        return found

    @cached_property
    def _sound(self) -> list[Flow]:
        nodes = self.nodes
        both = (f for f in self.process.flows if f.source in nodes and f.target in nodes)
        return [flow for flow in both if nodes[flow.source].scope == nodes[flow.target].scope]

    @cached_property
    def scopes(self) -> dict[str, list[Node]]:
        """Nodes by the process or sub-process around them, empty sub-processes too."""
        found: dict[str, list[Node]] = {self.process.id: []}
        for node in self.process.nodes:
            if node.type in ("subProcess", "transaction", "adHocSubProcess"):
                found.setdefault(node.id, [])
        for node in self.process.nodes:
            found.setdefault(node.scope, []).append(node)
        return found

    @cached_property
    def lanes(self) -> dict[str, Lane]:
        """By id; of doubled ids the first."""
        return {lane.id: lane for lane in reversed(self.process.lanes)}

    @cached_property
    def laned(self) -> frozenset[str]:
        """The process and sub-processes that have lanes."""
        return frozenset(lane.scope for lane in self.process.lanes)

    @cached_property
    def messages(self) -> dict[str, str]:
        """Names of the global messages by id."""
        return {message.id: message.name for message in self.drawing.messages}

    def add(self, code: str, at: Node | Flow | Process, line: int = 0, **values: object) -> None:
        """Report a code at a drawn element, on its line unless another is given."""
        self.report.at(code, at, line, **values)

    def message_of(self, node: Node) -> str:
        """The name of the message that a node sends or waits for, "" for none."""
        refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
        return next((self.messages.get(ref, "") for ref in refs if ref), "")

    def deciding(self) -> Iterator[Node]:
        """Exclusive gateways; the other gateways are refused or parallel."""
        return (node for node in self.process.nodes if node.type == "exclusiveGateway")


def is_gateway(node: Node) -> bool:
    return node.type in GATEWAYS


def is_set(node: Node, attribute: str) -> bool:
    """Whether a boolean attribute of XML Schema is drawn as true."""
    return node.attributes.get(attribute, "").strip() in ("true", "1")


def kinds(node: Node) -> tuple[str, ...]:
    """The kinds of the event definitions of a node, ("none",) for an event without."""
    return tuple(definition.kind for definition in node.definitions) or ("none",)


def timers(node: Node) -> Iterator[EventDefinition]:
    return (definition for definition in node.definitions if definition.kind == "timer")


def waits(node: Node) -> bool:
    """Whether a token stops here until somebody or something outside moves it."""
    return node.type in ("userTask", "manualTask", "receiveTask", "intermediateCatchEvent")
