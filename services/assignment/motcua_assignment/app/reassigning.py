# SPDX-License-Identifier: Apache-2.0
"""A head of the unit gives a task to a colleague who may do it. What the former holder had typed goes with it."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from motcua_organisation import Organisation

from motcua_assignment.adapters import journal, kept_forms
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.journal import Entry
from motcua_assignment.app import colleagues, opening
from motcua_assignment.app.colleagues import Holder
from motcua_assignment.domain.task import Actor, State, Task
from motcua_assignment.errors_of_desk import BadReason, HeldAlready

LONGEST_REASON: Final = 500


def checked_reason(typed: str) -> str:
    """The reason without spaces around; raises BadReason."""
    reason = typed.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise BadReason.at_field()
    return reason


def reassign(
    connection: sa.Connection,
    desk: opening.Desk,
    organisation: Organisation,
    task: Task,
    to: str,
    by: Actor,
    reason: str,
) -> Holder:
    """Give a live, locked task to a colleague: for good who holds its role, also where they have it in place of another already;
    in place of who is away whom the role is lent to.

    Raises:
        ColleagueUnfit, OwnWork, HeldAlready.
    """
    holder = colleagues.given_to(connection, organisation, task, to, desk.clock.now().date())
    if (task.assignee_user, task.on_behalf_of) == (holder.user, holder.on_behalf_of):
        raise HeldAlready()
    give(connection, desk, task, holder, by, journal.REASSIGNED, reason)
    return holder


def give(
    connection: sa.Connection,
    desk: opening.Desk,
    task: Task,
    to: Holder,
    by: Actor,
    kind: str,
    reason: str = "",
) -> None:
    """The task is `to`'s from now on: row, journal and event in one transaction."""
    tasks.change(
        connection, task.id, state=State.CLAIMED, assignee_user=to.user, assignee_name=to.name,
        on_behalf_of=to.on_behalf_of,
    )  # fmt: skip
    former = Actor(task.assignee_user or "", task.taken_by, task.unit)
    if former.user:
        kept_forms.hand_over(connection, task.id, former.user, to.user)
    journal.add(connection, [_entry(desk, task, kind, by, former, to, reason)])
    holder = Actor(to.user, to.name, task.unit)
    told = opening.Handed(former if former.user else None, holder, reason)
    opening.tell(connection, desk, "inbox.reassigned", [task], by, told)


def note(
    connection: sa.Connection,
    desk: opening.Desk,
    task: Task,
    kind: str,
    by: Actor,
    holder: Holder | None = None,
) -> None:
    """Write down that a task was claimed or given back: who had it when is asked later."""
    former = Actor(task.assignee_user or "", task.taken_by, task.unit)
    journal.add(connection, [_entry(desk, task, kind, by, former, holder or Holder("", ""), "")])


def _entry(
    desk: opening.Desk, task: Task, kind: str, by: Actor, former: Actor, to: Holder, reason: str
) -> Entry:
    return Entry(
        dossier_id=task.dossier_id, unit=task.unit, type=kind, at=desk.clock.now(), task_id=task.id,
        title_vi=task.title_vi, title_en=task.title_en, actor_user=by.user, actor_name=by.name or by.user,
        former_user=former.user, former_name=former.name, holder_user=to.user, holder_name=to.name, text=reason,
    )  # fmt: skip
