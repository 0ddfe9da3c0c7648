# SPDX-License-Identifier: Apache-2.0
"""What officers are told by mail: that a step of their unit is late (its head), that a task changed hands (who had it, who has
it now). No personal data of applicants goes out: the dossier's code and the step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from motcua.events.v1 import inbox_pb2
from motcua_calendar.clock import legal_time
from motcua_organisation import Organisation, Person

ESCALATED, REASSIGNED = "inbox.escalated", "inbox.reassigned"
OFFICER = "officer"
"""The fact that makes a notice one for an officer: name and address as the organisation file has them then."""


def escalated(
    organisation: Organisation, said: inbox_pb2.InboxChanged
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Head and facts for each head of the unit; where the file names none, for the unit's own address."""
    heads = organisation.heads(said.unit)
    for person in heads:
        yield _told(organisation, said, _person(person))
    unit = organisation.units.get(said.unit)
    if not heads and unit is not None:
        yield _told(
            organisation, said, {"user": f"unit:{unit.key}", "name": unit.name.vi, "email": unit.email}
        )


def reassigned(
    organisation: Organisation, said: inbox_pb2.InboxChanged
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Head and facts for who had it and who has it now, but not for who did it."""
    for user in dict.fromkeys((said.former.user, said.holder.user)):
        person = organisation.people.get(user)
        if person is not None and user != said.actor.user:
            yield _told(organisation, said, _person(person))


def _person(person: Person) -> dict[str, str]:
    return {"user": person.user, "name": person.name, "email": person.email}


def _told(
    organisation: Organisation, said: inbox_pb2.InboxChanged, officer: dict[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    unit = organisation.units.get(said.unit)
    # The unit whose work it is: its head reads in the mail log what its officers were told.
    head = {
        "user": officer["user"], "code": said.dossier_code, "dossier_id": said.dossier_id, "unit": said.unit,
    }  # fmt: skip
    due = legal_time(said.due_at.ToDatetime(tzinfo=UTC)).isoformat() if said.HasField("due_at") else ""
    facts = {
        OFFICER: officer, "title_vi": said.title.vi, "title_en": said.title.en or said.title.vi, "due_at": due,
        "unit_vi": unit.name.vi if unit else said.unit, "unit_en": unit.name.to("en") if unit else said.unit,
        "by": said.actor.name, "former": said.former.name, "holder": said.holder.name, "reason": said.reason,
        "task_id": said.task_id,
    }  # fmt: skip
    return head, facts
