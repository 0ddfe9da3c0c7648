# SPDX-License-Identifier: Apache-2.0
"""A draft becomes a dossier: checked, coded, acknowledged; at the window decided on as well. Sent twice, it is one dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
import uuid_utils
from motcua_identity import WINDOW_CLERK, Kind, Subject
from motcua_text import Text

from motcua_intake.adapters import cases, drafts, numbers
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import accepting, announcing, drafting, forms, searching
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.printing import ACKNOWLEDGEMENT
from motcua_intake.domain import lifecycle
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import Checked, Problem
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import ON_PAPER, Applicant, Dossier, DossierStatus, Draft, Paper
from motcua_intake.errors import (
    DraftStale,
    DraftSubmitted,
    Incomplete,
    NotYourUnit,
    ReceivedAtWindow,
    SeenByNobody,
)

CODE_DIGITS = 4
"""The daily number has at least so many digits (TT 01/2018/TT-VPCP, Điều 19); it grows beyond 9999."""


def submit(connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, revision: int) -> Loaded:
    """Submit for the window's check.

    Raises:
        UnknownDraft, DraftStale, Incomplete, UnknownProcedure, ReceivedAtWindow.
    """
    draft = drafting.find(connection, subject, draft_id, lock=True)
    if draft.dossier_id is not None:
        known = cases.load(connection, draft.dossier_id)
        assert known is not None, "a draft's dossier is never removed"
        return known
    if draft.source in ON_PAPER:
        raise ReceivedAtWindow()
    loaded, rules = _open(connection, desk, subject, draft, revision, lambda found: found)
    actor = actor_of(subject)
    case = loaded.case
    lifecycle.submit(case, rules, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    desk.printer.issue(connection, case, ACKNOWLEDGEMENT, forms.acknowledgement(sheet), rules.now)
    desk.keep(connection, loaded, announcing.submitted(case))
    return loaded


@dataclass(frozen=True, slots=True)
class Accept:
    """The dossier is complete: receipt and promised date."""

    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something is missing: exact papers, (component, reason) each, and what holds for all."""

    items: list[tuple[str, str]]
    reason: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not for this window, or not to be had at all."""

    reason: str


Decision = Accept | Ask | Refuse


def receive(
    connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, revision: int, decision: Decision
) -> Loaded:
    """Submit what a person brought to the window or sent there by post, and decide on it in one go (NĐ 61/2018/NĐ-CP, Điều 17.1).

    What is missing stands against acceptance only; who applies must be known in any case. A draft is decided on once.

    Raises:
        UnknownDraft, DraftStale, DraftSubmitted, Incomplete, SeenByNobody, NotYourUnit, BadFields.
    """
    if subject.kind is Kind.SERVICE:
        raise SeenByNobody()
    draft = drafting.find(connection, subject, draft_id, lock=True)
    if not subject.has(WINDOW_CLERK) or draft.source not in ON_PAPER or draft.unit != subject.unit:
        raise NotYourUnit()
    if draft.dossier_id is not None:
        raise DraftSubmitted.as_dossier(draft.dossier_id)
    loaded, rules = _open(connection, desk, subject, draft, revision, lambda found: _stops(found, decision))
    actor = actor_of(subject)
    if isinstance(decision, Accept):
        accepting.carry_out(connection, desk, loaded, rules, actor, decision.note, at_once=True)
        return loaded
    lifecycle.bring(loaded.case, rules, actor)
    if isinstance(decision, Ask):
        accepting.ask(connection, desk, loaded, rules, actor, decision.items, decision.reason)
    else:
        accepting.turn_down(connection, desk, loaded, rules, actor, decision.reason)
    return loaded


def _stops(problems: Sequence[Problem], decision: Decision) -> Sequence[Problem]:
    """What stands against this decision."""
    if isinstance(decision, Accept):
        return problems
    person = [one for one in problems if one.field.startswith("applicant.")]
    return person if isinstance(decision, Refuse) else [*person, *_unasked(problems, decision)]


def _unasked(problems: Sequence[Problem], decision: Ask) -> list[Problem]:
    """A request names everything that is missing, since there is only one (Điều 15.3), each paper with its own reason."""
    asked = {component for component, _ in decision.items}
    missing = [
        one
        for one in problems
        if one.field.startswith("papers.") and one.field.removeprefix("papers.") not in asked
    ]
    place = [one for one in problems if one.field in ("unit", "source", "return_way")]
    wanting = Text("Hãy ghi vì sao cần bổ sung giấy tờ này.", "Please say why this paper is needed.")
    bare = [
        Problem(f"items[{index}].reason", wanting)
        for index, (_, why) in enumerate(decision.items)
        if not why.strip()
    ]
    return [*place, *(missing if asked else ()), *bare]


def _open(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    draft: Draft,
    revision: int,
    stops: Callable[[Sequence[Problem]], Sequence[Problem]],
) -> tuple[Loaded, Rules]:
    """The new dossier with its rules, when nothing stands against it."""
    if draft.revision != revision:
        raise DraftStale.unseen(draft.revision)
    attached = drafting.papers(connection, draft.id)
    checked, version = drafting.check(connection, desk, subject, draft, attached)
    stopped_by = stops(checked.problems)
    if stopped_by:
        raise Incomplete.of(stopped_by)
    case = _make(connection, desk, subject, draft, checked, version, attached)
    loaded = cases.create(connection, case)
    searching.keep(connection, desk.organisation, desk.package(connection, case), case)
    drafts.save(connection, replace(draft, dossier_id=case.id, procedure_version=version))
    return loaded, desk.rules(connection, case)


def _make(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    draft: Draft,
    checked: Checked,
    version: int,
    attached: list[Paper],
) -> Case:
    procedure = desk.package_of(connection, draft.procedure_key, version).procedure
    now, unit = desk.clock.now(), desk.organisation.unit(draft.unit)
    day = f"{now:%y%m%d}"
    number = numbers.take(connection, f"dossier/{unit.key}/{day}")
    applicant: Applicant = checked.applicant
    dossier = Dossier(
        id=str(uuid_utils.uuid7()),
        draft_id=draft.id,
        code=f"{unit.code}-{day}-{number:0{CODE_DIGITS}d}",
        procedure_key=draft.procedure_key,
        procedure_version=version,
        procedure_name_vi=procedure.name.vi,
        procedure_name_en=procedure.name.to("en"),
        source=draft.source,
        status=DossierStatus.SUBMITTED,
        unit=unit.key,
        territory=checked.territory,
        applicant_id="" if draft.source in ON_PAPER else subject.user_id,
        applicant_user=applicant.user,
        applicant_name=applicant.name,
        id_number=applicant.id_number,
        phone=applicant.phone,
        email=applicant.email,
        address=applicant.address,
        # What could not be read as the form wants it is kept as it was typed.
        answers=draft.answers if checked.problems else checked.answers,
        submitted_at=now,
    )
    papers = {paper.id: paper for paper in attached}
    return Case(dossier, lifecycle.new_parts(dossier.id, procedure), papers)
