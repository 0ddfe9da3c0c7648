# SPDX-License-Identifier: Apache-2.0
"""Withdrawal, by the applicant's account, or by the window for whoever came and asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua_calendar import legal_time
from motcua_identity import Kind, Subject
from motcua_text import Text

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, forms
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.papers import require_concerned
from motcua_intake.app.printing import STOP
from motcua_intake.domain import asker, carrying, lifecycle, texts, wording
from motcua_intake.domain.actions import ASKED, is_applicant
from motcua_intake.domain.asker import Asker
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, Dossier, PartStatus
from motcua_intake.errors import (
    AlreadyWithdrawn,
    AskerFixed,
    AskerRequired,
    WithdrawalStale,
    WithdrawalTooLate,
)

TOO_LATE: Final = "dossier.withdrawal_late"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the parts that were shown as those that would stop (none: whatever still may be), and who came."""

    reason: str
    expected: Sequence[str] = ()
    name: str = ""
    id_number: str = ""
    ground: str = ""

    @property
    def names_somebody(self) -> bool:
        return any(one.strip() for one in (self.name, self.id_number, self.ground))


def withdraw_early(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, wish: Wish
) -> Loaded | None:
    """Withdraw before acceptance: it ends at once, with form 05. None when it was accepted already.

    Raises:
        UnknownDossier, NotYourUnit, WithdrawalTooLate, AlreadyWithdrawn, WithdrawalStale, AskerRequired, AskerFixed, BadFields.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case, actor = loaded.case, actor_of(subject)
    require_concerned(subject, case)
    if not carrying.withdrawable(case):
        raise AlreadyWithdrawn() if carrying.withdrawn(case) else WithdrawalTooLate()
    if case.dossier.accepted_at is not None:
        return None
    _require_as_shown(case, wish.expected)
    rules, came = desk.rules(connection, case), _who_came(desk, subject, case, wish)
    why = texts.block("reason", wish.reason)
    lifecycle.withdraw_early(case, rules, why, actor, came.told if came else None)
    case.change(withdrawal=_kept(why, actor, came))
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    stopped = list(case.parts.values())
    asked = forms.StopAsked(asked_by(case.dossier, actor, came), came)
    build = forms.stop_notice(sheet, stopped, why, asked, rules.now, sheet.window_officer(actor))
    desk.printer.issue(connection, case, STOP, build, rules.now)
    told = announcing.withdrawn([part.key for part in stopped], [], actor, came)
    desk.keep(connection, loaded, told)
    return loaded


def note_withdrawal(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, wish: Wish, request: str = ""
) -> None:
    """Keep reason and asker before the process is asked, so that the notice, which its answer triggers, can name them. `request`
    tells a repetition, which finds its own work done, from another request.

    Raises:
        UnknownDossier, AskerRequired, AskerFixed, BadFields, WithdrawalStale: other parts would stop than were shown.
    """
    loaded = desk.open(connection, subject, dossier_id)
    actor, kept = actor_of(subject), loaded.case.dossier.withdrawal
    if kept is not None and kept.get("request") == request:
        return
    _require_as_shown(loaded.case, wish.expected)
    came, why = _who_came(desk, subject, loaded.case, wish), texts.block("reason", wish.reason)
    if kept is None:
        loaded.case.change(withdrawal={**_kept(why, actor, came), "request": request})
        desk.keep(connection, loaded)


def _who_came(desk: Desk, subject: Subject, case: Case, wish: Wish) -> Asker | None:
    """Whoever came to the window; None where the account that filed asks itself. Another system that filed may name somebody."""
    if is_applicant(subject, case.dossier):
        if not wish.names_somebody:
            return None
        if subject.kind != Kind.SERVICE:
            raise AskerFixed.by_account()
    if not wish.names_somebody:
        raise AskerRequired.nobody()
    today = legal_time(desk.clock.now()).date()
    return asker.check(case, wish.name, wish.id_number, wish.ground, today)


def _kept(why: str, actor: Actor, came: Asker | None) -> dict[str, Any]:
    kept: dict[str, Any] = {"reason": why, "user": actor.user, "name": actor.name, "unit": actor.unit}
    return kept | ({"asker": came.to_dict()} if came else {})


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
    reason, came = asked.get("reason", ""), Asker.kept(asked)
    words = Text(reason) if reason else wording.NO_REASON
    line = wording.WITHDRAWAL_ASKED_BY if came else wording.WITHDRAWAL_ASKED
    text = wording.both(line, reason=words, asker=came.told if came else Text(""))
    loaded.case.tell(ASKED, desk.clock.now(), _asker(asked, actor_of(subject)), text)
    desk.keep(connection, loaded, *tell_too_late(loaded.case, desk.clock.now()))
    return loaded


def tell_too_late(case: Case, at: datetime) -> list[tuple[str, Message]]:
    """Say that a withdrawal which the process took stopped nothing, as it crossed the last decisions: in the history, and by the
    event that is told. Whichever of the two is carried out last says it."""
    taken = any(line.type == ASKED for line in case.history)
    if not taken or case.open_parts() or carrying.withdrawn(case):
        return []
    case.tell(TOO_LATE, at, carrying.PROCESS, wording.WITHDRAWAL_LATE)
    asked = case.dossier.withdrawal or {}
    return [announcing.withdrawal_late(list(case.parts), recorded_by(asked), Asker.kept(asked))]


def _asker(asked: dict[str, Any], caller: Actor) -> Actor:
    """Whoever the kept reason is of; the caller, who is a client perhaps, when that is the same person."""
    if not asked or asked.get("user") == caller.user:
        return caller
    return recorded_by(asked)


def recorded_by(asked: dict[str, Any]) -> Actor:
    """Whose account sent it: the applicant's, or that of whoever typed it in for somebody."""
    return Actor(asked.get("user", ""), asked.get("name", ""), asked.get("unit", ""))


def asked_by(dossier: Dossier, recorder: Actor, came: Asker | None) -> str:
    """Whoever came asks, else the applicant, whoever typed it in: of an officer or another system the notice says that they
    recorded it."""
    asked = f"Đề nghị rút hồ sơ, {came.name if came else dossier.applicant_name}"
    if recorder.user and recorder.user != dossier.applicant_user and (recorder.unit or recorder.client):
        asked += f"; {recorder.name or recorder.user} ghi nhận đề nghị"
    return asked[:1000]
