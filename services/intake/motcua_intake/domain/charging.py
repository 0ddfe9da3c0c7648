# SPDX-License-Identifier: Apache-2.0
"""What the law and the process do to a ledger: charging at acceptance, the count of what was made, parts that end without a
result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from motcua_procedure import Fee, Made, Procedure
from motcua_procedure import Part as PartRule
from motcua_text import Text
from uuid_utils import uuid7

from motcua_intake.domain import fees
from motcua_intake.domain.case import Case
from motcua_intake.domain.ledger import Account, EntryKind, FeeEntry, FeeLine, Ledger
from motcua_intake.domain.records import Actor, PartStatus, Source

_ENDED: Final = {
    PartStatus.REFUSED: Text("Phần việc bị từ chối giải quyết", "The part was refused"),
    PartStatus.WITHDRAWN: Text("Hồ sơ đã rút", "It was withdrawn"),
    PartStatus.STOPPED: Text("Dừng giải quyết", "Work on it stopped"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """By whom, when and by which request entries are made."""

    at: datetime
    actor: Actor
    request_id: str = ""

    def entry(self, line: FeeLine, kind: EntryKind, amount: int | None, why: Text, **more: str) -> FeeEntry:
        """An entry of a line."""
        return FeeEntry(
            str(uuid7()), line.id, line.dossier_id, self.at, kind, amount, self.actor.to_dict(), self.request_id,
            why.vi, why.en or "", **more,
        )  # fmt: skip


def drawn_up(
    dossier_id: str, procedure: Procedure, day: date, source: str, answers: Mapping[str, Any], said: Said
) -> Ledger:
    """The ledger as the procedure lays it down for that day and channel. Its lines have the same ids each time."""
    made = Ledger(dossier_id, stored=False)
    channel = Source(source).channel
    for rule in procedure.parts:
        for position, fee in enumerate(rule.fees):
            if fee.applies(day, channel):
                line = _line(dossier_id, rule, position, fee)
                made.accounts[line.id] = Account(line)
                made.add(said.entry(line, EntryKind.CHARGED, fee.amount_for(answers), Text("")))
    return made


def of_case(case: Case, procedure: Procedure, said: Said) -> Ledger:
    """As `drawn_up` for a dossier, by its own version and the day it came in; what ended without a result already is settled."""
    dossier = case.dossier
    ledger = drawn_up(case.id, procedure, dossier.submitted_at.date(), dossier.source, dossier.answers, said)
    settle(case, procedure, ledger, said)
    return ledger


def settle(case: Case, procedure: Procedure, ledger: Ledger, said: Said) -> None:
    """Bring the ledger up to what became of the parts: idempotent, as it adds only what is not there."""
    for rule in procedure.parts:
        part = case.parts.get(rule.key)
        if part is None:
            continue
        if part.status == PartStatus.GRANTED:
            _count(case, rule, ledger, said)
        elif not part.open:
            _end(ledger.of_part(rule.key), PartStatus(part.status), said, ledger)


def _line(dossier_id: str, rule: PartRule, position: int, fee: Fee) -> FeeLine:
    formula = fee.formula.text if fee.formula else Text("")
    return FeeLine(
        id=str(uuid5(NAMESPACE_URL, f"motcua:fee:{dossier_id}/{rule.key}/{position}")),
        dossier_id=dossier_id,
        part=rule.key,
        position=position,
        name_vi=fee.name.vi,
        name_en=fee.name.to("en"),
        kind=fee.kind,
        rule_vi=formula.vi,
        rule_en=formula.to("en"),
        legal_basis=[", ".join(filter(None, (one.article, one.document))) for one in fee.legal_basis],
        illustration=fee.illustration,
        refundable=fee.refundable,
        stays_owed=fee.stays_owed,
        before_return=fee.before_return,
        refund_vi=fee.refund.vi,
        refund_en=fee.refund.to("en"),
        counted=fee.formula is not None,
    )


def _count(case: Case, rule: PartRule, ledger: Ledger, said: Said) -> None:
    """The charge of a counted fee follows what was made, unless somebody ended it."""
    made = fees.counted(case, rule.key)
    for one in ledger.of_part(rule.key):
        last = _last_charge(one)
        if not made or not one.line.counted or (last is not None and last.kind not in _SET):
            continue
        amount = rule.fees[one.line.position].amount_made(made, case.dossier.answers)
        if amount is not None and amount != one.charge:
            ledger.add(said.entry(one.line, EntryKind.AMENDED, amount, _counted(made)))


_SET: Final = (EntryKind.CHARGED, EntryKind.AMENDED)


def _last_charge(account: Account) -> FeeEntry | None:
    money = (EntryKind.COLLECTED, EntryKind.REFUNDED)
    return next((one for one in reversed(account.entries) if one.kind not in money), None)


def _counted(made: Sequence[Made]) -> Text:
    vi = "; ".join(f"{one.copies} bản, mỗi bản {one.pages} trang" for one in made)
    en = "; ".join(f"{one.copies} copies of {one.pages} pages" for one in made)
    return Text(f"Theo số đã làm: {vi}", f"By what was made: {en}")


def _end(accounts: Sequence[Account], status: PartStatus, said: Said, ledger: Ledger) -> None:
    """What was not paid is cancelled unless the procedure keeps it; what was paid is to be given back where it says so."""
    for one in accounts:
        last = _last_charge(one)
        if last is None or last.kind not in _SET:
            continue
        if one.held == 0 and one.refunded == 0 and one.line.stays_owed:
            continue
        if one.held > 0 and not one.line.refundable:
            continue
        ledger.add(said.entry(one.line, EntryKind.CANCELLED, None, _ENDED[status]))
