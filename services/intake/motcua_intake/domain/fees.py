# SPDX-License-Identifier: Apache-2.0
"""What a part costs: by what was asked for until its result is issued, then by what was made."""

from __future__ import annotations

from dataclasses import dataclass

from motcua_procedure import Made, Procedure
from motcua_procedure import Part as PartRule

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import PartStatus, Source


@dataclass(frozen=True, slots=True)
class Due:
    """Đồng of one part; None where one of its fees is computed elsewhere. `as_made`: by what was made and counted."""

    amount: int | None
    as_made: bool = False


def of_part(case: Case, rule: PartRule) -> Due:
    """The fees in force when the dossier came in, through its channel."""
    day, channel = case.dossier.submitted_at.date(), Source(case.dossier.source).channel
    made = counted(case, rule.key)
    fees = [fee for fee in rule.fees if fee.applies(day, channel)]
    amounts = [fee.amount_made(made, case.dossier.answers) for fee in fees]
    known = [amount for amount in amounts if amount is not None]
    total = sum(known) if len(known) == len(amounts) else None
    return Due(total, bool(made) and any(fee.formula for fee in fees))


def counted(case: Case, part: str) -> list[Made]:
    """What was made of the issued results of a part, where somebody counted the pages."""
    issued = [one for one in case.results.values() if one.part == part and one.issued_at is not None]
    return [Made(one.pages, one.copies) for one in issued if one.pages]


def due(case: Case, procedure: Procedure) -> dict[str, Due]:
    """By part. A part that ended without a result is left out: nothing was made, and what becomes of a fee that was paid
    its own notice says."""
    alive = (PartStatus.WAITING, PartStatus.IN_PROGRESS, PartStatus.GRANTED)
    return {
        rule.key: of_part(case, rule)
        for rule in procedure.parts
        if rule.key in case.parts and case.parts[rule.key].status in alive
    }
