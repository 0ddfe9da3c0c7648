# SPDX-License-Identifier: Apache-2.0
"""The window corrects the form of a dossier that it entered itself, while that dossier waits for its supplement.

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

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import drafting
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.domain import checking, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import Checked
from motcua_intake.domain.records import Applicant, Source, Stage
from motcua_intake.errors import DossierStale, Incomplete, NotAsked


@dataclass(frozen=True, slots=True)
class Amended:
    """What the clerk typed, with the revision of the dossier that they saw."""

    applicant: Applicant
    answers: Mapping[str, Any]
    revision: int


def amend(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, typed: Amended
) -> tuple[Loaded, Checked]:
    """Keep the form as it was typed, right or wrong, and say what is still missing. Who applies must be right.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, DossierStale, BadFields, Incomplete.
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
    take(case, replace(typed.applicant, user=""), dict(typed.answers), today(desk))
    checked = check(connection, desk, case)
    require_person(checked)
    case.tell("dossier.amended", desk.clock.now(), actor_of(subject), wording.AMENDED)
    desk.keep(connection, loaded)
    return loaded, checked


def today(desk: Desk) -> date:
    """The day of the business clock, which dates and years of birth are measured by."""
    return legal_time(desk.clock.now()).date()


def waits_at_window(case: Case) -> bool:
    """Entered at the window and sent back before acceptance: what is missing is completed there."""
    asked = case.expected_supplement()
    return (
        asked is not None and asked.stage == Stage.BEFORE_ACCEPTANCE and case.dossier.source == Source.WINDOW
    )


def check(connection: sa.Connection, desk: Desk, case: Case) -> Checked:
    """The whole dossier against its own version of the procedure."""
    dossier = case.dossier
    package = desk.package(connection, case)
    papers = list(case.papers.values())
    return checking.check(
        package, desk.organisation, dossier.unit, dossier.applicant, dossier.answers, papers, today(desk)
    )


def require_complete(connection: sa.Connection, desk: Desk, case: Case) -> None:
    """What was entered at the window may have come with gaps; it is complete from here on, and clean.

    Raises:
        Incomplete: field by field.
    """
    checked = check(connection, desk, case)
    if checked.problems:
        raise Incomplete.of(checked.problems)
    take(case, checked.applicant, checked.answers, today(desk))
    case.change(territory=checked.territory)


def take(case: Case, who: Applicant, answers: dict[str, Any], day: date) -> None:
    """Put form and applicant into the dossier."""
    clean, problems = checking.check_applicant(checking.filled(who, answers), day)
    kept = who if problems else clean
    case.change(
        answers=answers,
        applicant_name=kept.name,
        id_number=kept.id_number,
        phone=kept.phone,
        email=kept.email,
        address=kept.address,
    )


def require_person(checked: Checked) -> None:
    """Raise Incomplete, field by field, unless it is known who applies."""
    wrong = [one for one in checked.problems if one.field.startswith("applicant.")]
    if wrong:
        raise Incomplete.of(wrong)
