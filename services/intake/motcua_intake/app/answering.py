# SPDX-License-Identifier: Apache-2.0
"""What the applicant, or the window for them, does after submission: hand in papers, withdraw."""

from __future__ import annotations

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
from motcua_intake.domain.records import Actor, Stage
from motcua_intake.errors import AlreadyWithdrawn, BadFields, WithdrawalTooLate

ASKED = "dossier.withdrawal_requested"


def answer_supplement(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, note: str
) -> Loaded:
    """Hand in what was asked for. After appraisal the process is told when this has committed.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, SupplementOver, BadFields: a paper that was asked for is still missing.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    said = texts.block("note", note)
    rules = desk.rules(connection, case)
    waiting = case.expected_supplement()
    missing = lifecycle.missing_answers(case, waiting) if waiting else []
    if missing:
        raise BadFields.many([_missing(rules, code) for code in missing])
    if amending.waits_at_window(case):
        amending.require_complete(connection, desk, case)
    done = lifecycle.answer(case, rules, actor)
    if said:
        case.tell("dossier.note", rules.now, actor, Text(said))
    if done.stage == Stage.AFTER_APPRAISAL:
        status.refresh(case)
    desk.keep(connection, loaded, announcing.supplement_answered(case, done))
    return loaded


def withdraw_early(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, reason: str
) -> Loaded | None:
    """Withdraw before acceptance: it ends at once, with form 05. None when it was accepted already.

    Raises:
        UnknownDossier, NotYourUnit, WithdrawalTooLate, AlreadyWithdrawn, BadFields.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    if not carrying.withdrawable(case):
        raise AlreadyWithdrawn() if carrying.withdrawn(case) else WithdrawalTooLate()
    if case.dossier.accepted_at is not None:
        return None
    rules = desk.rules(connection, case)
    why = texts.block("reason", reason)
    lifecycle.withdraw_early(case, rules, why, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    stopped = list(case.parts.values())
    build = forms.stop_notice(sheet, stopped, why, asked_by(actor), rules.now, sheet.window_officer(actor))
    desk.printer.issue(connection, case, STOP, build, rules.now)
    desk.keep(connection, loaded, announcing.withdrawn([part.key for part in stopped], []))
    return loaded


def note_withdrawal(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, reason: str
) -> None:
    """Keep the reason before the process is asked, so that the notice, which its answer triggers, can name it."""
    loaded = desk.open(connection, subject, dossier_id)
    actor = actor_of(subject)
    if loaded.case.dossier.withdrawal is None:
        why = texts.block("reason", reason)
        loaded.case.change(
            withdrawal={"reason": why, "user": actor.user, "name": actor.name, "unit": actor.unit}
        )
        desk.keep(connection, loaded)


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


def asked_by(actor: Actor) -> str:
    return f"Đề nghị rút hồ sơ, {actor.name or actor.user}"[:1000]


def _missing(rules: lifecycle.Rules, code: str) -> FieldError:
    names = {one.code: one.name for one in rules.procedure.components}
    name = names.get(code, wording.ANY_PAPER)
    return FieldError(
        f"papers.{code}",
        "PAPER_MISSING",
        f"Còn thiếu giấy tờ bổ sung: {name.vi}.",
        f"A paper that was asked for is missing: {name.to('en')}.",
    )
