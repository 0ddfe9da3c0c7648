# SPDX-License-Identifier: Apache-2.0
"""The allow-list: which elements run, with which events in which place. Everything else is refused by its
name."""

from __future__ import annotations

from motcua_workflow.engine.check.index import Checked, is_set, kinds
from motcua_workflow.engine.model import Node
from motcua_workflow.engine.names import CHOREOGRAPHY, EVENTS

_REFUSED = {
    "task": "undefined-task",
    "serviceTask": "service-task",
    "businessRuleTask": "business-rule-task",
    "callActivity": "call-activity",
    "transaction": "transaction",
    "adHocSubProcess": "ad-hoc-sub-process",
    "inclusiveGateway": "inclusive-gateway",
    "eventBasedGateway": "event-based-gateway",
    "complexGateway": "complex-gateway",
    "implicitThrowEvent": "none-intermediate-event",
    **dict.fromkeys(CHOREOGRAPHY, "choreography"),
}
ALLOWED_EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "message", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer"}),
    "intermediateThrowEvent": frozenset({"message"}),
    "boundaryEvent": frozenset({"message", "timer"}),
}
_REFUSED_EVENTS = {
    "signal": "signal-event",
    "error": "error-event",
    "escalation": "escalation-event",
    "conditional": "conditional-event",
    "link": "link-event",
    "compensate": "compensation-event",
    "cancel": "cancel-event",
}
_NONE = {
    "intermediateCatchEvent": "event-without-definition",
    "boundaryEvent": "event-without-definition",
    "intermediateThrowEvent": "none-intermediate-event",
}
_LOOPS = {"standard": "standard-loop", "multi-instance": "multi-instance"}
_BOOLEANS = (
    "isForCompensation",
    "triggeredByEvent",
    "cancelActivity",
    "isInterrupting",
    "parallelMultiple",
    "instantiate",
)


def check_elements(checked: Checked) -> None:
    """Refuse what does not run: element types, events, markers and attributes."""
    for node in checked.process.nodes:
        if node.type in _REFUSED:
            checked.add(_REFUSED[node.type], node)
        elif node.type in EVENTS:
            _check_event(checked, node)
        _check_attributes(checked, node)
        if node.loop:
            checked.add(_LOOPS[node.loop], node)


def _check_event(checked: Checked, node: Node) -> None:
    if len(node.definitions) > 1:
        checked.add("multiple-event", node, count=len(node.definitions))
        return
    kind = kinds(node)[0]
    if kind == "eventDefinitionRef":
        checked.add("dangling-event-definition", node)
    elif kind in _REFUSED_EVENTS:
        checked.add(_REFUSED_EVENTS[kind], node, place=node.type)
    elif kind == "none" and node.type in _NONE:
        checked.add(_NONE[node.type], node)
    elif kind == "timer" and node.type == "startEvent":
        checked.add("timer-start-event", node)
    elif kind not in ALLOWED_EVENTS.get(node.type, ()):
        checked.add("event-not-allowed", node, kind=kind, place=node.type)
    if node.type == "boundaryEvent" and not node.interrupting:
        checked.add("non-interrupting-boundary", node)


def _check_attributes(checked: Checked, node: Node) -> None:
    get = node.attributes.get
    for name in _BOOLEANS:
        value = get(name, "true").strip()
        if value not in ("true", "false", "1", "0"):
            checked.add("bad-boolean", node, attribute=name, value=value)
    if is_set(node, "parallelMultiple"):
        checked.add("parallel-multiple", node)
    if node.type == "startEvent" and not node.interrupting and not _in_event_sub_process(checked, node):
        checked.add("non-interrupting-start", node)
    if is_set(node, "triggeredByEvent"):
        checked.add("event-sub-process", node)
    if is_set(node, "isForCompensation"):
        checked.add("compensation-activity", node)
    if is_set(node, "instantiate") and node.type == "receiveTask":
        checked.add("instantiating-receive-task", node)
    for name in ("startQuantity", "completionQuantity"):
        if get(name, "1").strip() != "1":
            checked.add("token-quantity", node, attribute=name, value=get(name))
    implementation = get("implementation", "").strip()
    if node.type == "userTask" and implementation not in ("", "##unspecified"):
        checked.add("task-implementation", node, value=implementation)
    elif implementation and not implementation.startswith("##") and node.type not in _REFUSED:
        checked.add("implementation-ignored", node, value=implementation)


def _in_event_sub_process(checked: Checked, node: Node) -> bool:
    around = checked.nodes.get(node.scope)
    return around is not None and is_set(around, "triggeredByEvent")
