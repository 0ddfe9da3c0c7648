# SPDX-License-Identifier: Apache-2.0
"""The ledger of a dossier: one line for each fee of each part, and entries that are only ever added.

A line keeps what the procedure said when the dossier was accepted, so a later correction of a fee changes nothing here. What is
owed, paid and to be given back follows from the entries alone (Chờ thu, Đã thu, Đã hoàn, Hủy thu; NĐ 61/2018/NĐ-CP, Điều 22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeeState(StrEnum):
    OWED = "OWED"
    COLLECTED = "COLLECTED"
    REFUNDED = "REFUNDED"
    CANCELLED = "CANCELLED"


class EntryKind(StrEnum):
    """CHARGED and AMENDED set the charge, COLLECTED and REFUNDED move money, CANCELLED and EXEMPTED end the charge."""

    CHARGED = "CHARGED"
    AMENDED = "AMENDED"
    COLLECTED = "COLLECTED"
    REFUNDED = "REFUNDED"
    CANCELLED = "CANCELLED"
    EXEMPTED = "EXEMPTED"


class Method(StrEnum):
    CASH = "CASH"
    TRANSFER = "TRANSFER"


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of one part, as the procedure's version says it; never changed. `legal_basis` are documents with their articles;
    `counted`: its amount follows pages and copies."""

    id: str
    dossier_id: str
    part: str
    position: int
    name_vi: str
    name_en: str
    kind: str
    rule_vi: str
    rule_en: str
    legal_basis: list[str]
    illustration: bool
    refundable: bool | None
    stays_owed: bool
    before_return: bool
    refund_vi: str
    refund_en: str
    counted: bool


@dataclass(frozen=True, slots=True)
class FeeEntry:
    """What happened to a line; never changed. `amount` (đồng) is the charge from then on, or the money that moved; None: not
    known. `payer` is who paid or got it back, `document_id` the receipt."""

    id: str
    fee_id: str
    dossier_id: str
    at: datetime
    kind: str
    amount: int | None
    actor: dict[str, str]
    request_id: str
    reason_vi: str = ""
    reason_en: str = ""
    method: str = ""
    payer: str = ""
    document_id: str = ""


@dataclass(slots=True)
class Account:
    """A line with its entries, oldest first, and what follows from them."""

    line: FeeLine
    entries: list[FeeEntry] = field(default_factory=list)

    @property
    def charge(self) -> int | None:
        """What is charged now; None while it is not known."""
        sets = (EntryKind.CHARGED, EntryKind.AMENDED)
        ends = (EntryKind.CANCELLED, EntryKind.EXEMPTED)
        for one in reversed(self.entries):
            if one.kind in ends:
                return 0
            if one.kind in sets:
                return one.amount
        return None

    @property
    def collected(self) -> int:
        return sum(one.amount or 0 for one in self.entries if one.kind == EntryKind.COLLECTED)

    @property
    def refunded(self) -> int:
        return sum(one.amount or 0 for one in self.entries if one.kind == EntryKind.REFUNDED)

    @property
    def held(self) -> int:
        """Money that is with the office."""
        return self.collected - self.refunded

    @property
    def outstanding(self) -> int | None:
        """Still to be paid; None while the charge is not known."""
        charge = self.charge
        return None if charge is None else max(0, charge - self.held)

    @property
    def to_refund(self) -> int:
        """Held beyond what is charged."""
        charge = self.charge
        return 0 if charge is None else max(0, self.held - charge)

    @property
    def owed(self) -> bool:
        return self.outstanding is None or self.outstanding > 0

    @property
    def state(self) -> FeeState:
        if self.owed:
            return FeeState.OWED
        if self.held > 0:
            return FeeState.COLLECTED
        return FeeState.REFUNDED if self.refunded else FeeState.CANCELLED

    @property
    def exemption(self) -> str:
        """On what ground nothing is charged; "" where something is, or it ended otherwise."""
        last = next((one for one in reversed(self.entries) if one.kind not in _MONEY), None)
        return last.reason_vi if last is not None and last.kind == EntryKind.EXEMPTED else ""


_MONEY = (EntryKind.COLLECTED, EntryKind.REFUNDED)


@dataclass(frozen=True, slots=True)
class Sum:
    """Of the lines of one part, or of all: đồng. `incomplete`: a charge is not known yet, and not in it."""

    charge: int = 0
    collected: int = 0
    refunded: int = 0
    outstanding: int = 0
    to_refund: int = 0
    incomplete: bool = False


@dataclass(slots=True)
class Ledger:
    """All lines of a dossier in the order of its procedure. `stored`: whether they are kept, or only computed so far; `added` are
    the entries that wait to be kept."""

    dossier_id: str
    accounts: dict[str, Account] = field(default_factory=dict)
    stored: bool = True
    added: list[FeeEntry] = field(default_factory=list)

    def add(self, *entries: FeeEntry) -> None:
        for one in entries:
            self.accounts[one.fee_id].entries.append(one)
            self.added.append(one)

    def of_part(self, part: str) -> list[Account]:
        return [one for one in self.accounts.values() if one.line.part == part]

    def parts(self) -> list[str]:
        return list(dict.fromkeys(one.line.part for one in self.accounts.values()))

    def owed_before_return(self, parts: Sequence[str]) -> list[Account]:
        """Lines of these parts that stand against handing their results over."""
        known = [one for one in self.accounts.values() if one.line.part in parts]
        return [one for one in known if one.line.before_return and one.owed]


def total(accounts: Sequence[Account]) -> Sum:
    """Sums of some lines."""
    return Sum(
        charge=sum(one.charge or 0 for one in accounts),
        collected=sum(one.collected for one in accounts),
        refunded=sum(one.refunded for one in accounts),
        outstanding=sum(one.outstanding or 0 for one in accounts),
        to_refund=sum(one.to_refund for one in accounts),
        incomplete=any(one.charge is None for one in accounts),
    )
