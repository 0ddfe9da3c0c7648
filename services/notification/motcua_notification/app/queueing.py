# SPDX-License-Identifier: Apache-2.0
"""A moment becomes a notice in the transaction of its event; everything that needs another service comes later."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_events import Event
from motcua_events.tracing import current_traceparent
from motcua_storage import on_commit
from uuid_utils import uuid7

from motcua_notification.adapters import notices
from motcua_notification.app.rendering import Texts
from motcua_notification.domain.notice import EMAIL, Notice, State


class Queue:
    """Keeps notices to be sent. `due` is set when there is one."""

    def __init__(self, texts: Texts, clock: Clock, due: threading.Event) -> None:
        self._texts = texts
        self._clock = clock
        self._due = due

    def add(
        self,
        connection: sa.Connection,
        event: Event,
        moment: str,
        head: dict[str, Any],
        facts: dict[str, Any],
    ) -> None:
        """Idempotent by event, channel and recipient."""
        everything = {**facts, "dossier": head}
        new = Notice(
            id=str(uuid7()), event_id=event.id, moment=moment, channel=EMAIL, recipient=head["user"],
            dossier_id=event.dossierid or "", dossier_code=head["code"], facts=everything,
            subject=self._texts.subject(moment, everything), text="", address="", state=State.QUEUED, attempts=0,
            due_at=None, created_at=self._clock.now(), sent_at=None, cause="", error="", first_failed_at=None,
            last_failed_at=None, retried_by=None, unit=head.get("unit", ""), traceparent=current_traceparent(),
        )  # fmt: skip
        if notices.queue(connection, new):
            on_commit(connection, self._due.set)
