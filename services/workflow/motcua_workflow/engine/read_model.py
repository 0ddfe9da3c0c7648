# SPDX-License-Identifier: Apache-2.0
"""The element tree of a BPMN file as the plain data of `model`. Owns ids, references and lanes; judges
nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from motcua_workflow.engine.model import (
    Drawing,
    EventDefinition,
    Expression,
    Extension,
    Flow,
    Lane,
    Message,
    MessageFlow,
    Node,
    Participant,
    Process,
)
from motcua_workflow.engine.names import BPMN, FLOW_NODES, MOTCUA, SUB_PROCESSES, motcua
from motcua_workflow.engine.read_places import ARTIFACTS, DATA
from motcua_workflow.engine.read_strict import Walker
from motcua_workflow.engine.read_xml import line_of

_B = f"{{{BPMN}}}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"", "false", "0"})
_LOOPS = {
    f"{_B}standardLoopCharacteristics": "standard",
    f"{_B}multiInstanceLoopCharacteristics": "multi-instance",
}
_TIMERS = {f"{_B}timeDate": "date", f"{_B}timeDuration": "duration", f"{_B}timeCycle": "cycle"}
_REFS = ("messageRef", "signalRef", "errorRef", "escalationRef", "activityRef")


def read_definitions(root: etree._Element, file: str, source: bytes) -> Drawing:
    """The drawing of a `definitions` element."""
    reader = _Reader(root)
    return Drawing(
        file=file,
        processes=tuple(reader.process(element) for element in root.findall(f"{_B}process")),
        participants=tuple(reader.participant(e) for e in root.findall(f"{_B}collaboration/{_B}participant")),
        message_flows=tuple(
            reader.message_flow(e) for e in root.findall(f"{_B}collaboration/{_B}messageFlow")
        ),
        messages=tuple(reader.message(element) for element in root.findall(f"{_B}message")),
        others=_others(root),
        oddities=reader.walker.definitions(),
        source=source,
        shown=reader.shown(root),
    )


_ARTIFACTS = tuple(f"{_B}{name}" for name in (*DATA, *ARTIFACTS))


def _others(root: etree._Element) -> dict[str, str]:
    skip = {f"{_B}process", f"{_B}message"}
    drawn = [e for e in root.iterchildren(f"{_B}*") if e.tag not in skip] + list(root.iter(*_ARTIFACTS))
    return {_clean(e.get("id")): _local(e) for e in drawn if _clean(e.get("id"))}


def _clean(value: str | None) -> str:
    return " ".join(value.split()) if value else ""


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(part) for part in element.itertext())


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _extensions(element: etree._Element) -> tuple[Extension, ...]:
    found = element.findall(f"{_B}extensionElements/{{{MOTCUA}}}*")
    return tuple(_extension(child) for child in found)


def _extension(element: etree._Element) -> Extension:
    children = tuple(_extension(child) for child in element.findall(f"{{{MOTCUA}}}*"))
    text = (element.text or "").strip()
    return Extension(_local(element), _attributes(element), text, line_of(element), children)


class _Reader:
    """Gives every element its id and resolves references by it; one per file."""

    def __init__(self, root: etree._Element) -> None:
        self._missing: dict[etree._Element, str] = {}
        self._known: set[str] = set()
        # Of definitions that events share: each is read once, however many refer to it.
        self._read: dict[etree._Element, EventDefinition] = {}
        self._definitions = {
            _clean(e.get("id")): e for e in root if _local(e).endswith("EventDefinition") and e.get("id")
        }
        self._name_all(root)
        self.walker = Walker(root, self.id_of, self.reference)

    def _name_all(self, root: etree._Element) -> None:
        seen: dict[str, int] = {}
        for element in root.iter(f"{_B}*"):
            drawn = _clean(element.get("id"))
            if drawn:
                self._known.add(drawn)
                continue
            name = f"{_local(element)}@{line_of(element)}"
            seen[name] = seen.get(name, 0) + 1
            self._missing[element] = name if seen[name] == 1 else f"{name}.{seen[name]}"

    def id_of(self, element: etree._Element) -> str:
        return _clean(element.get("id")) or self._missing[element]

    def reference(self, value: str | None) -> str:
        """An id from an IDREF or QName: `tns:Message_1` and `Message_1` name the same element."""
        name = _clean(value)
        local = name.rpartition(":")[2]
        return local if name not in self._known and local in self._known else name

    def shown(self, root: etree._Element) -> frozenset[str] | None:
        """See `Drawing.shown`."""
        if root.find(f"{_DI}BPMNDiagram") is None:
            return None
        shapes = (e for e in root.iter(f"{_DI}BPMNShape") if e.find(_BOUNDS) is not None)
        edges = (e for e in root.iter(f"{_DI}BPMNEdge") if len(e.findall(_POINT)) > 1)
        return frozenset(self.reference(e.get("bpmnElement")) for one in (shapes, edges) for e in one)

    def process(self, element: etree._Element) -> Process:
        nodes, flows, lanes = self._contents(element)
        ends = {flow.id: (flow.source, flow.target) for flow in flows}
        return Process(
            id=self.id_of(element),
            name=element.get("name", ""),
            line=line_of(element),
            # What is neither true nor false is looked at like true, so that it is refused and not passed over.
            executable=_clean(element.get("isExecutable")) not in _FALSE,
            nodes=tuple(nodes),
            flows=tuple(flows),
            lanes=tuple(lanes),
            extensions=_extensions(element),
            oddities=self.walker.process(element, ends),
            name_en=_english(element),
        )

    def _contents(self, process: etree._Element) -> tuple[list[Node], list[Flow], list[Lane]]:
        nodes: list[Node] = []
        flows: list[Flow] = []
        lanes: list[Lane] = []
        stack: list[tuple[etree._Element, str]] = [(process, "")]
        while stack:
            scope, inherited = stack.pop()
            own = list(self._lanes(scope))
            lanes.extend(own)
            lane_of = {node: lane.id for lane in reversed(own) for node in lane.nodes}
            inside: list[tuple[etree._Element, str]] = []
            for child in scope.iterchildren(f"{_B}*"):
                name = _local(child)
                if name == "sequenceFlow":
                    flows.append(self._flow(child, self.id_of(scope)))
                elif name in FLOW_NODES:
                    node_id = self.id_of(child)
                    lane = lane_of.get(node_id, inherited)
                    nodes.append(self._node(child, self.id_of(scope), lane))
                    if name in SUB_PROCESSES:
                        inside.append((child, lane))
            stack.extend(reversed(inside))
        return nodes, flows, lanes

    def _lanes(self, scope: etree._Element) -> Iterator[Lane]:
        """Innermost lanes first, so that a node listed in a lane and in its child lane belongs to the
        child."""
        for lane_set in scope.findall(f"{_B}laneSet"):
            yield from self._lanes_of(lane_set, self.id_of(scope))

    def _lanes_of(self, lane_set: etree._Element, scope: str) -> Iterator[Lane]:
        for element in lane_set.findall(f"{_B}lane"):
            nested: set[str] = set()
            for child_set in element.findall(f"{_B}childLaneSet"):
                for lane in self._lanes_of(child_set, scope):
                    nested.update(lane.nodes)
                    yield lane
            refs = (self.reference(_text(ref)) for ref in element.findall(f"{_B}flowNodeRef"))
            yield Lane(
                id=self.id_of(element),
                name=element.get("name", ""),
                line=line_of(element),
                role=_clean(element.get(motcua("role"))) or _clean(element.get("name")),
                nodes=tuple(dict.fromkeys(ref for ref in refs if ref and ref not in nested)),
                attributes=_attributes(element),
                scope=scope,
            )

    def _flow(self, element: etree._Element, scope: str) -> Flow:
        condition = element.find(f"{_B}conditionExpression")
        return Flow(
            id=self.id_of(element),
            name=element.get("name", ""),
            line=line_of(element),
            scope=scope,
            source=self.reference(element.get("sourceRef")),
            target=self.reference(element.get("targetRef")),
            condition=None if condition is None else _expression(condition, condition.get("language")),
            name_en=_english(element),
        )

    def _node(self, element: etree._Element, scope: str, lane: str) -> Node:
        script = element.find(f"{_B}script") if _local(element) == "scriptTask" else None
        loops = (_LOOPS[str(child.tag)] for child in element if child.tag in _LOOPS)
        off = "cancelActivity" if _local(element) == "boundaryEvent" else "isInterrupting"
        return Node(
            id=self.id_of(element),
            type=_local(element),
            name=element.get("name", ""),
            line=line_of(element),
            scope=scope,
            attributes=_attributes(element),
            definitions=tuple(self._event_definitions(element)),
            attached_to=self.reference(element.get("attachedToRef")),
            interrupting=_clean(element.get(off, "true")) in _TRUE,
            default_flow=self.reference(element.get("default")),
            message_ref=self.reference(element.get("messageRef")),
            script=None if script is None else _expression(script, element.get("scriptFormat")),
            lane=lane,
            loop=next(loops, ""),
            extensions=_extensions(element),
        )

    def _event_definitions(self, event: etree._Element) -> Iterator[EventDefinition]:
        for child in event.iterchildren(f"{_B}*"):
            if child.tag == f"{_B}eventDefinitionRef":
                shared = self._definitions.get(self.reference(_text(child)), child)
                if shared not in self._read:
                    self._read[shared] = self._definition(shared, line_of(shared))
                yield replace(self._read[shared], line=line_of(child))
            elif _local(child).endswith("EventDefinition"):
                yield self._definition(child, line_of(child))

    def _definition(self, element: etree._Element, line: int) -> EventDefinition:
        refs = (self.reference(element.get(ref)) for ref in _REFS)
        times = [child for child in element if child.tag in _TIMERS]
        return EventDefinition(
            kind=_local(element).removesuffix("EventDefinition"),
            line=line,
            ref=next((ref for ref in refs if ref), ""),
            timer_kind=_TIMERS[str(times[0].tag)] if times else "",
            timer=_text(times[0]).strip() if times else "",
            limit=_clean(element.get(motcua("limit"))),
            times=len(times),
        )

    def participant(self, element: etree._Element) -> Participant:
        process = self.reference(element.get("processRef"))
        return Participant(
            self.id_of(element), element.get("name", ""), line_of(element), process, _attributes(element)
        )

    def message_flow(self, element: etree._Element) -> MessageFlow:
        source, target = (self.reference(element.get(end)) for end in ("sourceRef", "targetRef"))
        named = self.reference(element.get("messageRef"))
        return MessageFlow(
            self.id_of(element),
            element.get("name", ""),
            line_of(element),
            source,
            target,
            named,
            _english(element),
        )

    def message(self, element: etree._Element) -> Message:
        return Message(self.id_of(element), _clean(element.get("name")), line_of(element))


def _english(element: etree._Element) -> str:
    return _clean(element.get(motcua("name_en")))


def _expression(element: etree._Element, language: str | None) -> Expression:
    return Expression(_text(element), _clean(language), line_of(element))
