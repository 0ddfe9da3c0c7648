# SPDX-License-Identifier: Apache-2.0
"""What officers are told by mail: that a step of their unit is late (its head, and who stands in for one that day), that a task
changed hands (who had it, who has it now), that a database contradicts a signed result (the head of the unit that signed), that
apologies wait for a signature (who may sign). No personal data of applicants goes out: the dossier's code and the step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import dossier_pb2, inbox_pb2
from motcua_calendar.clock import legal_time
from motcua_organisation import Organisation, Person
from motcua_text import Text

ESCALATED, REASSIGNED = "inbox.escalated", "inbox.reassigned"
CONTRADICTED = "result.answer_changed"
WAITING = "dossier.extensions_waiting"
OFFICER = "officer"
"""The fact that makes a notice one for an officer: name and address as the organisation file has them then."""


def escalated(
    organisation: Organisation, said: inbox_pb2.InboxChanged
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Head and facts for each head of the unit, also one on leave, who reads it when back, and for who stands in for one; the
    unit's own address where the file names no head."""
    heads = _heads(organisation, said.unit)
    for officer in heads:
        yield _told(organisation, said, officer)
    told = {one["user"] for one in heads}
    for one in said.stand_ins:
        person = organisation.people.get(one.substitute.user)
        if person is not None and person.user not in told:
            told.add(person.user)
            yield _told(organisation, said, _person(person), in_place_of=one.absent.name or one.absent.user)


def contradicted(
    organisation: Organisation, said: dossier_pb2.ResultAnswerChanged
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Head and facts for whom the unit that signed is led by."""
    code, dossier_id = said.dossier.code, said.dossier.dossier_id
    for officer in _heads(organisation, said.unit):
        head = {"user": officer["user"], "code": code, "dossier_id": dossier_id, "unit": said.unit}
        yield head, {
            OFFICER: officer, "title_vi": said.name.vi, "title_en": said.name.en or said.name.vi,
            **_unit(organisation, said.unit), "number": said.number, "returned": said.returned,
            "page": f"/viec/ho-so/{quote(dossier_id, safe='')}",
        }  # fmt: skip


def waiting(
    organisation: Organisation, said: dossier_pb2.DossierExtensionsWaiting
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Head and facts for the one who may sign; for the unit's own address where the file names no head."""
    person = organisation.people.get(said.signer.user)
    officers = [_person(person)] if person else [] if said.signer.user else _heads(organisation, said.unit)
    for officer in officers:
        yield {"user": officer["user"], "code": "", "dossier_id": "", "unit": said.unit}, {
            OFFICER: officer, "title_vi": "", "title_en": "", **_unit(organisation, said.unit),
            "count": said.count, "due_at": _iso(said.first_due_at), "in_place_of": said.in_place_of.name,
            "late": said.late, "next_due_at": _iso(said.next_due_at) if said.HasField("next_due_at") else "",
            "away_until": said.away_until, "sign_today": [one.name for one in said.sign_today],
            "could": [one.name for one in said.could], "page": "/xin-loi",
        }  # fmt: skip


def _iso(stamped: Timestamp) -> str:
    return legal_time(stamped.ToDatetime(tzinfo=UTC)).isoformat()


def _heads(organisation: Organisation, unit_key: str) -> list[dict[str, str]]:
    """Each head of the unit; where the file names none, the unit's own address."""
    heads = [_person(one) for one in organisation.heads(unit_key)]
    unit = organisation.units.get(unit_key)
    if heads or unit is None:
        return heads
    return [{"user": f"unit:{unit.key}", "name": unit.name.vi, "email": unit.email}]


def _unit(organisation: Organisation, unit_key: str) -> dict[str, str]:
    unit = organisation.units.get(unit_key)
    name = unit.name if unit else Text(unit_key, unit_key)
    return {"unit_vi": name.vi, "unit_en": name.to("en")}


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
    organisation: Organisation, said: inbox_pb2.InboxChanged, officer: dict[str, str], in_place_of: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    # The unit whose work it is: its head reads in the mail log what its officers were told.
    head = {
        "user": officer["user"], "code": said.dossier_code, "dossier_id": said.dossier_id, "unit": said.unit,
    }  # fmt: skip
    due = legal_time(said.due_at.ToDatetime(tzinfo=UTC)).isoformat() if said.HasField("due_at") else ""
    facts = {
        OFFICER: officer, "title_vi": said.title.vi, "title_en": said.title.en or said.title.vi, "due_at": due,
        **_unit(organisation, said.unit),
        "by": said.actor.name, "former": said.former.name, "holder": said.holder.name, "reason": said.reason,
        "task_id": said.task_id, "in_place_of": in_place_of,
    }  # fmt: skip
    return head, facts
