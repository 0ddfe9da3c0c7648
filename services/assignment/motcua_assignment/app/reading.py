# SPDX-License-Identifier: Apache-2.0
"""One task as its caller may read it, and what they may do with it."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from motcua.assignment.v1 import callers_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_organisation import Organisation
from motcua_rpc import MotcuaError

from motcua_assignment.adapters import dossiers, journal, substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.task_repository import Officer, Row, who
from motcua_assignment.app import colleagues
from motcua_assignment.domain.task import Task
from motcua_assignment.errors import UnknownTask
from motcua_assignment.errors_of_desk import SubstitutionOver


def readable(connection: sa.Connection, organisation: Organisation, subject: Officer, task_id: str) -> Row:
    """Raises UnknownTask."""
    found = tasks.find(connection, task_id, colleagues.as_head(organisation, subject))
    if found is None and colleagues.leads_today(connection, organisation, subject):
        found = tasks.find(connection, task_id, replace(subject, whole=True))
    if found is None and (lent := _lent(connection, subject, task_id)) is not None:
        dossier = dossiers.read(connection, lent[0].dossier_id)
        found = (lent[0], dossier) if dossier is not None else None
    if found is None:
        raise UnknownTask()
    return found


def may(
    connection: sa.Connection, organisation: Organisation, subject: Officer, task: Task
) -> pb.CallerMay | None:
    """What the services would let them do; None once it is closed."""
    if not task.live:
        return None
    give = colleagues.leads_today(connection, organisation, subject)
    if task.assignee_user == who(subject):
        return pb.CallerMay(give=give)
    holder = colleagues.holder_of(connection, subject, task)
    if holder is None or not holder.on_behalf_of:
        return pb.CallerMay(take=holder is not None, give=give)
    absent = common_pb2.Actor(user=holder.on_behalf_of, name=holder.absent_name, unit=task.unit)
    return pb.CallerMay(take=True, in_place_of=absent, give=give)


def not_found(connection: sa.Connection, subject: Officer, task_id: str) -> MotcuaError:
    """Why a task that is not theirs to see cannot be worked on: whoever had it in place of somebody hears who has it now."""
    lent = _lent(connection, subject, task_id)
    return UnknownTask() if lent is None else SubstitutionOver.of(lent[1])


def _lent(connection: sa.Connection, subject: Officer, task_id: str) -> tuple[Task, str] | None:
    """A live task that the caller had by a lent role until the absent was back, and the name of that one: what was typed until
    that moment is not lost."""
    task = tasks.of_unit(connection, task_id, subject.unit or "")
    if task is None or not task.live:
        return None
    if task.assignee_user == who(subject) and task.on_behalf_of:
        return task, substitutions.name_of(connection, task.on_behalf_of)
    last = journal.last_handing(connection, task.id, task.dossier_id, task.unit)
    if last is None or last.type != journal.GIVEN_BACK or last.former_user != who(subject):
        return None
    return task, last.holder_name
