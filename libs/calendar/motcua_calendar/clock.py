# SPDX-License-Identifier: Apache-2.0
"""Owns the legal time zone and the `Clock` port from which everything takes its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from motcua_calendar.errors import ClockError

LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Source of the present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware, in `LEGAL_ZONE`."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(LEGAL_ZONE)


class FixedClock:
    """A clock that stands still until it is set or advanced."""

    def __init__(self, now: datetime) -> None:
        self._now = legal_time(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Put the clock at `now` (aware). Raises ClockError when `now` has no time zone."""
        self._now = legal_time(now)

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`, which may be negative."""
        self._now += by


def legal_time(moment: datetime) -> datetime:
    """Return `moment` in the legal time zone. Raises ClockError when it has no time zone."""
    if moment.tzinfo is LEGAL_ZONE:
        return moment
    if moment.utcoffset() is None:
        text = moment.isoformat()
        raise ClockError(
            "NAIVE_DATETIME",
            f"Thời điểm {text} không có múi giờ; hãy thêm múi giờ, ví dụ +07:00.",
            f"The moment {text} has no time zone; add one, for example +07:00.",
        )
    return moment.astimezone(LEGAL_ZONE)
