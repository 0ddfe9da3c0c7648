# SPDX-License-Identifier: Apache-2.0
"""One dead letter as it stands in a service's table; `dead_letters.py` keeps them, `dead_letter_copies.py` tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HELD_BACK = "HeldBack"
"""The error class of a letter that only waits."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One letter, for an operator.

    Attributes:
        behind: id of the open letter that this event waits behind; None if the event itself failed.
        error_class, error: of the last failure; `HeldBack` for one that only waits.
        attempts: tries so far, retries of operators included.
        actor: who retried or discarded it last.
    """

    id: int
    consumer_group: str
    topic: str
    partition: int
    offset: int
    key: str
    event_id: str
    event_type: str
    envelope: str
    behind: int | None
    error_class: str
    error: str
    attempts: int
    first_failed_at: datetime
    last_failed_at: datetime
    opened_at: datetime
    state: str
    closed_at: datetime | None
    actor: str | None
    note: str | None
