# SPDX-License-Identifier: Apache-2.0
"""Who may call which method of the workflow service."""

from __future__ import annotations

from motcua_identity import AUTHENTICATED, DESIGNER, OPERATOR, Policy, roles, services

POLICY = Policy.of(
    "motcua.workflow.v1.WorkflowService",
    {
        "PublishProcedure": roles(DESIGNER),
        "ListVersions": AUTHENTICATED,
        "GetPackage": AUTHENTICATED,
        "CountRunning": roles(DESIGNER, OPERATOR),
        "StartProcess": services("intake"),
        "CompleteTask": services("assignment"),
        "DeliverMessage": services("intake", "liaison"),
        # Citizens are turned away in the handler: whoever has a unit, designs or operates may look.
        "GetDossierProcess": AUTHENTICATED,
        # Operators and officers; the handler tells them, and intake what each may read.
        "ListSteps": AUTHENTICATED,
        "ListFailures": roles(OPERATOR),
        "RetryFailure": roles(OPERATOR),
        "GetIncident": roles(OPERATOR),
        "RepairIncident": roles(OPERATOR),
        "GetClock": AUTHENTICATED,
        "AdvanceClock": roles(OPERATOR),
    },
)
