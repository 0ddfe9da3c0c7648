# SPDX-License-Identifier: Apache-2.0
"""The few things that the lint of a folder must know of its drawing: ids, limits, results and the way between them.

Not a BPMN reader: the workflow service owns that and judges the drawing. What cannot be read here gives None, and the
service's own check says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from motcua_text.xml import XmlRefused, parse_xml

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_MOTCUA = "{urn:motcua:bpmn:1}"
_SCOPES = ("process", "subProcess")
_TASKS = ("userTask", "manualTask")
_TRUE = ("true", "1")
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class DrawnTask:
    """A user or manual task: its form, its time limit, the result it asks for, and the part it works on."""

    id: str
    line: int
    limit: str
    result: str
    part: str
    form: str = ""


@dataclass(slots=True)
class Scope:
    """A process or sub-process: its tasks, the scopes inside it, and the flows between its elements."""

    id: str
    part: str
    elements: list[str] = field(default_factory=list)
    tasks: dict[str, DrawnTask] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    flows: dict[str, list[str]] = field(default_factory=dict)

    def all_tasks(self) -> Iterator[DrawnTask]:
        yield from self.tasks.values()
        for scope in self.scopes.values():
            yield from scope.all_tasks()


@dataclass(frozen=True, slots=True)
class DrawnProcedure:
    """Every element's id with its type, the executable processes, and the global messages' names. `ends` are the lines of
    their end events by id, `inner_ends` those inside sub-processes; `agencies` who acts in the pool of a process, by its id."""

    types: Mapping[str, str]
    processes: tuple[Scope, ...]
    messages: frozenset[str]
    ends: Mapping[str, int]
    inner_ends: Mapping[str, int]
    agencies: Mapping[str, str] = field(default_factory=dict)

    def tasks(self) -> dict[str, DrawnTask]:
        return {task.id: task for process in self.processes for task in process.all_tasks()}


def read_drawing(content: bytes) -> DrawnProcedure | None:
    """What the lint needs, or None for what is no safe BPMN."""
    root = _parse(content)
    if root is None or root.tag != f"{_BPMN}definitions":
        return None
    drawn = [e for e in root.iterchildren(f"{_BPMN}process") if e.get("isExecutable", "").strip() in _TRUE]
    processes = tuple(_scope(element, "") for element in drawn)
    ends = {str(e.get("id")): _line(e) for process in drawn for e in process.iterfind(f"{_BPMN}endEvent")}
    every = {str(e.get("id")): _line(e) for process in drawn for e in process.iter(f"{_BPMN}endEvent")}
    return DrawnProcedure(
        types={str(e.get("id")): _name(e) for e in root.iter(f"{_BPMN}*") if e.get("id")},
        processes=processes,
        messages=frozenset(str(e.get("name")) for e in root.iter(f"{_BPMN}message")),
        ends=ends,
        inner_ends={key: line for key, line in every.items() if key not in ends},
        agencies={
            str(e.get("processRef")): str(e.get(f"{_MOTCUA}agency"))
            for e in root.iter(f"{_BPMN}participant")
            if e.get("processRef") and e.get(f"{_MOTCUA}agency")
        },
    )


def forms_of(content: bytes) -> frozenset[str] | None:
    """Keys of all forms that a drawing names, wherever; None for what is no safe BPMN."""
    root = _parse(content)
    if root is None:
        return None
    return frozenset(element.get(f"{_MOTCUA}form", "").strip() for element in root.iter(etree.Element))


def _parse(content: bytes) -> etree._Element | None:
    try:
        root = parse_xml(content)
    except XmlRefused:
        return None
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS or _too_deep(root):
        return None
    return root


def _too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _line(element: Any) -> int:
    return int(element.sourceline or 0)


def _scope(element: etree._Element, part: str) -> Scope:
    own = element.get(f"{_MOTCUA}part") or part
    scope = Scope(str(element.get("id", "")), own)
    for child in element:
        if isinstance(child.tag, str):
            _put(scope, child, _name(child))
    return scope


def _put(scope: Scope, child: etree._Element, kind: str) -> None:
    key = str(child.get("id", ""))
    if kind == "sequenceFlow":
        scope.flows.setdefault(str(child.get("sourceRef")), []).append(str(child.get("targetRef")))
        return
    if kind == "boundaryEvent":
        scope.flows.setdefault(str(child.get("attachedToRef")), []).append(key)
    scope.elements.append(key)
    if kind in _SCOPES:
        scope.scopes[key] = _scope(child, scope.part)
    elif kind in _TASKS:
        scope.tasks[key] = DrawnTask(
            id=key,
            line=_line(child),
            limit=child.get(f"{_MOTCUA}limit", ""),
            result=child.get(f"{_MOTCUA}result", ""),
            part=child.get(f"{_MOTCUA}part") or scope.part,
            form=child.get(f"{_MOTCUA}form", "").strip(),
        )
