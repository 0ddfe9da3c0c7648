# SPDX-License-Identifier: Apache-2.0
"""Ids and references: doubled ids, and what points to nothing, across a sub-process's border or into
another pool."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.check.report import Drawn, Report
from motcua_workflow.engine.model import Drawing, Flow, Lane, Node, Process
from motcua_workflow.engine.names import ACTIVITIES, motcua

# An XML name without a colon, as far as it matters here; `type@line` is ours, for elements drawn without
# an id.
_NAME = re.compile(r"[^\W\d][\w.·-]*|\w+@\d+(\.\d+)?")


def check_ids(drawing: Drawing, processes: Iterable[Process], report: Report) -> None:
    """Doubled and badly formed ids of the processes that are to run and of what stands around them."""
    first: dict[str, int] = {}
    for element in _identified(drawing, processes):
        if element.id in first:
            report.at("duplicate-id", element, id=element.id, first=first[element.id])
        elif not _NAME.fullmatch(element.id):
            report.at("invalid-id", element, id=element.id)
        first.setdefault(element.id, element.line)


def _identified(drawing: Drawing, processes: Iterable[Process]) -> Iterator[Drawn]:
    yield from drawing.messages
    yield from drawing.participants
    yield from drawing.message_flows
    for process in processes:
        yield process
        yield from process.lanes
        yield from process.nodes
        yield from process.flows


def check_references(checked: Checked) -> None:
    """References inside one process."""
    elsewhere = {n.id for p in checked.drawing.processes if p is not checked.process for n in p.nodes}
    for flow in checked.process.flows:
        _check_flow(checked, flow, elsewhere)
    leaving = {(flow.source, flow.id) for flow in checked.process.flows}
    for node in checked.process.nodes:
        _check_attached(checked, node)
        if node.default_flow and (node.id, node.default_flow) not in leaving:
            checked.add("dangling-default", node, ref=node.default_flow)
    _check_lanes(checked)


def _check_flow(checked: Checked, flow: Flow, elsewhere: set[str]) -> None:
    for end, ref in (("sourceRef", flow.source), ("targetRef", flow.target)):
        node = checked.nodes.get(ref)
        if node is not None and node.scope == flow.scope:
            continue
        code = "flow-crosses-scope" if node else "flow-crosses-pool" if ref in elsewhere else "dangling-flow"
        if code == "flow-crosses-scope" and _same_scope(checked, flow):
            # Some modellers list a sub-process's flows in the process around it; nothing is unclear then.
            continue
        checked.add(code, flow, end=end, ref=ref)


def _same_scope(checked: Checked, flow: Flow) -> bool:
    source, target = checked.nodes.get(flow.source), checked.nodes.get(flow.target)
    return source is not None and target is not None and source.scope == target.scope


def _check_attached(checked: Checked, node: Node) -> None:
    if node.type != "boundaryEvent":
        return
    host = checked.nodes.get(node.attached_to)
    if host is None or host.type not in ACTIVITIES or host.scope != node.scope:
        checked.add("dangling-attached", node, ref=node.attached_to)
    elif host.type in ("scriptTask", "sendTask"):
        checked.add("boundary-never-fires", node, type=host.type)


def _check_lanes(checked: Checked) -> None:
    lane_of: dict[str, Lane] = {}
    asked = {node.lane for node in checked.process.nodes if asks_lane(node)}
    for lane in checked.process.lanes:
        for ref in lane.nodes:
            if ref not in checked.nodes:
                if ref not in checked.drawing.others:
                    checked.report.at("dangling-lane-member", lane, ref=ref)
            elif ref in lane_of:
                other = lane_of[ref]
                checked.add("node-in-two-lanes", checked.nodes[ref], first=_named(other), second=_named(lane))
            else:
                lane_of[ref] = lane
        if not lane.role and lane.id in asked:
            checked.report.at("lane-without-role", lane)
    _check_outside(checked)


def _check_outside(checked: Checked) -> None:
    """Where a scope has lanes of its own, the enclosing lane must not decide unseen whose work a task is."""
    for node in checked.process.nodes:
        if not asks_lane(node) or not (scope := laned_scope(checked, node)):
            continue
        lane = checked.lanes.get(node.lane)
        if lane is None or lane.scope != scope:
            checked.add("task-outside-lanes", node)


def laned_scope(checked: Checked, node: Node) -> str:
    """The innermost process or sub-process around a node that has lanes, which must hold it; "" for none."""
    scope, seen = node.scope, set[str]()
    while scope not in checked.laned and scope in checked.nodes and scope not in seen:
        seen.add(scope)
        scope = checked.nodes[scope].scope
    return scope if scope in checked.laned else ""


def asks_lane(node: Node) -> bool:
    """Whether people do it and only the lane says who: a task without a motcua:role of its own."""
    return node.type in ("userTask", "manualTask") and not node.attributes.get(motcua("role"), "").strip()


def _named(lane: Lane) -> str:
    return lane.name or lane.id


def part_of(nodes: Mapping[str, Node], node: Node) -> str:
    """motcua:part of the node or of the sub-processes around it, innermost first; "" where none says. `nodes` by id."""
    around: Node | None = node
    seen: set[str] = set()
    while around is not None and around.id not in seen:
        seen.add(around.id)
        if part := around.attributes.get(motcua("part"), "").strip():
            return part
        around = nodes.get(around.scope)
    return ""
