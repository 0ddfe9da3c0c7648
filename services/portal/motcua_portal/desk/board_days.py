# SPDX-License-Identifier: Apache-2.0
"""The days of the board as its address says them: a month, a quarter, a year, or any days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from motcua_portal.desk.board import month_end

_PERIOD: Final = re.compile(r"(2[01]\d{2})(?:-(?:Q([1-4])|(\d{2})))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days; `key` names them in the address where they are a month, a quarter or a year."""

    first: date
    last: date
    key: str = ""

    @property
    def before(self) -> str:
        return _key_like(self, self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return _key_like(self, self.last + timedelta(days=1))


def period_of(key: str) -> Period | None:
    """`2026`, `2026-Q4` or `2026-11`; None for anything else."""
    found = _PERIOD.fullmatch(key)
    if found is None:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    try:
        if month:
            first = date(year, int(month), 1)
            return Period(first, month_end(first), key)
        if quarter:
            first = date(year, 3 * int(quarter) - 2, 1)
            return Period(first, month_end(date(year, 3 * int(quarter), 1)), key)
        return Period(date(year, 1, 1), date(year, 12, 31), key)
    except (ValueError, OverflowError):
        return None


def keys_of(day: date) -> tuple[str, str, str]:
    """The month, the quarter and the year of a day."""
    return f"{day:%Y-%m}", f"{day.year:04}-Q{(day.month + 2) // 3}", f"{day.year:04}"


def _key_like(period: Period, day: date) -> str:
    month, quarter, year = keys_of(day)
    if not period.key:
        return ""
    return {4: year, 7: quarter if "Q" in period.key else month}[len(period.key)]
