# SPDX-License-Identifier: Apache-2.0
"""The drawing as read: plain data between the reader, the checks, the normaliser and the compiler.

Owns no rule and no I/O. Everything that people look at keeps the id and the line of the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a designer must (error) or should (warning) change. `line` is 1-based, 0 when unknown."""

    code: str
    severity: Severity
    line: int
    element: str
    name: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """What the reader saw and the model has no place for: a code of the catalogue, where, and what its sentence
    needs. It is worded when it is reported."""

    code: str
    line: int
    element: str
    name: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """An element of the `urn:motcua:bpmn:1` namespace inside extensionElements: local name, attributes, text.
    `children` are those of the same namespace (motcua:fact inside motcua:payload)."""

    name: str
    attributes: Mapping[str, str]
    text: str
    line: int
    children: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """A script or condition as drawn; `language` is the declared one, "" when none was declared."""

    text: str
    language: str
    line: int


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """`kind`: message, timer, terminate, signal, error, …; `ref` a global element's id; `timer_kind`:
    date, duration, cycle; `timer` the ISO 8601 text; `limit` a working time such as "8wh" (motcua:limit);
    `times` how many times are drawn (one timer has one)."""

    kind: str
    line: int
    ref: str = ""
    timer_kind: str = ""
    timer: str = ""
    limit: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `type` is the BPMN local name (userTask, exclusiveGateway, boundaryEvent, subProcess, …).

    `id` is as drawn, or `type@line` where the drawing has none (`type@line.2` for the second one of a
    line). `scope` is the id of the process or sub-process
    around it. `attributes` are all XML attributes as drawn, extension ones as `{namespace}name`.
    """

    id: str
    type: str
    name: str
    line: int
    scope: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    definitions: tuple[EventDefinition, ...] = ()
    attached_to: str = ""
    interrupting: bool = True
    default_flow: str = ""
    message_ref: str = ""
    script: Expression | None = None
    lane: str = ""
    loop: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow inside one scope."""

    id: str
    name: str
    line: int
    scope: str
    source: str
    target: str
    condition: Expression | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` is its `motcua:role`, else its name. `attributes` hold motcua:agency, … as
    `{namespace}name`.
    `nodes` are the ids drawn in it, of a nested lane those of the nested lane only; `scope` is the process or
    sub-process that its lane set belongs to."""

    id: str
    name: str
    line: int
    role: str
    nodes: tuple[str, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """A process with its nodes and flows of every depth (see `Node.scope`), in the drawing's order."""

    id: str
    name: str
    line: int
    executable: bool
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...] = ()
    extensions: tuple[Extension, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A pool. `process` is "" for a black box; `attributes` hold motcua:agency, motcua:party, …"""

    id: str
    name: str
    line: int
    process: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message flow; `source` and `target` are ids of nodes or of participants, `message` the id of the message
    that it names itself, "" for none."""

    id: str
    name: str
    line: int
    source: str
    target: str
    message: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A global message; its `name` is what travels and is correlated by."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole BPMN file. `others` are elements we do not use (globals, data, artifacts), by id, with their
    type, for reference checks.
    `oddities` are what the reader itself noticed (unknown elements, text where none belongs, …). `shown` are the ids that
    have a shape with bounds or an edge with points in a BPMNDiagram; None where the file has no BPMNDiagram."""

    file: str
    processes: tuple[Process, ...]
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    messages: tuple[Message, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()
    source: bytes = b""
    shown: frozenset[str] | None = None
