# SPDX-License-Identifier: Apache-2.0
"""The receipt of payment (form BL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import motcua_documents as d

from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain.ledger import Account, Method
from motcua_intake.domain.records import Actor

METHODS: Final = {Method.CASH: "Tiền mặt", Method.TRANSFER: "Chuyển khoản"}


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid at once: each line with its amount in đồng."""

    paid: Sequence[tuple[Account, int]]
    payer: str
    method: Method
    note: str


def payment_receipt(sheet: Sheet, payment: Payment, at: datetime, actor: Actor) -> Build:
    """Names each line with its part and legal basis."""
    names = {one.key: one.name_vi for one in sheet.case.parts.values()}
    return lambda letterhead, lookup: d.PaymentReceipt(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        request=sheet.request,
        payer=payment.payer,
        lines=tuple(
            d.PaidLine(
                name=line(account.line.name_vi),
                part=line(names.get(account.line.part, "")),
                amount=amount,
                basis=line("; ".join(account.line.legal_basis)),
            )
            for account, amount in payment.paid
        ),
        method=METHODS[payment.method],
        note=payment.note,
        paid_at=at,
        officer=sheet.officer(actor),
    )
