# SPDX-License-Identifier: Apache-2.0
"""Receipt of payment for fees (biên lai), in our layout: what an office files with the tax authority is a series of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, person_lines
from motcua_documents.money_words import dong_in_words
from motcua_documents.parts import CODE, NAME, Officer, Person
from motcua_documents.wording import dong, minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """One fee that was paid: of which part, on what legal basis; integer đồng."""

    name: str
    part: str
    amount: int
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceipt(FormData):
    """Biên lai thu phí, lệ phí.

    Attributes:
        dossier_code, applicant, request: as on the receipt of the dossier.
        payer: who paid.
        lines: what was paid for; at least one.
        method: in cash, by transfer, in words.
        note: number of the transfer, or what else is worth keeping.
        paid_at: when.
        officer: who took the money.
    """

    template: ClassVar[str] = "form_payment.typ"
    titles: ClassVar[tuple[str, ...]] = ("BIÊN LAI", "THU PHÍ, LỆ PHÍ")
    basis: ClassVar[str] = "Giấy do MotCua đặt ra; không thay biên lai theo Nghị định số 123/2020/NĐ-CP"

    dossier_code: str = field(metadata=CODE)
    applicant: Person
    request: str
    payer: str = field(metadata=NAME)
    lines: tuple[PaidLine, ...]
    method: str
    paid_at: datetime
    officer: Officer
    note: str = ""

    @property
    def total(self) -> int:
        """Integer đồng."""
        return sum(one.amount for one in self.lines)

    def content(self) -> dict[str, Json]:
        return {
            "applicant": person_lines(self.applicant, "Người nộp hồ sơ"),
            "request": self.request,
            "payer": self.payer,
            "lines": [_row(index, one) for index, one in enumerate(self.lines, start=1)],
            "total": dong(self.total),
            "words": dong_in_words(self.total),
            "method": self.method,
            "note": self.note,
            "paid_at": minute_in_words(self.paid_at),
            "officer": self.officer.name,
        }


def _row(index: int, one: PaidLine) -> list[Json]:
    name: list[Json] = [one.name, one.part]
    return [str(index), name, one.basis, dong(one.amount)]
