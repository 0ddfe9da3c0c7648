# SPDX-License-Identifier: Apache-2.0
"""The paying desk: money taken with a receipt, given back, charges that end. Each command is one transaction on the locked
dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_text import Text

from motcua_intake.adapters import ledgers
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing_fees as announcing
from motcua_intake.app import forms
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.ledgers import open_ledger
from motcua_intake.app.printing import PAYMENT
from motcua_intake.domain import texts
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import Account, EntryKind, Ledger, Method
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Document
from motcua_intake.errors import BadFields
from motcua_intake.fee_errors import (
    AmountDiffers,
    FeeNotOwed,
    FeePaid,
    FeesNotCharged,
    NothingHeld,
    UnknownFee,
    money,
)

MOST_LINES: Final = 50
MOST_AMOUNT: Final = 10**12
BY: Final = {Method.CASH: Text("tiền mặt", "cash"), Method.TRANSFER: Text("chuyển khoản", "transfer")}


@dataclass(frozen=True, slots=True)
class Open:
    """A dossier at the paying desk."""

    loaded: Loaded
    rules: Rules
    ledger: Ledger
    said: Said


def at_desk(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, request_id: str
) -> Open:
    """Open an accepted dossier of the clerk's own window.

    Raises:
        UnknownDossier, NotYourUnit, FeesNotCharged.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    if case.dossier.accepted_at is None:
        raise FeesNotCharged()
    said = Said(rules.now, actor_of(subject), request_id)
    return Open(loaded, rules, open_ledger(connection, case, rules.procedure, said), said)


@dataclass(frozen=True, slots=True)
class Paid:
    """What a clerk says of money that came in: lines by id, đồng."""

    fee_ids: Sequence[str]
    amount: int
    method: str
    payer: str
    note: str


def collect(connection: sa.Connection, desk: Desk, here: Open, paid: Paid) -> Document:
    """Take what these lines owe, all at once, and issue one receipt.

    Raises:
        UnknownFee, FeeNotOwed, AmountDiffers, BadFields.
    """
    case, said = here.loaded.case, here.said
    chosen = [_account(here.ledger, one) for one in dict.fromkeys(paid.fee_ids[: MOST_LINES + 1])]
    method, payer = _method(paid.method), texts.required_line("payer", paid.payer)
    note = texts.line("note", paid.note)
    each = _due(here, chosen, paid.amount)
    sheet = forms.Sheet(case, here.rules.procedure, desk.organisation)
    payment = forms.Payment(each, payer, method, note)
    build = forms.payment_receipt(sheet, payment, said.at, said.actor)
    made = desk.printer.issue(connection, case, PAYMENT, build, said.at)
    for account, amount in each:
        more = {"method": method, "payer": payer, "document_id": made.id}
        here.ledger.add(said.entry(account.line, EntryKind.COLLECTED, amount, Text(note), **more))
    ledgers.keep(connection, here.ledger)
    told = money(paid.amount), BY[method]
    text = Text(
        f"Đã thu {told[0]} đồng ({told[1].vi}), biên lai số {made.number}.",
        f"VND {paid.amount:,} was paid ({told[1].to('en')}), receipt {made.number}.",
    )
    case.tell("fee.collected", said.at, said.actor, text)
    desk.keep(connection, here.loaded, announcing.fee_collected(paid.amount, method, made, said))
    return made


def _due(here: Open, chosen: Sequence[Account], amount: int) -> list[tuple[Account, int]]:
    """What each of them owes. A single one whose charge is not known takes the amount as its charge."""
    if not chosen or len(chosen) > MOST_LINES:
        raise BadFields.one(
            "fee_ids", "FEES_MISSING", "Hãy chọn khoản cần thu.", "Please choose what is to be paid."
        )
    if any(not one.owed for one in chosen):
        raise FeeNotOwed()
    if len(chosen) == 1 and chosen[0].outstanding is None and 0 < amount < MOST_AMOUNT:
        why = Text("Xác định khi thu tại quầy", "Determined at the window")
        here.ledger.add(here.said.entry(chosen[0].line, EntryKind.AMENDED, amount, why))
    if any(one.outstanding is None for one in chosen):
        raise BadFields.one(
            "fee_ids",
            "FEE_AMOUNT_UNKNOWN",
            "Khoản chưa xác định số tiền phải thu riêng, kèm số tiền.",
            "A fee whose amount is not known yet is collected alone, with its amount.",
        )
    each = [(one, one.outstanding or 0) for one in chosen]
    due = sum(one for _, one in each)
    if due != amount:
        raise AmountDiffers.wanted(due)
    return each


@dataclass(frozen=True, slots=True)
class Back:
    """What a clerk says of money that goes back."""

    fee_id: str
    amount: int
    method: str
    receiver: str
    reason: str
    still_owed: bool


def refund(connection: sa.Connection, desk: Desk, here: Open, back: Back) -> None:
    """Give money back. What is given back is no longer charged, unless it was collected by mistake and is still owed.

    Raises:
        UnknownFee, NothingHeld, BadFields.
    """
    account = _account(here.ledger, back.fee_id)
    method, receiver = _method(back.method), texts.required_line("receiver", back.receiver)
    reason = texts.refusal("reason", back.reason)
    if not 0 < back.amount <= account.held:
        raise NothingHeld.only(account.held)
    said, line = here.said, account.line
    here.ledger.add(
        said.entry(line, EntryKind.REFUNDED, back.amount, Text(reason), method=method, payer=receiver)
    )
    charge = account.charge or 0
    if not back.still_owed and account.held < charge:
        left = account.held
        kind, amount = (EntryKind.AMENDED, left) if left else (EntryKind.CANCELLED, None)
        here.ledger.add(said.entry(line, kind, amount, Text(reason)))
    ledgers.keep(connection, here.ledger)
    text = Text(
        f"Đã hoàn {money(back.amount)} đồng: {line.name_vi}. Lý do: {reason}",
        f"VND {back.amount:,} was given back: {line.name_en}. Reason: {reason}",
    )
    here.loaded.case.tell("fee.refunded", said.at, said.actor, text)
    desk.keep(
        connection,
        here.loaded,
        announcing.fee_refunded(back.amount, method, Text(line.name_vi, line.name_en), reason, said),
    )


def cancel(connection: sa.Connection, desk: Desk, here: Open, fee_id: str, reason: str) -> None:
    """Charge a line no longer that nobody paid.

    Raises:
        UnknownFee, FeePaid, FeeNotOwed, BadFields.
    """
    account, why = _account(here.ledger, fee_id), texts.refusal("reason", reason)
    if account.held:
        raise FeePaid()
    _end(connection, desk, here, account, EntryKind.CANCELLED, why)


def exempt(connection: sa.Connection, desk: Desk, here: Open, fee_id: str, ground: str) -> None:
    """Charge a line no longer on a legal ground; what was paid is then to be given back.

    Raises:
        UnknownFee, FeeNotOwed, BadFields.
    """
    account, why = _account(here.ledger, fee_id), texts.refusal("ground", ground)
    _end(connection, desk, here, account, EntryKind.EXEMPTED, why)


def _end(
    connection: sa.Connection, desk: Desk, here: Open, account: Account, kind: EntryKind, why: str
) -> None:
    if account.charge == 0:
        raise FeeNotOwed()
    said, line = here.said, account.line
    here.ledger.add(said.entry(line, kind, None, Text(why)))
    ledgers.keep(connection, here.ledger)
    exempted = kind is EntryKind.EXEMPTED
    vi, en = ("Miễn", "was exempted") if exempted else ("Hủy thu", "is not charged any more")
    text = Text(f"{vi}: {line.name_vi}. Căn cứ, lý do: {why}", f"{line.name_en} {en}. Reason: {why}")
    here.loaded.case.tell("fee.exempted" if exempted else "fee.cancelled", said.at, said.actor, text)
    desk.keep(connection, here.loaded)


def _account(ledger: Ledger, fee_id: str) -> Account:
    found = ledger.accounts.get(fee_id)
    if found is None:
        raise UnknownFee()
    return found


def _method(said: str) -> Method:
    try:
        return Method(said)
    except ValueError:
        raise BadFields.one(
            "method",
            "FIELD_REQUIRED",
            "Hãy chọn tiền mặt hay chuyển khoản.",
            "Please choose cash or transfer.",
        ) from None
