# SPDX-License-Identifier: Apache-2.0
"""From when an agency may read a dossier: the competent one from acceptance, every other from the moment that its own pool or
lane is concerned, which is its first task or the first message handed over to it. What it may read stays readable to it.

The process says so by events. An officer's task may be in the inbox before intake has read its event: then the officer's own
inbox is asked, so that whoever has a task can open its dossier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import product
from typing import Protocol

import sqlalchemy as sa
from motcua.events.v1 import dossier_pb2 as pb
from motcua_calendar.clock import legal_time
from motcua_identity import Subject
from motcua_organisation import CompetenceError, Organisation
from motcua_procedure import Procedure
from motcua_procedure.sees import Sees
from motcua_rpc import current_subject
from motcua_storage import Database

from motcua_intake.adapters import cases, visible
from motcua_intake.adapters.visible import Seen
from motcua_intake.app import announcing
from motcua_intake.app.desk import Desk
from motcua_intake.domain.actions import is_applicant
from motcua_intake.domain.records import Dossier
from motcua_intake.errors import UnknownDossier


class Inbox(Protocol):
    """The inbox of the caller whose call is being answered."""

    def has_task_in(self, dossier_id: str) -> bool: ...

    def holds_return_as(self, dossier_id: str) -> str: ...


def begin(connection: sa.Connection, desk: Desk, dossier_id: str, agency: str, at: datetime) -> None:
    """The unit that acts at that moment (`Organisation.acting_unit`) is concerned since `at`. Repeated, it changes nothing. An
    agency that nobody is competent for has no unit that could read (operators are told elsewhere), and where there is no
    dossier there is nothing to read.
    """
    dossier = cases.dossier(connection, dossier_id=dossier_id)
    if dossier is None:
        return
    unit = _unit(desk.organisation, agency, dossier.territory, at)
    if unit:
        _link(connection, desk, dossier, unit)


def begin_with(connection: sa.Connection, desk: Desk, dossier_id: str, unit: str) -> None:
    """As `begin`, of the unit that a step lies with; one statement where it is concerned already."""
    if cases.link_agency(connection, dossier_id, unit):
        dossier = cases.dossier(connection, dossier_id=dossier_id)
        assert dossier is not None, "it was linked in this transaction"
        _tell(connection, desk, dossier, unit)


def catch_up(
    database: Database, inbox: Inbox, desk: Desk, subject: Subject, *, dossier_id: str = "", code: str = ""
) -> bool:
    """Whether the caller's unit turned out to be concerned already. Only whose agency the drawing names is looked up at all."""
    if not subject.unit or not visible.reads_for_agency(subject):
        return False
    with database.read() as connection:
        dossier = cases.dossier(connection, dossier_id=dossier_id, code=code)
        if dossier is None or dossier.accepted_at is None:
            return False
        if subject.unit not in acting_units(connection, desk, dossier):
            return False
    if not inbox.has_task_in(dossier.id):
        return False
    with database.begin() as connection:
        _link(connection, desk, dossier, subject.unit)
    return True


def _link(connection: sa.Connection, desk: Desk, dossier: Dossier, unit: str) -> None:
    """Let a unit read."""
    if cases.link_units(connection, dossier, [(unit, "agency")]):
        _tell(connection, desk, dossier, unit)


def _tell(connection: sa.Connection, desk: Desk, dossier: Dossier, unit: str) -> None:
    """Say once that a unit may read: whoever follows events for it learns of the dossier from this one."""
    said = pb.DossierConcerned(dossier=announcing.head(dossier), unit=unit)
    now = desk.clock.now()
    desk.outbox.add(connection, desk.events.event("dossier.concerned", said, time=now, dossierid=dossier.id))


def projection(desk: Desk, procedure: Procedure, subject: Subject, dossier: Dossier) -> Sees | None:
    """What the procedure lets the caller's agency see; None for who sees the whole: the applicant, the window that receives it,
    and agencies of which the procedure says nothing."""
    return None if is_applicant(subject, dossier) else projection_of(desk, procedure, subject, dossier.unit)


def projection_of(desk: Desk, procedure: Procedure, subject: Subject, window: str) -> Sees | None:
    """As `projection`, of a dossier that unit `window` received, for who is not its applicant."""
    unit = desk.organisation.units.get(subject.unit or "")
    return None if unit is None or unit.key == window else procedure.sees.get(unit.kind)


def projection_seen(connection: sa.Connection, desk: Desk, subject: Subject, seen: Seen) -> Sees | None:
    """As `projection`, of a dossier that was only looked up."""
    if seen.own or not subject.unit or subject.unit == seen.window:
        return None
    procedure = desk.package_of(connection, seen.procedure_key, seen.procedure_version).procedure
    return projection_of(desk, procedure, subject, seen.window)


def seen_whole(database: Database, desk: Desk) -> Callable[[str], bool]:
    """Whether the caller sees a whole dossier and not what a procedure lets their agency see of it; raises UnknownDossier."""

    def sees(dossier_id: str) -> bool:
        subject = current_subject()
        with database.read() as connection:
            seen = visible.find(connection, subject, dossier_id=dossier_id)
            if seen is None:
                raise UnknownDossier()
            return projection_seen(connection, desk, subject, seen) is None

    return sees


def competent(connection: sa.Connection, desk: Desk, dossier: Dossier) -> list[str]:
    """The unit that reads a dossier from its acceptance on; none where the organisation file has none."""
    kind = desk.package_of(
        connection, dossier.procedure_key, dossier.procedure_version
    ).procedure.competent_kind
    return _units(desk.organisation, [kind], dossier, dossier.submitted_at)


def acting_units(connection: sa.Connection, desk: Desk, dossier: Dossier) -> list[str]:
    """The units that act in a dossier, now or later: the agencies that its drawing names, by the dossier's territory. After a
    reorganisation those of its submission and those of today, as a task lies with the unit of the day on which it opened."""
    package = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
    kinds = dict.fromkeys((package.procedure.competent_kind, *_agencies(package.bpmn)))
    return _units(desk.organisation, kinds, dossier, dossier.submitted_at, desk.clock.now())


def _units(
    organisation: Organisation, kinds: Iterable[str], dossier: Dossier, *moments: datetime
) -> list[str]:
    days = dict.fromkeys(legal_time(moment).date() for moment in moments)
    found: dict[str, None] = {}
    for kind, on in product(kinds, days):
        with suppress(CompetenceError):
            found[organisation.acting_unit(kind, dossier.territory, on).key] = None
    return list(found)


def _agencies(bpmn: bytes) -> list[str]:
    """Kinds of units in a drawing that was checked when it was published (motcua:agency of pools and lanes).

    Read as text on purpose: XML from outside is parsed in one place only, the workflow service.
    """
    names = re.findall(rb'\s[A-Za-z_][\w.-]*:agency\s*=\s*["\']([a-z][a-z0-9_]*)["\']', bpmn)
    return sorted({name.decode() for name in names})


def _unit(organisation: Organisation, agency: str, territory: str, at: datetime) -> str:
    try:
        return organisation.acting_unit(agency, territory, legal_time(at).date()).key
    except CompetenceError:
        return ""
