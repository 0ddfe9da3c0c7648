# SPDX-License-Identifier: Apache-2.0
"""Who of a unit may do what: by the organisation file, and by who stands in for whom today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from motcua_identity import Kind, Subject
from motcua_organisation import Organisation, Person, in_place_of

from motcua_assignment.adapters import substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.task_repository import Officer, who
from motcua_assignment.domain.substitution import Substitution
from motcua_assignment.domain.task import Actor, Task
from motcua_assignment.errors_of_desk import ColleagueUnfit, HeadsOnly, OwnWork


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to have a task: with both names where somebody stands in."""

    user: str
    name: str
    on_behalf_of: str = ""
    absent_name: str = ""


def leads(organisation: Organisation, subject: Subject) -> bool:
    """Whether the caller leads their unit: a person, never software, whatever its roles."""
    return subject.kind is Kind.PERSON and organisation.is_head(
        who(subject), subject.unit or "", subject.roles
    )


def leads_today(connection: sa.Connection, organisation: Organisation, subject: Officer) -> bool:
    """Whether the caller leads their unit, or stands in today for somebody who does: then what a head reads of the unit, and
    whom a task is given to, is theirs as well. No step and no signature comes with it."""
    if leads(organisation, subject) or subject.kind is not Kind.PERSON or not subject.unit:
        return leads(organisation, subject)
    assert subject.today is not None, "an officer has a day"
    heads = {one.user for one in organisation.heads(subject.unit)}
    held = substitutions.held_by(connection, who(subject), subject.today) if heads else []
    return any(one.absent_user in heads and one.unit == subject.unit for one in held)


def as_head(organisation: Organisation, subject: Officer) -> Officer:
    """The same officer, who reads all of the unit's where they lead it by the file; asks nothing, for what is read often."""
    return replace(subject, whole=True) if leads(organisation, subject) else subject


def widened(connection: sa.Connection, organisation: Organisation, subject: Officer) -> Officer:
    """The same officer, who reads all of the unit's where they lead it today."""
    return replace(subject, whole=True) if leads_today(connection, organisation, subject) else subject


def check_head(connection: sa.Connection, organisation: Organisation, subject: Officer) -> None:
    """Raises HeadsOnly unless the caller leads their unit today."""
    if not leads_today(connection, organisation, subject):
        raise HeadsOnly()


def of_unit(organisation: Organisation, unit: str) -> list[Person]:
    """The officers of a unit, in the file's order."""
    return [one for one in organisation.people.values() if one.unit == unit]


def able(connection: sa.Connection, organisation: Organisation, task: Task, today: date) -> list[Person]:
    """Who holds the role of a task in its unit, and whom it is lent to today."""
    own = {one.user: one for one in organisation.people_with(task.role, task.unit)}
    lent = (one.substitute_user for one in substitutions.lending(connection, task, today))
    people = organisation.people
    return [
        *own.values(),
        *(people[user] for user in dict.fromkeys(lent) if user in people and user not in own),
    ]


def given_to(
    connection: sa.Connection, organisation: Organisation, task: Task, user: str, today: date
) -> Holder:
    """How a colleague would have this task if a head gives it: for good by their own role, or in place of whoever is away.

    Raises:
        ColleagueUnfit: of another unit, without the role, or nobody.
        OwnWork: they did what it checks, and have the role by a leave only.
    """
    person = next((one for one in organisation.people_with(task.role, task.unit) if one.user == user), None)
    if person is not None:
        return Holder(person.user, person.name)
    lent = substitutions.lending(connection, task, today)
    found = next((one for one in lent if one.substitute_user == user), None)
    if found is None:
        raise ColleagueUnfit()
    if (own := tasks.checks_own_work(connection, task.id, user)) is not None:
        raise OwnWork.of(*own)
    both = in_place_of(found.substitute_name, found.absent_name)
    return Holder(user, both, found.absent_user, found.absent_name)


def holder_of(connection: sa.Connection, subject: Officer, task: Task) -> Holder | None:
    """How the caller would have this task: by their own role, or in place of somebody. None: a colleague has it, and the caller
    does not stand in for that one."""
    user, name = who(subject), subject.name or who(subject)
    if task.assignee_user in (None, user) and task.role in subject.roles:
        return Holder(user, name, task.on_behalf_of if task.assignee_user else "")
    assert subject.today is not None, "read from the business clock at the door"
    held = substitutions.held_by(connection, user, subject.today)
    found = next((one for one in held if _covers(one, task) and _may(subject, one, task)), None)
    if found is None:
        return None
    both = in_place_of(found.substitute_name, found.absent_name)
    return Holder(user, both, found.absent_user, found.absent_name)


def _covers(one: Substitution, task: Task) -> bool:
    """What the absent has, or what only their role sees."""
    return task.assignee_user == one.absent_user if task.assignee_user else task.role in one.lent_roles


def _may(subject: Subject, one: Substitution, task: Task) -> bool:
    """By a role of their own, or by one that is lent; what is signed is lent to who signs for the absent only."""
    return task.role in subject.roles or (task.role in one.lent_roles and (one.signs or not task.signs))


def acting(actor: Actor, task: Task) -> Actor:
    """Who does a task that they hold: with both names where they stand in for somebody."""
    if not task.on_behalf_of or task.assignee_user != actor.user:
        return actor
    return Actor(actor.user, task.taken_by, actor.unit, actor.client)
