# SPDX-License-Identifier: Apache-2.0
"""A draft becomes a dossier: checked whole, coded, acknowledged. Sent twice, it is the same dossier."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
import uuid_utils
from motcua_identity import WINDOW_CLERK, Subject
from motcua_rpc import FieldError

from motcua_intake.adapters import cases, drafts, numbers
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import accepting, announcing, drafting, forms
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.printing import ACKNOWLEDGEMENT
from motcua_intake.domain import lifecycle
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import Checked
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Applicant, Dossier, DossierStatus, Draft, Paper, Source
from motcua_intake.errors import DraftStale, Incomplete, NotYourUnit

CODE_DIGITS = 4
"""The daily number has at least so many digits (TT 01/2018/TT-VPCP, Điều 19); it grows beyond 9999."""


def submit(connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, revision: int) -> Loaded:
    """Submit for the window's check.

    Raises:
        UnknownDraft, DraftStale, Incomplete, UnknownProcedure.
    """
    loaded, rules = _open(connection, desk, subject, draft_id, revision)
    if rules is None:
        return loaded
    actor = actor_of(subject)
    case = loaded.case
    lifecycle.submit(case, rules, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    desk.printer.issue(connection, case, ACKNOWLEDGEMENT, forms.acknowledgement(sheet), rules.now)
    desk.keep(connection, loaded, announcing.submitted(case))
    return loaded


def receive(
    connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, revision: int, note: str
) -> Loaded:
    """Submit and accept in one go what a person brought to the window.

    Raises:
        UnknownDraft, DraftStale, Incomplete, NotYourUnit.
    """
    draft = drafting.find(connection, subject, draft_id)
    if not subject.has(WINDOW_CLERK) or draft.source != Source.WINDOW or draft.unit != subject.unit:
        raise NotYourUnit()
    loaded, rules = _open(connection, desk, subject, draft_id, revision)
    if rules is None:
        return loaded
    accepting.carry_out(connection, desk, loaded, rules, actor_of(subject), note, at_once=True)
    return loaded


def _open(
    connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, revision: int
) -> tuple[Loaded, Rules | None]:
    """The new dossier with its rules; without rules the one that the draft became before."""
    draft = drafting.find(connection, subject, draft_id, lock=True)
    if draft.dossier_id is not None:
        known = cases.load(connection, draft.dossier_id)
        assert known is not None, "a draft's dossier is never removed"
        return known, None
    if draft.revision != revision:
        raise DraftStale(details={"revision": str(draft.revision)})
    attached = drafting.papers(connection, draft.id)
    checked, version = drafting.check(connection, desk, draft, attached)
    if checked.problems:
        raise Incomplete(
            fields=[
                FieldError(p.field, "PROBLEM", p.message.vi, p.message.to("en")) for p in checked.problems
            ]
        )
    case = _make(connection, desk, subject, draft, checked, version, attached)
    loaded = cases.create(connection, case)
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
        applicant_id="" if draft.source == Source.WINDOW else subject.user_id,
        applicant_user=applicant.user,
        applicant_name=applicant.name,
        id_number=applicant.id_number,
        phone=applicant.phone,
        email=applicant.email,
        address=applicant.address,
        answers=checked.answers,
        submitted_at=now,
    )
    papers = {paper.id: paper for paper in attached}
    return Case(dossier, lifecycle.new_parts(dossier.id, procedure), papers)
