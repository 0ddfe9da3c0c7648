# SPDX-License-Identifier: Apache-2.0
"""Where a dossier stands, in words and for the drawing: names, lanes and pools are read from the BPMN file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from google.protobuf.timestamp_pb2 import Timestamp
from lxml import etree
from motcua.workflow.v1 import workflow_pb2
from motcua_text.xml import XmlRefused, parse_xml

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ROLE = "{urn:motcua:bpmn:1}role"
_AROUND = ("subProcess", "transaction", "adHocSubProcess", "process")
_NO_PLACE = (*_AROUND, "boundaryEvent")
"""Active without being where the dossier stands: what surrounds the place, and what only listens beside it."""
_MOST = 16_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a reader needs of a drawing: per element its name, kind and lane; per process its pool."""

    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    pools: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One element where the dossier stands now. `since` is unset when the trace does not say."""

    element: str
    name: str
    lane: str
    pool: str
    since: Timestamp | None


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One line of the process's history."""

    name: str
    pool: str
    event: str
    at: Timestamp
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Places now, ids for marking the drawing (`active` without the sub-processes around), and the history, newest first."""

    places: tuple[Place, ...] = ()
    active: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    incident: bool = False
    ended: bool = False
    has_drawing: bool = False
    messages: Mapping[str, str] = field(default_factory=dict)


def standing(process: workflow_pb2.GetDossierProcessResponse) -> Standing:
    """Put a dossier's instances and drawing together."""
    drawn = read_drawing(process.drawing)
    instances = list(process.instances)
    active = {element for one in instances for element in one.active_elements}
    places = tuple(place for one in instances for place in _places(one, drawn))
    done = [
        line.element
        for one in instances
        for line in one.trace
        if line.event in ("completed", "caught", "thrown")
    ]
    trace = [entry for one in instances for entry in _trace(one, drawn)]
    return Standing(
        places=places,
        active=tuple(dict.fromkeys(place.element for place in places)),
        done=tuple(
            one for one in dict.fromkeys(done) if one not in active and drawn.kinds.get(one) not in _AROUND
        ),
        trace=tuple(sorted(trace, key=lambda entry: (entry.at.seconds, entry.at.nanos), reverse=True)),
        incident=any(one.status == "incident" for one in instances),
        ended=bool(instances) and all(one.status == "completed" for one in instances),
        has_drawing=bool(drawn.kinds),
        messages=drawn.messages,
    )


def _places(instance: workflow_pb2.Instance, drawn: Drawn) -> Iterator[Place]:
    entered = {line.element: line.at for line in instance.trace if line.event == "entered"}
    said = {line.element: line.name for line in instance.trace if line.name}
    for element in instance.active_elements:
        if drawn.kinds.get(element) in _NO_PLACE:
            continue
        name = said.get(element) or drawn.names.get(element) or element
        pool = drawn.pools.get(instance.process_id) or instance.name
        yield Place(element, name, drawn.lanes.get(element, ""), pool, entered.get(element))


def _trace(instance: workflow_pb2.Instance, drawn: Drawn) -> Iterator[TraceEntry]:
    """Named elements only: gateways and joins without a name tell a reader nothing, but where an operator repaired one."""
    pool = drawn.pools.get(instance.process_id) or instance.name
    for line in instance.trace:
        name = line.name or drawn.names.get(line.element, "")
        name = name or (line.element if line.event == "repaired" else "")
        if name:
            who = line.actor.name or line.actor.client
            yield TraceEntry(name, pool, line.event, line.at, who, line.note)


@lru_cache(maxsize=16)
def read_drawing(content: bytes) -> Drawn:
    """Names, kinds, lanes and pools; an empty answer for what cannot be read (the page then goes without names)."""
    if not content or len(content) > _MOST:
        return Drawn()
    try:
        root = parse_xml(content)
    except XmlRefused:
        return Drawn()
    drawn = Drawn()
    for element in root.iter(f"{_BPMN}*"):
        _note(element, drawn)
    drawn.messages.update(_messages(root))
    return drawn


def _messages(root: etree._Element) -> dict[str, str]:
    """What people call each message: the name of the flow that carries it; its own name is the drawing's code."""
    names = {one.get("id"): one.get("name") for one in root.iter(f"{_BPMN}message")}
    carried = {}
    for one in root.iter(f"{_BPMN}messageEventDefinition"):
        around = one.getparent()
        if around is not None:
            carried[around.get("id")] = names.get((one.get("messageRef") or "").rpartition(":")[2])
    return {
        str(carried[end]): str(flow.get("name"))
        for flow in root.iter(f"{_BPMN}messageFlow")
        for end in (flow.get("sourceRef"), flow.get("targetRef"))
        if flow.get("name") and carried.get(end)
    }


def _note(element: etree._Element, drawn: Drawn) -> None:
    kind, name = etree.QName(element).localname, " ".join((element.get("name") or "").split())
    if kind == "lane":
        for reference in element.iterfind(f"{_BPMN}flowNodeRef"):
            # An inner lane set comes after the outer one and says more.
            drawn.lanes[(reference.text or "").strip()] = name
        drawn.roles.setdefault(element.get(_ROLE) or name, name)
    elif kind == "participant":
        if element.get("processRef"):
            drawn.pools[str(element.get("processRef"))] = name
    elif element.get("id"):
        drawn.kinds[str(element.get("id"))] = kind
        if name:
            drawn.names[str(element.get("id"))] = name
        role = element.get(_ROLE)
        if role:  # a task's own role wins over the lane it stands in; lanes come first in a file
            drawn.lanes[str(element.get("id"))] = drawn.roles.get(role, "")
