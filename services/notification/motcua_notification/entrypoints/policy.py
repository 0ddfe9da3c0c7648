# SPDX-License-Identifier: Apache-2.0
"""Who may call which method of the notification service."""

from __future__ import annotations

from motcua_identity import AUTHENTICATED, OPERATOR, Policy, roles

POLICY = Policy.of(
    "motcua.notification.v1.NotificationService",
    {
        "ListNotices": AUTHENTICATED,
        # Operators and heads; the handler tells them, as heads' roles are data of the organisation file.
        "ListMailLog": AUTHENTICATED,
        "GetNoticeText": AUTHENTICATED,
        "ListMail": roles(OPERATOR),
        "GetMail": roles(OPERATOR),
        # Operators and officers; the handler tells them, and intake what each may read.
        "ListSteps": AUTHENTICATED,
        "ListFailures": roles(OPERATOR),
        "RetryFailure": roles(OPERATOR),
        "DiscardFailure": roles(OPERATOR),
    },
)
