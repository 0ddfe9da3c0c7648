# SPDX-License-Identifier: Apache-2.0
"""What a drawing says against what its procedure's folder and the organisation know."""

from __future__ import annotations

from collections.abc import Iterator

from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.check.diagram import check_diagram
from motcua_workflow.engine.check.english import check_names
from motcua_workflow.engine.check.handing import Handing
from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.check.offered import Offered
from motcua_workflow.engine.check.references import asks_lane, laned_scope, part_of
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.check.signing import Signing
from motcua_workflow.engine.model import Drawing, Lane, Node, Participant, Process
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.normalise import role_of

_PEOPLE = ("userTask", "manualTask")


def check_process(checked: Checked, context: Context) -> None:
    """One process of a procedure's drawing."""
    for node in checked.process.nodes:
        if node.type in _PEOPLE:
            _check_task(checked, node)
        for code, field, known, value in _named(node, context):
            if known is not None and value not in known:
                checked.report.put(code, node.line, node.id, node.name, {field: value})
    _check_lanes(checked, context)


def _named(node: Node, context: Context) -> Iterator[tuple[str, str, frozenset[str] | None, str]]:
    """Code, field, known values and drawn value of everything that a node names."""
    for field, known in (
        ("form", context.forms),
        ("part", context.parts),
        ("result", context.results),
        ("role", context.roles),
        ("agency", context.agencies),
    ):
        if own := node.attributes.get(motcua(field), "").strip():
            yield f"{field}-unknown", field, known, own
    for extension in node.extensions:
        for field, known in (("part", context.parts), ("ground", context.grounds)):
            value = extension.attributes.get(field, "").strip()
            if value:
                yield f"{field}-unknown", field, known, value


def _check_task(checked: Checked, node: Node) -> None:
    if node.type == "userTask" and not node.attributes.get(motcua("form"), "").strip():
        checked.add("task-without-form", node)
    if not node.attributes.get(motcua("limit"), "").strip():
        checked.add("task-without-limit", node)
    if not role_of(node, checked.lanes.get(node.lane)) and not laned_scope(checked, node):
        # Otherwise it stands outside the lanes of its scope, or in one without a role: said by those codes.
        checked.add("task-without-role", node)


def _check_lanes(checked: Checked, context: Context) -> None:
    """A lane's motcua:role is looked at even where each of its tasks has its own: the next task drawn there will not."""
    working = {node.lane for node in checked.process.nodes if asks_lane(node)}
    for lane in checked.process.lanes:
        says = bool(lane.attributes.get(motcua("role"), "").strip()) or lane.id in working
        if says and lane.role and context.roles is not None and lane.role not in context.roles:
            checked.report.at("role-unknown", lane, role=lane.role)
        elif says and lane.role:
            _check_staffed(checked, context, lane, lane.role, _agency(checked, lane))
        _check_agency(checked.report, context, lane)
    for node in checked.process.nodes:
        own = any(node.attributes.get(motcua(name), "").strip() for name in ("role", "agency"))
        if node.type in _PEOPLE and own:
            lane_of = checked.lanes.get(node.lane)
            role, agency = role_of(node, lane_of), _agency(checked, node, *([lane_of] if lane_of else []))
            if context.roles is None or role in context.roles:
                _check_staffed(checked, context, node, role, agency)


def _agency(checked: Checked, *places: Node | Lane) -> str:
    """The kind of unit that the first of these places says, else their pool; "" for the dossier's own unit."""
    pool = next((p for p in checked.drawing.participants if p.process == checked.process.id), None)
    around = (*places, *((pool,) if pool else ()))
    said = (place.attributes.get(motcua("agency"), "").strip() for place in around)
    return next((one for one in said if one), "")


def _check_staffed(checked: Checked, context: Context, at: Node | Lane, role: str, agency: str) -> None:
    known = context.agencies is not None and agency in context.agencies
    if known and role and context.staffed is not None and f"{role}.{agency}" not in context.staffed:
        checked.report.at("role-unstaffed", at, role=role, agency=agency)


def _check_agency(report: Report, context: Context, place: Lane | Participant) -> None:
    agency = place.attributes.get(motcua("agency"), "").strip()
    if agency and context.agencies is not None and agency not in context.agencies:
        report.at("agency-unknown", place, agency=agency)


def check_drawing(drawing: Drawing, running: list[Process], context: Context, report: Report) -> None:
    """What only the whole drawing shows: pools, and that every part gets an outcome somewhere."""
    for pool in drawing.participants:
        _check_agency(report, context, pool)
    decided = {part for process in running for node in process.nodes for part in _decided(process, node)}
    for part in sorted((context.parts or frozenset()) - decided):
        report.at("part-never-decided", running[0], part=part)
    check_names(drawing, running, report)
    Handing(drawing, running, context, report).check()
    Offered(drawing, running, context, report).check()
    Signing(drawing, running, context, report).check()
    if context.diagram:
        check_diagram(drawing, running, report)


def _decided(process: Process, node: Node) -> Iterator[str]:
    nodes = {one.id: one for one in process.nodes}
    for extension in node.extensions:
        if extension.name == "decide":
            yield extension.attributes.get("part", "").strip() or part_of(nodes, node)
