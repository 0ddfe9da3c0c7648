# SPDX-License-Identifier: Apache-2.0
"""From the drawing to the core form: what is equivalent is written in one way, so that the compiler has one
way to read.

Owns trimmed conditions, dedented scripts, literal times, resolved message names, inherited lanes and parts,
and the message flows' targets. Ids stay as drawn (the reader fills in missing ones): the core gives its own
names to what it adds, so no id collides.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from motcua_workflow.engine.model import (
    Drawing,
    EventDefinition,
    Expression,
    Extension,
    Finding,
    Lane,
    Node,
    Process,
)
from motcua_workflow.engine.names import THROWING, motcua
from motcua_workflow.engine.normalise_time import parse_date, parse_duration


class CannotCompile(Exception):
    """The drawing holds something that would not run as drawn. The checks refuse it first; this is the
    second net."""

    def __init__(self, element: str, line: int, message: str) -> None:
        super().__init__(f"{element} (line {line}): {message}")
        self.element, self.line, self.message = element, line, message

    def finding(self, lang: Literal["en", "vi"]) -> Finding:
        """As a finding; what exactly does not run is said in English only, as nobody should ever meet it."""
        said, hint = {
            "en": (self.message, "Change the drawing."),
            "vi": (f"Chỗ này không chạy được như đã vẽ (chi tiết: {self.message}).", "Hãy sửa bản vẽ."),
        }[lang]
        return Finding("cannot-compile", "error", self.line, self.element, "", said, hint)


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind`: date, duration (ISO 8601 `text`) or limit (working time, which the shell turns into a
    moment)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Decide:
    """motcua:decide: the outcome of a part. `when`, `reason` and `reason_en` are expressions, "" for always and for
    none. The English is words beside the drawing: a process means the same without it."""

    part: str
    outcome: str
    reason: str
    when: str
    reason_en: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """motcua:clock: a ground that holds while the element is open. `part` "" means every part."""

    ground: str
    part: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a node means beyond its type and its flows."""

    message: str = ""
    target: str = ""
    timer: Timer | None = None
    terminate: bool = False
    script: str = ""
    role: str = ""
    agency: str = ""
    form: str = ""
    limit: str = ""
    part: str = ""
    result: str = ""
    decides: tuple[Decide, ...] = ()
    clocks: tuple[Clock, ...] = ()
    payload: tuple[tuple[str, str], ...] = ()
    take: tuple[str, ...] = field(default=())


def condition_text(expression: Expression) -> str:
    """A condition as the environment takes it."""
    return expression.text.strip()


def script_text(expression: Expression) -> str:
    """A script without the indentation of the XML around it."""
    return textwrap.dedent(expression.text.expandtabs(4)).strip("\n\r ")


def role_of(node: Node, lane: Lane | None) -> str:
    """Whose work a node is: its own motcua:role, else the role of its lane; "" when neither says."""
    return _own(node, "role") or (lane.role if lane else "")


class Normaliser:
    """Meanings of one process's nodes; built once per compilation."""

    def __init__(self, drawing: Drawing, process: Process) -> None:
        self._nodes = {node.id: node for node in process.nodes}
        self._messages = {message.id: message.name.strip() for message in drawing.messages}
        self._lanes = {lane.id: lane for lane in process.lanes}
        own = next((p for p in drawing.participants if p.process == process.id), None)
        self._own = own.id if own else ""
        self._agency = own.attributes.get(motcua("agency"), "") if own else ""
        self._flows = _reached(drawing)

    def meaning(self, node: Node) -> Meaning:
        definition = self._definition(node)
        extensions = node.extensions
        lane = self._lanes.get(node.lane)
        return Meaning(
            message=self._message(node, definition),
            target=self._target(node, definition),
            timer=_timer(node, definition) if definition and definition.kind == "timer" else None,
            terminate=bool(definition and definition.kind == "terminate"),
            script=script_text(node.script) if node.script and node.type == "scriptTask" else "",
            role=role_of(node, lane),
            agency=self._acting(node),
            form=_own(node, "form"),
            limit=_own(node, "limit"),
            part=self._part(node),
            result=_own(node, "result"),
            decides=tuple(self._decide(node, x) for x in _named(extensions, "decide")),
            clocks=tuple(
                Clock(x.attributes.get("ground", ""), x.attributes.get("part", ""))
                for x in _named(extensions, "clock")
            ),
            payload=tuple(pair for x in _named(extensions, "payload") for pair in _payload(x)),
            take=tuple(x.attributes.get("fact", "") for x in _named(extensions, "take")),
        )

    def _definition(self, node: Node) -> EventDefinition | None:
        if len(node.definitions) > 1:
            raise CannotCompile(node.id, node.line, "an event with several definitions does not run")
        return node.definitions[0] if node.definitions else None

    def _message(self, node: Node, definition: EventDefinition | None) -> str:
        ref = node.message_ref or (definition.ref if definition and definition.kind == "message" else "")
        wanted = node.type in ("sendTask", "receiveTask") or bool(definition and definition.kind == "message")
        name = self._messages.get(ref, "")
        if wanted and not name:
            raise CannotCompile(node.id, node.line, "has no message with a name")
        return name

    def _target(self, node: Node, definition: EventDefinition | None) -> str:
        """The pool that the node's message flow reaches, else the one that a flow from its whole pool
        reaches."""
        if node.type != "sendTask" and not (
            node.type in THROWING and definition and definition.kind == "message"
        ):
            return ""
        flows = self._flows.get(node.id) or self._flows.get(self._own, [])
        pools = {pool for _, pool in flows}
        if len(pools) > 1:
            pools = {pool for name, pool in flows if name and name == self._message(node, definition)}
            if len(pools) != 1:
                raise CannotCompile(
                    node.id,
                    node.line,
                    "several message flows leave here for different pools: which one is meant?",
                )
        return next(iter(pools), "")

    def _acting(self, node: Node) -> str:
        """The kind of unit that acts: motcua:agency of the node, else of its lane, else of its pool. A boundary event stands
        where its activity stands, wherever it was drawn."""
        at = self._nodes.get(node.attached_to, node)
        lane = self._lanes.get(at.lane)
        return (
            _own(at, "agency") or (lane.attributes.get(motcua("agency"), "") if lane else "") or self._agency
        )

    def _part(self, node: Node) -> str:
        """motcua:part of the node, else of the sub-processes around it, innermost first."""
        around: Node | None = node
        while around is not None:
            if part := _own(around, "part"):
                return part
            around = self._nodes.get(around.scope)
        return ""

    def _decide(self, node: Node, extension: Extension) -> Decide:
        attributes = extension.attributes
        part = attributes.get("part", "") or self._part(node)
        return Decide(
            part,
            attributes.get("outcome", ""),
            attributes.get("reason", "").strip(),
            attributes.get("when", "").strip(),
            attributes.get("reason_en", "").strip(),
        )


def _own(node: Node, name: str) -> str:
    return node.attributes.get(motcua(name), "").strip()


def _named(extensions: Iterable[Extension], name: str) -> Iterable[Extension]:
    return (extension for extension in extensions if extension.name == name)


def _payload(extension: Extension) -> Iterable[tuple[str, str]]:
    return (
        (x.attributes.get("name", "").strip(), x.attributes.get("value", "").strip())
        for x in _named(extension.children, "fact")
    )


def _timer(node: Node, definition: EventDefinition) -> Timer:
    if definition.limit:
        return Timer("limit", definition.limit.strip())
    text = definition.timer.strip()
    try:
        if definition.timer_kind == "date":
            parse_date(text)
        elif definition.timer_kind == "duration":
            parse_duration(text)
        else:
            raise ValueError(f"a timer of kind {definition.timer_kind!r} does not run")
    except ValueError as error:
        raise CannotCompile(node.id, definition.line, str(error)) from error
    return Timer(definition.timer_kind, text)


def _reached(drawing: Drawing) -> Mapping[str, list[tuple[str, str]]]:
    """Source (a node or a pool) -> name and reached participant of each message flow that leaves it."""
    process_of = {node.id: process.id for process in drawing.processes for node in process.nodes}
    pool_of = {
        participant.process: participant.id for participant in drawing.participants if participant.process
    }
    pools = {participant.id for participant in drawing.participants}
    reached: dict[str, list[tuple[str, str]]] = {}
    for flow in drawing.message_flows:
        pool = flow.target if flow.target in pools else pool_of.get(process_of.get(flow.target, ""), "")
        reached.setdefault(flow.source, []).append((flow.name.strip(), pool))
    return reached
