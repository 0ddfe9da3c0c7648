# SPDX-License-Identifier: Apache-2.0
"""Where a dossier stands, in words and for the drawing: names, lanes and pools are read from the BPMN file, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.workflow.v1 import workflow_pb2
from motcua_text import Text

from motcua_portal.desk.drawing import Drawn, read_drawing

_AROUND = ("subProcess", "transaction", "adHocSubProcess", "process")
_NO_PLACE = (*_AROUND, "boundaryEvent")
"""Active without being where the dossier stands: what surrounds the place, and what only listens beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One element where the dossier stands now. `since` is unset when the trace does not say."""

    element: str
    name: Text
    lane: Text
    pool: Text
    since: Timestamp | None


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One line of the process's history."""

    name: Text
    pool: Text
    event: str
    at: Timestamp
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Places now, ids for marking the drawing (`active` without the sub-processes around), and the history, newest first.
    `narrowed`: what other agencies do for other parts is left out."""

    places: tuple[Place, ...] = ()
    active: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    incident: bool = False
    ended: bool = False
    narrowed: bool = False
    has_drawing: bool = False
    messages: Mapping[str, Text] = field(default_factory=dict)


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
        narrowed=process.narrowed,
        ended=bool(instances) and all(one.status == "completed" for one in instances),
        has_drawing=bool(drawn.kinds),
        messages=drawn.messages,
    )


def _places(instance: workflow_pb2.Instance, drawn: Drawn) -> Iterator[Place]:
    entered = {line.element: line.at for line in instance.trace if line.event == "entered"}
    said = {line.element: Text(line.name, line.name_en) for line in instance.trace if line.name}
    for element in instance.active_elements:
        if drawn.kinds.get(element) in _NO_PLACE:
            continue
        name = said.get(element) or drawn.names.get(element) or Text(element, element)
        pool = drawn.pools.get(instance.process_id) or Text(instance.name)
        yield Place(element, name, drawn.lanes.get(element, Text("")), pool, entered.get(element))


def _trace(instance: workflow_pb2.Instance, drawn: Drawn) -> Iterator[TraceEntry]:
    """Named elements only: gateways and joins without a name tell a reader nothing, but where an operator repaired one."""
    pool = drawn.pools.get(instance.process_id) or Text(instance.name)
    for line in instance.trace:
        name = Text(line.name, line.name_en) if line.name else drawn.names.get(line.element, Text(""))
        if not name and line.event == "repaired":
            name = Text(line.element, line.element)
        if name:
            who = line.actor.name or line.actor.client
            yield TraceEntry(name, pool, line.event, line.at, who, line.note)
