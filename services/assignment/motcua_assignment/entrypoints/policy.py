# SPDX-License-Identifier: Apache-2.0
"""Who may call which method of the assignment service. Officers are told apart from citizens in the handler: their roles are
data of the organisation file, so no table can list them."""

from __future__ import annotations

from motcua_identity import AUTHENTICATED, OPERATOR, Policy, roles

SERVICE = "motcua.assignment.v1.AssignmentService"

POLICY = Policy.of(
    SERVICE,
    {
        "ListTasks": AUTHENTICATED,
        "GetTask": AUTHENTICATED,
        "ClaimTask": AUTHENTICATED,
        "ReleaseTask": AUTHENTICATED,
        "CompleteTask": AUTHENTICATED,
        "SaveStepForm": AUTHENTICATED,
        "CountTasks": AUTHENTICATED,
        "GetInboxVersion": AUTHENTICATED,
        "ListTaskChoices": AUTHENTICATED,
        "ReassignTask": AUTHENTICATED,
        "ListColleagues": AUTHENTICATED,
        "SetSubstitution": AUTHENTICATED,
        "EndSubstitution": AUTHENTICATED,
        "ListSubstitutions": AUTHENTICATED,
        "AddNote": AUTHENTICATED,
        "ListJournal": AUTHENTICATED,
        "BulkClaim": AUTHENTICATED,
        "BulkComplete": AUTHENTICATED,
        "ListSavedFilters": AUTHENTICATED,
        "SaveFilter": AUTHENTICATED,
        "DeleteFilter": AUTHENTICATED,
        # Citizens too: intake says whose dossier it is.
        "GetWhereabouts": AUTHENTICATED,
        # Operators and officers; the handler tells them, and intake what each may read.
        "ListSteps": AUTHENTICATED,
        "ListFailures": roles(OPERATOR),
        "RetryFailure": roles(OPERATOR),
        "DiscardFailure": roles(OPERATOR),
    },
)

_READING = ("ListTasks", "CountTasks", "GetInboxVersion", "ListTaskChoices", "ListSavedFilters")
INBOX = tuple(f"{SERVICE}/{name}" for name in _READING)
"""What a list of tasks is read by: answered also when everything else is more than can be done."""
