# SPDX-License-Identifier: Apache-2.0
"""What a caller may do with a dossier now, and what a caller may see of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from motcua_identity import INTEGRATOR, OPERATOR, WINDOW_CLERK, Subject
from motcua_organisation import Organisation
from motcua_procedure import Procedure

from motcua_intake.domain import slips
from motcua_intake.domain.carrying import withdrawable
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Dossier, DossierStatus, Stage

ASKED: Final = "dossier.withdrawal_requested"
"""What the history says once the process has taken a withdrawal; one that did not reach it may be asked for again."""


class Action(StrEnum):
    ACCEPT = "ACCEPT"
    REQUEST_SUPPLEMENT = "REQUEST_SUPPLEMENT"
    REFUSE = "REFUSE"
    ANSWER_SUPPLEMENT = "ANSWER_SUPPLEMENT"
    WITHDRAW = "WITHDRAW"
    RETURN_RESULTS = "RETURN_RESULTS"


class Sight(StrEnum):
    """How much of a dossier a caller sees. NOTHING personal is what operators and services need to repair."""

    FULL = "full"
    OWN = "own"
    IMPERSONAL = "impersonal"


def is_clerk_of(subject: Subject, unit: str) -> bool:
    return bool(unit) and subject.has(WINDOW_CLERK) and subject.unit == unit


def leads(organisation: Organisation, subject: Subject) -> bool:
    """Whether the subject is the head of their unit, or a deputy."""
    return organisation.is_head(subject.username, subject.unit or "", subject.roles)


def keeps_register(organisation: Organisation, subject: Subject) -> bool:
    """Whether the subject may read the register of their unit's window."""
    return bool(subject.unit) and (subject.has(WINDOW_CLERK) or leads(organisation, subject))


def is_applicant(subject: Subject, dossier: Dossier) -> bool:
    return bool(dossier.applicant_id) and dossier.applicant_id == subject.user_id


def sight(subject: Subject, dossier: Dossier, acts: bool) -> Sight:
    """As `sight_of`, for a dossier."""
    return sight_of(subject, dossier.applicant_id, acts)


def sight_of(subject: Subject, applicant_id: str, acts: bool) -> Sight:
    """The applicant sees their own; window, acting agencies and integrators of the unit see all; others no person.

    `acts`: whether the subject's unit receives the dossier or acts in it.
    """
    if applicant_id and applicant_id == subject.user_id:
        return Sight.OWN
    if acts and not (subject.has(OPERATOR) and not subject.has(WINDOW_CLERK, INTEGRATOR)):
        return Sight.FULL
    return Sight.IMPERSONAL


def actions(subject: Subject, case: Case, procedure: Procedure) -> list[Action]:
    """In the order in which a page offers them."""
    clerk = is_clerk_of(subject, case.dossier.unit)
    concerned = clerk or is_applicant(subject, case.dossier)
    found: list[Action] = []
    early = case.dossier.accepted_at is None
    submitted = case.dossier.status == DossierStatus.SUBMITTED
    if clerk and submitted:
        found.append(Action.ACCEPT)
        if case.rounds(Stage.BEFORE_ACCEPTANCE) < procedure.supplement.max_rounds:
            found.append(Action.REQUEST_SUPPLEMENT)
    if (
        clerk
        and early
        and case.dossier.status in (DossierStatus.SUBMITTED, DossierStatus.SUPPLEMENT_REQUESTED)
    ):
        found.append(Action.REFUSE)
    if concerned and case.expected_supplement() is not None:
        found.append(Action.ANSWER_SUPPLEMENT)
    if concerned and withdrawable(case) and not any(line.type == ASKED for line in case.history):
        found.append(Action.WITHDRAW)
    if clerk and (
        case.waiting_results() or case.waiting_originals() or slips.due(case) or slips.posted(case)
    ):
        found.append(Action.RETURN_RESULTS)
    return found
