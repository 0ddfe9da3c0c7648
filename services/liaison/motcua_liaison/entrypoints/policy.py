# SPDX-License-Identifier: Apache-2.0
"""Who may call which method of the liaison service. Officers are told apart from citizens in the handler: their roles are data
of the organisation file, so no table can list them."""

from __future__ import annotations

from motcua_identity import AUTHENTICATED, OPERATOR, Policy, roles

POLICY = Policy.of(
    "motcua.liaison.v1.LiaisonService",
    {
        "ListMessages": AUTHENTICATED,
        "GetMessage": AUTHENTICATED,
        # Operators and officers; the handler tells them, and intake what each may read.
        "ListSteps": AUTHENTICATED,
        "ListFailures": roles(OPERATOR),
        "RetryFailure": roles(OPERATOR),
        "DiscardFailure": roles(OPERATOR),
    },
)
