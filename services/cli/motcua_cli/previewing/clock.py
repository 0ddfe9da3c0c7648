# SPDX-License-Identifier: Apache-2.0
"""The legal times of a procedure with an example: a dossier that is received now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua_calendar import ClockError, Due, calendar_of
from motcua_procedure import Fee, Part, Procedure
from motcua_workflow.scenarios.legal_time import dues


@dataclass(frozen=True, slots=True)
class Row:
    """One part: when it is due in the example, None where the calendar cannot count it (`why` says so)."""

    part: Part
    due: Due | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One fee of a part. `amount` đồng in the example of three pages and two copies, None where it goes by other numbers."""

    part: Part
    fee: Fee
    amount: int | None


def example(procedure: Procedure, received: datetime, language: str) -> Sequence[Row]:
    """Every part as if the dossier were received at that moment and nothing interrupted it, by the days off
    that MOTCUA_DAYS names: a dossier of today, not a scenario's."""
    try:
        found = dues(procedure, received, (), (), received, calendar_of())
    except ClockError as error:
        why = error.message_vi if language == "vi" else error.message_en
        return [Row(part, None, why) for part in procedure.parts]
    return [Row(part, found.get(part.key)) for part in procedure.parts]


def fees(procedure: Procedure) -> Sequence[FeeRow]:
    """All fees, also those of other days than today."""
    return [FeeRow(part, fee, _example(fee)) for part in procedure.parts for fee in part.fees]


EXAMPLE_PAGES, EXAMPLE_COPIES = 3, 2


def _example(fee: Fee) -> int | None:
    if fee.formula is None:
        return fee.amount
    return fee.formula.amount(EXAMPLE_PAGES, EXAMPLE_COPIES if fee.formula.copies else 1)
