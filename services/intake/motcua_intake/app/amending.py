# SPDX-License-Identifier: Apache-2.0
"""The window corrects the form of a dossier that it entered itself, while that dossier waits for its supplement: a declaration
that is right replaces the one that is kept, and one that is wrong replaces nothing.

What a citizen sent online is never changed by an officer (NĐ 61/2018/NĐ-CP, Điều 5.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_identity import Subject
from motcua_procedure import option_sources

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import drafting
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.domain import amendments, checking
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import Checked
from motcua_intake.domain.records import ON_PAPER, Applicant, Stage
from motcua_intake.errors import AmendmentInvalid, DossierStale, Incomplete, NotAsked


@dataclass(frozen=True, slots=True)
class Amended:
    """What the clerk typed, with the revision of the dossier that they saw."""

    applicant: Applicant
    answers: Mapping[str, Any]
    revision: int


def amend(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, typed: Amended
) -> tuple[Loaded, Checked]:
    """Replace the declaration by one that is right; the history says which fields changed, from what to what. Papers may still
    be missing: they are what the dossier waits for.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, DossierStale, BadFields, AmendmentInvalid: nothing was written.
    """
    drafting.check_size(typed.applicant, typed.answers)
    loaded = desk.open_at_window(connection, subject, dossier_id)
    case = loaded.case
    if not waits_at_window(case):
        raise NotAsked(
            message_vi="Tờ khai của hồ sơ này không sửa tại quầy được nữa.",
            message_en="The form of this dossier cannot be corrected at the window any more.",
        )
    if typed.revision != case.dossier.revision:
        raise DossierStale(details={"revision": str(case.dossier.revision)})
    checked = _check(connection, desk, case, replace(typed.applicant, user=""), typed.answers)
    wrong = [one for one in checked.problems if one.field != "unit" and not one.field.startswith("papers.")]
    if wrong:
        raise AmendmentInvalid.of(wrong)
    changed = _changes(connection, desk, case, checked)
    if changed:
        take(case, checked)
        case.tell("dossier.amended", desk.clock.now(), actor_of(subject), amendments.in_words(changed))
        desk.keep(connection, loaded)
    return loaded, checked


def _changes(
    connection: sa.Connection, desk: Desk, case: Case, checked: Checked
) -> tuple[amendments.Change, ...]:
    """What a right declaration changes in the one that is kept."""
    package = desk.package(connection, case)
    form = package.forms[package.procedure.start_form]
    papers = [(one.code, one.name) for one in package.procedure.components]
    sources = option_sources(papers, desk.organisation)
    dossier = case.dossier
    before = amendments.declared(form, sources, dossier.applicant, dossier.answers, today(desk))
    after = amendments.declared(form, sources, checked.applicant, checked.answers, today(desk))
    return amendments.between(before, after)


def today(desk: Desk) -> date:
    """The day of the business clock, which dates and years of birth are measured by."""
    return legal_time(desk.clock.now()).date()


def waits_at_window(case: Case) -> bool:
    """Entered at the window and sent back before acceptance: what is missing is completed there."""
    asked = case.expected_supplement()
    early = asked is not None and asked.stage == Stage.BEFORE_ACCEPTANCE
    return early and case.dossier.source in ON_PAPER


def check(connection: sa.Connection, desk: Desk, case: Case) -> Checked:
    """The whole dossier against its own version of the procedure."""
    return _check(connection, desk, case, case.dossier.applicant, case.dossier.answers)


def _check(
    connection: sa.Connection, desk: Desk, case: Case, who: Applicant, answers: Mapping[str, Any]
) -> Checked:
    package, papers = desk.package(connection, case), list(case.papers.values())
    unit = case.dossier.unit
    return checking.check(package, desk.organisation, unit, who, answers, papers, today(desk))


def require_complete(connection: sa.Connection, desk: Desk, case: Case) -> None:
    """What was entered at the window may have come with gaps; it is complete from here on, and clean.

    Raises:
        Incomplete: field by field.
    """
    checked = check(connection, desk, case)
    if checked.problems:
        raise Incomplete.of(checked.problems)
    take(case, checked)


def take(case: Case, checked: Checked) -> None:
    """Put a declaration that is right into the dossier."""
    who = checked.applicant
    case.change(
        answers=checked.answers,
        applicant_name=who.name,
        id_number=who.id_number,
        phone=who.phone,
        email=who.email,
        address=who.address,
        territory=checked.territory or case.dossier.territory,
    )
