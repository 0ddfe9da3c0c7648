# SPDX-License-Identifier: Apache-2.0
"""What the applicant, or the window for them, hands in after submission."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import FieldError

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import amending, announcing
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.papers import require_concerned
from motcua_intake.domain import lifecycle, status, texts, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Stage
from motcua_intake.errors import BadFields, PapersChanged

Seen = tuple[str, str, str, int]
"""Component, hash of the file ("" when it was not scanned), form and number of copies of a paper that a person saw."""


def answer_supplement(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    note: str,
    seen: Sequence[Seen] | None = None,
    round: int = 0,
) -> Loaded:
    """Hand in what was asked for. After appraisal the process is told when this has committed. `seen`: the papers of this round
    on the page that the person saw; None when nobody says. `round`: which request, 0 the oldest that waits.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, SupplementOver, PapersChanged: there are others than those seen,
        BadFields: a paper that was asked for is still missing.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    said = texts.block("note", note)
    rules = desk.rules(connection, case)
    waiting = case.expected_supplement(round)
    if waiting and seen is not None and sorted(seen) != sorted(_there(case, waiting.round)):
        raise PapersChanged()
    missing = lifecycle.missing_answers(case, waiting) if waiting else []
    if missing:
        raise BadFields.many([_missing(rules, code) for code in missing])
    if amending.waits_at_window(case):
        amending.require_complete(connection, desk, case)
    done = lifecycle.answer(case, rules, actor, round)
    if said:
        case.tell("dossier.note", rules.now, actor, wording.fill(wording.SUPPLEMENT_NOTE, note=said))
    if done.stage != Stage.BEFORE_ACCEPTANCE:
        status.refresh(case)
    desk.keep(connection, loaded, announcing.supplement_answered(case, done))
    return loaded


def _there(case: Case, round: int) -> list[Seen]:
    """The papers of a round that is not handed in yet."""
    return [
        (one.component, one.sha256, one.form, one.copies)
        for one in case.papers.values()
        if one.round == round
    ]


def _missing(rules: lifecycle.Rules, code: str) -> FieldError:
    names = {one.code: one.name for one in rules.procedure.components}
    name = names.get(code, wording.ANY_PAPER)
    return FieldError(
        f"papers.{code}",
        "PAPER_MISSING",
        f"Còn thiếu giấy tờ bổ sung: {name.vi}.",
        f"A paper that was asked for is missing: {name.to('en')}.",
    )
