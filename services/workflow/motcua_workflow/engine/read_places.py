# SPDX-License-Identifier: Apache-2.0
"""Which child elements and attributes BPMN 2.0.2 allows where, and what we do with each: the reader's
allow-list as data.

Families: what is read into the model or is drawing only (allowed), what is only declared and ignored
(warned of),
what carries behaviour that is not run (refused by code). What is in none of them is refused as unknown.
"""

from __future__ import annotations

from motcua_workflow.engine.names import (
    ACTIVITIES,
    CHOREOGRAPHY,
    EVENTS,
    FLOW_NODES,
    GATEWAYS,
    SUB_PROCESSES,
    TASKS,
)

_ANY = frozenset({"documentation", "extensionElements"})
_FLOW_ELEMENT = _ANY | {"auditing", "monitoring", "categoryValueRef"}
_NODE = _FLOW_ELEMENT | {"incoming", "outgoing"}
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
ARTIFACTS = frozenset({"association", "group", "textAnnotation"})
DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
_CONTAINER = FLOW_NODES | ARTIFACTS | DATA | {"laneSet", "sequenceFlow"}
_DEFINITIONS = frozenset(
    f"{kind}EventDefinition"
    for kind in (
        *("message", "timer", "terminate", "signal", "error"),
        *("escalation", "conditional", "link", "compensate", "cancel"),
    )
)

CHILDREN: dict[str, frozenset[str]] = {
    "process": _FLOW_ELEMENT | _CONTAINER | {"supports"},
    **dict.fromkeys(TASKS | {"callActivity"}, _NODE | _LOOPS),
    **dict.fromkeys(SUB_PROCESSES, _NODE | _LOOPS | _CONTAINER),
    **dict.fromkeys(GATEWAYS, _NODE),
    **dict.fromkeys(EVENTS, _NODE | _DEFINITIONS | {"eventDefinitionRef"}),
    **dict.fromkeys(_DEFINITIONS, _ANY),
    "sequenceFlow": _FLOW_ELEMENT | {"conditionExpression"},
    "laneSet": _ANY | {"lane"},
    "childLaneSet": _ANY | {"lane"},
    "lane": _ANY | {"flowNodeRef", "childLaneSet", "partitionElement"},
    "collaboration": _ANY
    | ARTIFACTS
    | {
        "participant",
        "messageFlow",
        "conversation",
        "subConversation",
        "callConversation",
        "conversationLink",
    }
    | {"conversationAssociation", "participantAssociation", "messageFlowAssociation", "choreographyRef"},
    "participant": _ANY | {"interfaceRef", "endPointRef"},
    "messageFlow": _ANY,
    "message": _ANY,
}
CHILDREN["scriptTask"] |= {"script"}
CHILDREN["adHocSubProcess"] |= {"completionCondition"}
CHILDREN["complexGateway"] |= {"activationCondition"}
CHILDREN["timerEventDefinition"] |= {"timeDate", "timeDuration", "timeCycle"}
CHILDREN["conditionalEventDefinition"] |= {"condition"}
CHILDREN["linkEventDefinition"] |= {"source", "target"}

REFUSED_CHILDREN: dict[str, str] = {
    "dataInputAssociation": "data-association",
    "dataOutputAssociation": "data-association",
    **dict.fromkeys(("resourceRole", "performer", "humanPerformer", "potentialOwner"), "resource-role"),
    "correlationSubscription": "correlation",
    "correlationKey": "correlation",
    "participantMultiplicity": "pool-multiplicity",
    "operationRef": "operation",
}
IGNORED_CHILDREN = frozenset(
    {"ioSpecification", "property", "rendering", "ioBinding"}
    | {"dataInput", "dataOutput", "inputSet", "outputSet"}
)

# Of these an element may hold several; of everything else a second one would be lost, or nobody knows which counts.
# What may be repeated and must not mean twice (events, loops, times) is refused by its own code.
REPEATABLE = (
    _CONTAINER
    | _DEFINITIONS
    | _LOOPS
    | {"documentation", "incoming", "outgoing", "categoryValueRef", "supports", "eventDefinitionRef"}
    | {"timeDate", "timeDuration", "timeCycle", "lane", "flowNodeRef", "source"}
    | {"participant", "messageFlow", "conversation", "subConversation", "callConversation"}
    | {"conversationLink", "conversationAssociation", "participantAssociation", "messageFlowAssociation"}
    | {"choreographyRef", "interfaceRef", "endPointRef"}
    | IGNORED_CHILDREN
    | frozenset(REFUSED_CHILDREN)
)

_NONE: frozenset[str] = frozenset()
_ID = frozenset({"id"})
_NAMED = frozenset({"id", "name"})
_ACTIVITY = _NAMED | {"isForCompensation", "startQuantity", "completionQuantity", "default"}

ATTRIBUTES: dict[str, frozenset[str]] = {
    "process": _NAMED | {"processType", "isClosed", "isExecutable", "definitionalCollaborationRef"},
    **dict.fromkeys(ACTIVITIES, _ACTIVITY),
    **dict.fromkeys(GATEWAYS, _NAMED | {"gatewayDirection"}),
    **dict.fromkeys(EVENTS, _NAMED),
    **dict.fromkeys(_DEFINITIONS, _ID),
    "sequenceFlow": _NAMED | {"sourceRef", "targetRef", "isImmediate"},
    "conditionExpression": _ID | {"language", "evaluatesToTypeRef"},
    "script": frozenset(),
    **dict.fromkeys(("timeDate", "timeDuration", "timeCycle"), _ID | {"language", "evaluatesToTypeRef"}),
    "laneSet": _NAMED,
    "childLaneSet": _NAMED,
    "lane": _NAMED | {"partitionElementRef"},
    "collaboration": _NAMED | {"isClosed"},
    "participant": _NAMED | {"processRef"},
    "messageFlow": _NAMED | {"sourceRef", "targetRef", "messageRef"},
    "message": _NAMED | {"itemRef"},
    "documentation": _ID | {"textFormat"},
    **dict.fromkeys(
        ("extensionElements", "incoming", "outgoing", "flowNodeRef", "eventDefinitionRef"), _NONE
    ),
    **dict.fromkeys(
        ("categoryValueRef", "supports", "interfaceRef", "endPointRef", "choreographyRef"), _NONE
    ),
    **dict.fromkeys(("source", "target"), _NONE),
    "conversationLink": _NAMED | {"sourceRef", "targetRef"},
    "definitions": _NAMED
    | {"targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"},
}
for _types, _more in (
    (("userTask", "serviceTask", "businessRuleTask"), {"implementation"}),
    (("sendTask",), {"implementation", "messageRef", "operationRef"}),
    (("receiveTask",), {"implementation", "messageRef", "operationRef", "instantiate"}),
    (("scriptTask",), {"scriptFormat"}),
    (("callActivity",), {"calledElement"}),
    (SUB_PROCESSES, {"triggeredByEvent"}),
    (("transaction",), {"method"}),
    (("adHocSubProcess",), {"ordering", "cancelRemainingInstances"}),
    (("startEvent",), {"isInterrupting", "parallelMultiple"}),
    (("intermediateCatchEvent",), {"parallelMultiple"}),
    (("boundaryEvent",), {"attachedToRef", "cancelActivity", "parallelMultiple"}),
    (("exclusiveGateway", "inclusiveGateway", "complexGateway"), {"default"}),
    (("eventBasedGateway",), {"instantiate", "eventGatewayType"}),
    (("messageEventDefinition",), {"messageRef", "operationRef"}),
    (("signalEventDefinition",), {"signalRef"}),
    (("errorEventDefinition",), {"errorRef"}),
    (("escalationEventDefinition",), {"escalationRef"}),
    (("compensateEventDefinition",), {"activityRef", "waitForCompletion"}),
    (("linkEventDefinition",), {"name"}),
):
    for _type in _types:
        ATTRIBUTES[_type] = ATTRIBUTES[_type] | _more

# Elements whose text is their value, or that may hold anything.
TEXT = frozenset(
    {"incoming", "outgoing", "script", "conditionExpression", "flowNodeRef", "eventDefinitionRef"}
    | {"timeDate", "timeDuration", "timeCycle", "documentation", "categoryValueRef", "supports", "condition"}
    | {"interfaceRef", "endPointRef", "choreographyRef", "completionCondition", "activationCondition"}
    | {"source", "target", "partitionElement"}
)
# Drawing, or reported by the name of the element that holds them: nothing further in is looked at.
CLOSED = frozenset(
    {"documentation", "auditing", "monitoring", "partitionElement", "condition", "completionCondition"}
    | {"activationCondition", "conversation", "subConversation", "callConversation"}
    | {"conversationAssociation", "participantAssociation", "messageFlowAssociation"}
    | ARTIFACTS
    | DATA
    | _LOOPS
    | CHOREOGRAPHY
)

_PEOPLE = frozenset({"form", "limit", "part", "result", "role", "agency"})
_ENGLISH = frozenset({"name_en"})
MOTCUA_ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys((*(FLOW_NODES - CHOREOGRAPHY), "process", "sequenceFlow", "messageFlow"), _ENGLISH),
    "userTask": _PEOPLE | _ENGLISH,
    "manualTask": _PEOPLE | _ENGLISH,
    "subProcess": frozenset({"part"}) | _ENGLISH,
    "lane": frozenset({"role", "agency"}) | _ENGLISH,
    "participant": frozenset({"agency", "party"}) | _ENGLISH,
    "timerEventDefinition": frozenset({"limit"}),
}
_TAKERS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
MOTCUA_ELEMENTS: dict[str, frozenset[str]] = {
    "decide": TASKS | {"subProcess", "endEvent"},
    "clock": TASKS | {"subProcess", "intermediateCatchEvent"},
    "payload": frozenset({"sendTask", "intermediateThrowEvent", "endEvent"}),
    "take": _TAKERS,
}
