# SPDX-License-Identifier: Apache-2.0
"""A notice: one moment of a dossier told to one person by one channel, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

EMAIL = "email"


class State(StrEnum):
    """NO_ADDRESS: the person gave none; the notice stays for reading in the portal. NOT_NEEDED: what it was about is over, as a
    draft that was handed in before its mail went out."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    NO_ADDRESS = "no_address"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Notice:
    """`recipient` is the person's user name ("" for somebody without an account), `address` where it went; `facts` is what the
    text is made of. `attempts` counts tries since an operator last let it be tried again."""

    id: str
    event_id: str
    moment: str
    channel: str
    recipient: str
    dossier_id: str
    dossier_code: str
    facts: dict[str, Any]
    subject: str
    text: str
    address: str
    state: str
    attempts: int
    due_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    cause: str
    error: str
    first_failed_at: datetime | None
    last_failed_at: datetime | None
    retried_by: str | None
    retried_at: datetime | None = None
    unit: str = ""
    """Of the window; "" for what is no applicant's."""
    traceparent: str | None = None
    """Of the span that queued it."""
