# SPDX-License-Identifier: Apache-2.0
"""Who may have a task, and how long: nobody checks their own work with a lent role, and what was done in place of somebody goes
back when that one does."""

from __future__ import annotations

from datetime import date
from typing import Final

import sqlalchemy as sa

from motcua_assignment.adapters import journal, substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.task_repository import Officer, who
from motcua_assignment.app import opening, reassigning
from motcua_assignment.app.colleagues import Holder
from motcua_assignment.domain.task import Actor, Task
from motcua_assignment.errors import TaskTaken
from motcua_assignment.errors_of_desk import OwnWork, SubstitutionOver

BATCH: Final = 50
LEAVE_OVER: Final = "Hết thời gian làm thay."
"""Why a task went back; English readers see the kind of the entry."""


def taken(connection: sa.Connection, task: Task) -> TaskTaken:
    """Why somebody else has it: who took it first, who gave it to whom, or that the one on leave is back."""
    last = journal.last_handing(connection, task.id, task.dossier_id, task.unit)
    if last is not None and last.type == journal.GIVEN_BACK and last.holder_user == task.assignee_user:
        return TaskTaken.back(task.taken_by)
    if last is None or last.type != journal.REASSIGNED or last.holder_user != task.assignee_user:
        return TaskTaken.by(task.taken_by)
    return TaskTaken.given(last.actor_name, last.holder_name)


def check_own_work(connection: sa.Connection, subject: Officer, task: Task) -> None:
    """Four eyes: whoever did the work does not check it with a role that is lent to them. Where the unit has given somebody both
    roles, that is its own decision.

    Raises:
        OwnWork: with the step that they did.
    """
    if task.role in subject.roles:
        return
    own = tasks.checks_own_work(connection, task.id, who(subject))
    if own is not None:
        raise OwnWork.of(*own)


def check_leave(connection: sa.Connection, subject: Officer, task: Task) -> None:
    """Raises SubstitutionOver where the one in whose place the caller has it is back."""
    assert subject.today is not None, "an officer has a day"
    if not task.on_behalf_of:
        return
    held = substitutions.held_by(connection, who(subject), subject.today)
    if task.on_behalf_of not in {one.absent_user for one in held}:
        raise SubstitutionOver.of(substitutions.name_of(connection, task.on_behalf_of))


def give_back(
    connection: sa.Connection, desk: opening.Desk, today: date, by: Actor | None = None, most: int = BATCH
) -> int:
    """Give what is held in place of people who are back to them, with what was typed until then; how many there were."""
    over = tasks.leave_over(connection, today, most)
    for task in over:
        absent = task.on_behalf_of
        back = Holder(absent, substitutions.name_of(connection, absent))
        reassigning.give(
            connection, desk, task, back, by or Actor("", unit=task.unit), journal.GIVEN_BACK, LEAVE_OVER
        )
    return len(over)
