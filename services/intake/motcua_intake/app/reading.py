# SPDX-License-Identifier: Apache-2.0
"""What people see of dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_organisation import Unit
from motcua_procedure import Procedure, asked_later
from motcua_procedure.sees import Sees
from motcua_text import Text

from motcua_intake.adapters import cases, lookups, visible
from motcua_intake.adapters.lookups import Lookup
from motcua_intake.app import withholding
from motcua_intake.app.concern import projection
from motcua_intake.app.deciding_agencies import agencies_of
from motcua_intake.app.desk import Desk
from motcua_intake.domain import actions, legal_clock
from motcua_intake.domain.actions import Action, Sight, is_applicant
from motcua_intake.domain.case import Case
from motcua_intake.errors import UnknownDossier


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as one caller may see it. `asked`: what the applicant asked for, label and value. `sees`: all that the caller's
    agency may see, where the procedure says so. `agencies`: who decides, by key of part. `withheld`: parts whose results the
    applicant reads only when their fees are paid. `asked_later`: codes of papers that belong to no filing."""

    case: Case
    procedure: Procedure
    sight: Sight
    actions: list[Action]
    asked: tuple[tuple[Text, Text], ...] = ()
    lookups: tuple[Lookup, ...] = ()
    sees: Sees | None = None
    agencies: Mapping[str, Unit] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    asked_later: frozenset[str] = frozenset()


def show(
    connection: sa.Connection, desk: Desk, subject: Subject, *, dossier_id: str = "", code: str = ""
) -> Shown:
    """One dossier; what hangs on a clock that stands still is as of now, all else as it was told.

    Raises:
        UnknownDossier.
    """
    seen = visible.find(connection, subject, dossier_id=dossier_id, code=code)
    loaded = cases.load(connection, seen.id) if seen else None
    if seen is None or loaded is None:
        raise UnknownDossier()
    case = loaded.case
    if case.dossier.accepted_at is not None and any(one.to_at is None for one in case.clock.values()):
        rules = desk.rules(connection, case)
        legal_clock.reckon(case, rules.procedure, rules.hours, rules.now, rules.law)
    return shown(connection, desk, subject, case, seen.acts)


def shown(connection: sa.Connection, desk: Desk, subject: Subject, case: Case, acts: bool) -> Shown:
    """A case that is loaded already, for this caller."""
    package = desk.package(connection, case)
    procedure = package.procedure
    return Shown(
        case,
        procedure,
        actions.sight(subject, case.dossier, acts),
        actions.actions(subject, case, procedure),
        desk.asked(connection, case),
        tuple(lookups.of_dossier(connection, case.id)) if procedure.lookups else (),
        projection(desk, procedure, subject, case.dossier),
        agencies_of(desk.organisation, desk.clock, case, package.bpmn),
        withholding.parts(connection, desk, subject, case)
        if is_applicant(subject, case.dossier)
        else frozenset(),
        asked_later.codes(package),
    )
