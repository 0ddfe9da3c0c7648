# SPDX-License-Identifier: Apache-2.0
"""How long a draft is kept that nobody touches, and when its owner is told.

Personal data is kept no longer than what it was given for needs (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 3); a draft
serves nobody but its owner, for an application that was never made. Thirty days are the house's choice: as long as procedures
give for a supplement, so that whoever has to fetch a paper first does not lose what was typed. A deployment may choose otherwise
(MOTCUA_DRAFT_DAYS).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua_calendar import legal_time

TRACE_DAYS = 180
"""How long the page of a removed draft still says what became of it."""


@dataclass(frozen=True, slots=True)
class DraftKeeping:
    """Days that a draft is kept after it was touched last, and how many days before its end its owner is told. Whole days: the
    last one ends at midnight (Civil Code 2015, art. 148.6)."""

    days: int = 30
    warning_days: int = 3

    def until(self, touched: datetime) -> datetime:
        """The midnight that ends the last day."""
        return _midnight(touched) + timedelta(days=self.days + 1)

    def untouched_since(self, now: datetime) -> datetime:
        """What was touched before this moment is over."""
        return _midnight(now) - timedelta(days=self.days)

    def to_be_told(self, now: datetime) -> datetime:
        """Whoever touched a draft last before this moment is told by now."""
        return self.untouched_since(now) + timedelta(days=min(self.warning_days, self.days))


def _midnight(moment: datetime) -> datetime:
    return legal_time(moment).replace(hour=0, minute=0, second=0, microsecond=0)
