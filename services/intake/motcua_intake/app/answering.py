# SPDX-License-Identifier: Apache-2.0
"""What the applicant, or the window for them, does after submission: hand in papers, withdraw."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import FieldError
from motcua_text import Text

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import amending, announcing, forms
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.papers import require_concerned
from motcua_intake.app.printing import STOP
from motcua_intake.domain import carrying, lifecycle, status, texts, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, Dossier, PartStatus, Stage
from motcua_intake.errors import (
    AlreadyWithdrawn,
    BadFields,
    PapersChanged,
    WithdrawalStale,
    WithdrawalTooLate,
)

ASKED = "dossier.withdrawal_requested"
Seen = tuple[str, str, str, int]
"""Component, hash of the file ("" when it was not scanned), form and number of copies of a paper that a person saw."""


def answer_supplement(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    note: str,
    seen: Sequence[Seen] | None = None,
) -> Loaded:
    """Hand in what was asked for. After appraisal the process is told when this has committed. `seen`: the papers of this round
    on the page that the person saw; None when nobody says.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, SupplementOver, PapersChanged: there are others than those seen,
        BadFields: a paper that was asked for is still missing.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    said = texts.block("note", note)
    rules = desk.rules(connection, case)
    waiting = case.expected_supplement()
    if waiting and seen is not None and sorted(seen) != sorted(_there(case, waiting.round)):
        raise PapersChanged()
    missing = lifecycle.missing_answers(case, waiting) if waiting else []
    if missing:
        raise BadFields.many([_missing(rules, code) for code in missing])
    if amending.waits_at_window(case):
        amending.require_complete(connection, desk, case)
    done = lifecycle.answer(case, rules, actor)
    if said:
        case.tell("dossier.note", rules.now, actor, wording.fill(wording.SUPPLEMENT_NOTE, note=said))
    if done.stage == Stage.AFTER_APPRAISAL:
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


def withdraw_early(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    reason: str,
    expected: Sequence[str] = (),
) -> Loaded | None:
    """Withdraw before acceptance: it ends at once, with form 05. None when it was accepted already.

    Raises:
        UnknownDossier, NotYourUnit, WithdrawalTooLate, AlreadyWithdrawn, WithdrawalStale, BadFields.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    if not carrying.withdrawable(case):
        raise AlreadyWithdrawn() if carrying.withdrawn(case) else WithdrawalTooLate()
    if case.dossier.accepted_at is not None:
        return None
    _require_as_shown(case, expected)
    rules = desk.rules(connection, case)
    why = texts.block("reason", reason)
    lifecycle.withdraw_early(case, rules, why, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    stopped = list(case.parts.values())
    asked = asked_by(case.dossier, actor)
    build = forms.stop_notice(sheet, stopped, why, asked, rules.now, sheet.window_officer(actor))
    desk.printer.issue(connection, case, STOP, build, rules.now)
    desk.keep(connection, loaded, announcing.withdrawn([part.key for part in stopped], []))
    return loaded


def note_withdrawal(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    reason: str,
    expected: Sequence[str] = (),
    request: str = "",
) -> None:
    """Keep the reason before the process is asked, so that the notice, which its answer triggers, can name it. `request` tells a
    repetition, which finds its own work done, from another request.

    Raises:
        UnknownDossier, WithdrawalStale: other parts would stop than were shown.
    """
    loaded = desk.open(connection, subject, dossier_id)
    actor, kept = actor_of(subject), loaded.case.dossier.withdrawal
    if kept is None or kept.get("request") != request:
        _require_as_shown(loaded.case, expected)
    if kept is None:
        why = texts.block("reason", reason)
        asked = {"reason": why, "user": actor.user, "name": actor.name, "unit": actor.unit}
        loaded.case.change(withdrawal={**asked, "request": request})
        desk.keep(connection, loaded)


def _require_as_shown(case: Case, expected: Sequence[str]) -> None:
    """What would stop is what the caller saw; nothing expected is nothing to compare."""
    stops, shown = {one.key for one in case.open_parts()}, set(expected)
    if not shown or stops == shown:
        return
    changed = [
        (Text(one.name_vi, one.name_en), wording.BECAME[PartStatus(one.status)])
        for one in case.parts.values()
        if (one.key in stops) != (one.key in shown)
    ]
    raise WithdrawalStale.of(changed) if changed else WithdrawalStale()


def forget_withdrawal(connection: sa.Connection, desk: Desk, dossier_id: str) -> None:
    """The process refused: nothing was asked for."""
    loaded = desk.open_any(connection, dossier_id)
    if loaded.case.open_parts():
        loaded.case.change(withdrawal=None)
        desk.keep(connection, loaded)


def confirm_withdrawal(connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str) -> Loaded:
    """The process took it: the parts end as it decides. Of several requests on their way at once the process took one, and the
    history says so once, by the name of whoever asked first."""
    loaded = desk.open(connection, subject, dossier_id)
    if any(line.type == ASKED for line in loaded.case.history):
        return loaded
    asked = loaded.case.dossier.withdrawal or {}
    reason = asked.get("reason", "")
    words = Text(reason) if reason else wording.NO_REASON
    text = Text(
        wording.WITHDRAWAL_ASKED.vi.format(reason=words.vi),
        wording.WITHDRAWAL_ASKED.en.format(reason=words.to("en")),
    )
    loaded.case.tell(ASKED, desk.clock.now(), _asker(asked, actor_of(subject)), text)
    desk.keep(connection, loaded)
    return loaded


def _asker(asked: dict[str, str], caller: Actor) -> Actor:
    """Whoever the kept reason is of; the caller, who is a client perhaps, when that is the same person."""
    if not asked or asked.get("user") == caller.user:
        return caller
    return Actor(asked["user"], asked.get("name", ""), asked.get("unit", ""))


def asked_by(dossier: Dossier, recorder: Actor) -> str:
    """The applicant asks, whoever typed it in: of an officer or another system the notice says that they recorded it."""
    asked = f"Đề nghị rút hồ sơ, {dossier.applicant_name}"
    if recorder.user and recorder.user != dossier.applicant_user and (recorder.unit or recorder.client):
        asked += f"; {recorder.name or recorder.user} ghi nhận đề nghị"
    return asked[:1000]


def _missing(rules: lifecycle.Rules, code: str) -> FieldError:
    names = {one.code: one.name for one in rules.procedure.components}
    name = names.get(code, wording.ANY_PAPER)
    return FieldError(
        f"papers.{code}",
        "PAPER_MISSING",
        f"Còn thiếu giấy tờ bổ sung: {name.vi}.",
        f"A paper that was asked for is missing: {name.to('en')}.",
    )
