# SPDX-License-Identifier: Apache-2.0
"""Starts, ends, splits and gateways: what each element needs around it to run as drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from motcua_workflow.engine.check.index import Checked, is_gateway, is_set, kinds
from motcua_workflow.engine.model import Flow, Node

_DIRECTIONS: Mapping[str, Callable[[int, int], bool]] = {
    "Converging": lambda ins, outs: outs <= 1,
    "Diverging": lambda ins, outs: ins <= 1,
    "Mixed": lambda ins, outs: ins > 1 and outs > 1,
}


def check_structure(checked: Checked) -> None:
    """Everything that can be seen at one element and its flows."""
    if not checked.process.nodes:
        checked.add("empty-process", checked.process)
        return
    for scope, nodes in checked.scopes.items():
        _check_starts(checked, scope, nodes)
    for node in checked.process.nodes:
        _check_flows(checked, node)
        if is_gateway(node):
            _check_direction(checked, node)
    for gateway in checked.deciding():
        _check_decision(checked, gateway, checked.outgoing.get(gateway.id, []))


def _check_starts(checked: Checked, scope: str, nodes: Sequence[Node]) -> None:
    holder = checked.nodes.get(scope, checked.process)
    starts = [node for node in nodes if node.type == "startEvent"]
    if not starts and not (isinstance(holder, Node) and holder.type == "adHocSubProcess"):
        checked.add("no-start-event", holder)
    plain = [node for node in starts if kinds(node) == ("none",)]
    for extra in plain[1:]:
        checked.add("several-start-events", extra, count=len(plain))
    if isinstance(holder, Node):
        _check_inner_starts(checked, holder, starts)
    else:
        _check_message_starts(checked, starts)


def _check_inner_starts(checked: Checked, holder: Node, starts: Sequence[Node]) -> None:
    if is_set(holder, "triggeredByEvent"):
        return
    for start in starts:
        if kinds(start)[0] in ("message", "timer"):
            checked.add("start-in-sub-process", start, kind=kinds(start)[0])


def _check_message_starts(checked: Checked, starts: Sequence[Node]) -> None:
    seen: set[str] = set()
    for start in starts:
        message = checked.message_of(start)
        if message and message in seen:
            checked.add("message-start-twice", start, message=message)
        seen.add(message)


def _check_flows(checked: Checked, node: Node) -> None:
    incoming, outgoing = checked.incoming.get(node.id, []), checked.outgoing.get(node.id, [])
    if node.type in ("startEvent", "boundaryEvent") and incoming:
        checked.add("flow-into-start", node)
    if node.type == "endEvent":
        if outgoing:
            checked.add("flow-out-of-end", node)
    elif not outgoing and not _stands_alone(node):
        checked.add("implicit-end", node)
    if not is_gateway(node) and len(outgoing) > 1:
        checked.add("implicit-split", node, count=len(outgoing))
    if node.type != "exclusiveGateway":
        for flow in outgoing:
            if flow.condition is not None and node.type not in ("inclusiveGateway", "complexGateway"):
                checked.add("conditional-flow", flow)


def _stands_alone(node: Node) -> bool:
    """Elements that have no flow by nature; they are refused by their own code."""
    return (
        is_set(node, "triggeredByEvent")
        or is_set(node, "isForCompensation")
        or kinds(node)[0] in ("link", "compensate")
    )


def _check_decision(checked: Checked, gateway: Node, outgoing: Sequence[Flow]) -> None:
    default = next((flow for flow in outgoing if flow.id == gateway.default_flow), None)
    if default is not None and default.condition is not None:
        checked.add("condition-on-default", default, flow=default.id)
    if len(outgoing) == 1 and default is None and outgoing[0].condition is not None:
        checked.add("condition-on-only-flow", outgoing[0], flow=outgoing[0].id)
    if len(outgoing) < 2:
        return
    for flow in outgoing:
        if flow.condition is None and flow is not default:
            checked.add("condition-missing", flow, flow=flow.id)
    if default is None and all(flow.condition is not None for flow in outgoing):
        checked.add("no-default-flow", gateway)


def _check_direction(checked: Checked, gateway: Node) -> None:
    drawn = gateway.attributes.get("gatewayDirection", "").strip()
    ins, outs = len(checked.incoming.get(gateway.id, [])), len(checked.outgoing.get(gateway.id, []))
    if drawn not in ("", "Unspecified", *_DIRECTIONS):
        values = {"attribute": "gatewayDirection", "value": drawn, "parent": gateway.type}
        checked.report.put("ignored-attribute", gateway.line, gateway.id, gateway.name, values)
    if drawn in _DIRECTIONS and not _DIRECTIONS[drawn](ins, outs):
        checked.add("gateway-direction", gateway, value=drawn, incoming=ins, outgoing=outs)
