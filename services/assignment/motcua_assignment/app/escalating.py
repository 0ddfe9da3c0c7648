# SPDX-License-Identifier: Apache-2.0
"""A step that is past its own due time is told to the head of its unit, once: row, journal and event in one transaction. The
drawing is not touched; what the law's clock says is another matter (`legal_due_at`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from motcua_assignment.adapters import journal
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.journal import Entry
from motcua_assignment.app import opening
from motcua_assignment.domain.task import Task

BATCH: Final = 50


def escalate(connection: sa.Connection, desk: opening.Desk) -> int:
    """Tell of the tasks that are late longest; how many there were. 0: none is."""
    now = desk.clock.now()
    late = tasks.escalate(connection, now, BATCH)
    journal.add(connection, [_entry(one, now) for one in late])
    opening.tell(connection, desk, "inbox.escalated", late, None)
    return len(late)


def _entry(task: Task, now: datetime) -> Entry:
    return Entry(
        dossier_id=task.dossier_id, unit=task.unit, type=journal.ESCALATED, at=now, task_id=task.id,
        title_vi=task.title_vi, title_en=task.title_en, holder_user=task.assignee_user or "", holder_name=task.taken_by,
    )  # fmt: skip
