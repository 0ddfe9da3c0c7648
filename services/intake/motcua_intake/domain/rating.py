# SPDX-License-Identifier: Apache-2.0
"""What the applicant says of the service: three levels, as one-stop offices ask for them (NĐ 61/2018/NĐ-CP, Điều 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from motcua_intake.domain.records import Dossier

OPEN_FOR: Final = timedelta(days=7)
"""After the return."""


class Satisfaction(StrEnum):
    DISSATISFIED = "DISSATISFIED"
    SATISFIED = "SATISFIED"
    VERY_SATISFIED = "VERY_SATISFIED"


@dataclass(frozen=True, slots=True)
class Rating:
    """One for each dossier. `rated_at` is the first time, `changed_at` the last."""

    dossier_id: str
    unit: str
    procedure_key: str
    satisfaction: str
    words: str
    rated_at: datetime
    changed_at: datetime


def open_until(dossier: Dossier) -> datetime | None:
    """Until when it may be rated; None before it ended."""
    return dossier.finished_at + OPEN_FOR if dossier.finished_at is not None else None
