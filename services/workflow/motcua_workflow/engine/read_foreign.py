# SPDX-License-Identifier: Apache-2.0
"""What attributes and extension elements of other vendors' namespaces mean for us: nothing, a warning or
an error.

The rule: what would change behaviour in the engine it was drawn for, and is not run here, is an error;
what is only a
modeller's memory (colours, exporter data) is drawing; of the rest the designer is told that it has no effect.
"""

from __future__ import annotations

from typing import Literal

Meaning = Literal["drawing", "ignored", "behaviour"]

ENGINES: dict[str, str] = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.com/schema/1.0/bpmn": "camunda",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
    "http://www.jboss.org/drools": "drools",
    "http://www.jboss.org/drools/flow/gpd": "drools",
}
_DRAWING = (
    "http://bpmn.io/schema/",
    "http://www.omg.org/spec/BPMN/non-normative/",
    "http://camunda.org/schema/modeler/",
    "http://www.signavio.com",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/",
)
_ENGINE_DRAWING = frozenset(
    {"versionTag", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "diagramRelationId"}
    | {"historyTimeToLive", "isStartableInTasklist"}
)
# Transaction borders, priorities and notes: they change when or how well work is done elsewhere, not what
# is done.
_ENGINE_IGNORED = frozenset(
    {
        "asyncBefore",
        "asyncAfter",
        "async",
        "exclusive",
        "jobPriority",
        "taskPriority",
        "priority",
        "properties",
    }
    | {"property", "userTask", "instructionsForEndUser", "metaData", "executionPlatform", "category"}
    | {"packageName", "version", "elementname"}
)


def vendor(namespace: str) -> str:
    """The prefix that people know a namespace by, else the namespace itself."""
    return ENGINES.get(namespace, namespace)


def meaning(namespace: str, name: str) -> Meaning:
    """What `{namespace}name` means for a drawing that we run."""
    if namespace in ENGINES:
        if name in _ENGINE_DRAWING:
            return "drawing"
        return "ignored" if name in _ENGINE_IGNORED else "behaviour"
    return "drawing" if namespace.startswith(_DRAWING) else "ignored"
