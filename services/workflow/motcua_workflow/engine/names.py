# SPDX-License-Identifier: Apache-2.0
"""The names of BPMN 2.0 that the engine room shares: namespaces and the element types by family."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MOTCUA = "urn:motcua:bpmn:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "serviceTask",
        "businessRuleTask",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
CHOREOGRAPHY = frozenset({"choreographyTask", "callChoreography", "subChoreography"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
EVENTS = CATCHING | THROWING | {"implicitThrowEvent"}
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY


def motcua(name: str) -> str:
    """The name of an attribute of our namespace as `Node.attributes` keys it."""
    return f"{{{MOTCUA}}}{name}"
