# SPDX-License-Identifier: Apache-2.0
"""A step that is past its own due time is told to the head of its unit, once: row, journal and event in one transaction. The
drawing is not touched; what the law's clock says is another matter (`legal_due_at`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.events.v1 import inbox_pb2

from motcua_assignment.adapters import journal, substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.journal import Entry
from motcua_assignment.app import opening
from motcua_assignment.domain.substitution import Substitution
from motcua_assignment.domain.task import Task

BATCH: Final = 50


def escalate(connection: sa.Connection, desk: opening.Desk) -> int:
    """Tell of the tasks that are late longest; how many there were. 0: none is. Whoever stands in for a head is told as well."""
    now = desk.clock.now()
    late = tasks.escalate(connection, now, BATCH)
    if not late:
        return 0
    journal.add(connection, [_entry(one, now) for one in late])
    opening.tell(
        connection, desk, "inbox.escalated", late, None, stand_ins=_stand_ins(connection, desk, late, now)
    )
    return len(late)


def _stand_ins(
    connection: sa.Connection, desk: opening.Desk, late: Sequence[Task], now: datetime
) -> Mapping[str, list[inbox_pb2.StandIn]]:
    """Who stands in today for a head, by unit."""
    heads = {unit: desk.working_time.heads(unit) for unit in {one.unit for one in late}}
    found = substitutions.for_any_of(
        connection, {user for one in heads.values() for user in one}, heads, now.date()
    )
    return {
        unit: [_stand_in(one) for one in found if one.unit == unit and one.absent_user in users]
        for unit, users in heads.items()
    }


def _stand_in(one: Substitution) -> inbox_pb2.StandIn:
    return inbox_pb2.StandIn(
        absent=common_pb2.Actor(user=one.absent_user, name=one.absent_name, unit=one.unit),
        substitute=common_pb2.Actor(user=one.substitute_user, name=one.substitute_name, unit=one.unit),
    )


def _entry(task: Task, now: datetime) -> Entry:
    return Entry(
        dossier_id=task.dossier_id, unit=task.unit, type=journal.ESCALATED, at=now, task_id=task.id,
        title_vi=task.title_vi, title_en=task.title_en, holder_user=task.assignee_user or "", holder_name=task.taken_by,
    )  # fmt: skip
