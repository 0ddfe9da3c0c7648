# SPDX-License-Identifier: Apache-2.0
"""Owns when a person can fetch what an agency owes by a moment: the window that returns it has hours of its own.

Work is due by the hours of the agency that does it; a promise is made by those of the window.
"""

from __future__ import annotations

from datetime import datetime

from motcua_calendar.calendar import WorkingCalendar
from motcua_calendar.clock import legal_time
from motcua_calendar.counting import end_on_or_after
from motcua_calendar.derivation import DerivationStep, Step, step


def returned(due: datetime, window: WorkingCalendar) -> tuple[datetime, tuple[DerivationStep, ...]]:
    """When at the latest what is due at `due` (aware) can be fetched at the window, and why that is another moment.

    A day on which the window is closed is never promised: the limit ends at the end of its next working day (Civil Code
    2015 art. 148.5). A day on which it is open is never left, since the law moves the end from days off only: there the hour
    alone is the window's, its next opening or else its closing.
    Raises ClockError outside the years that the calendar covers.
    """
    local = legal_time(due)
    day = window.day(local.date())
    if not day.works:
        moved = end_on_or_after(window, day.date, ())
        return moved.end, (step(Step.WINDOW_CLOSED, day=day.date, reason=day.off, moment=moved.end),)
    if any(start <= local <= end for start, end in day.spans):
        return local, ()
    at = next((start for start, _ in day.spans if start > local), day.closing)
    return at, (step(Step.WINDOW_HOURS, closed=local, moment=at),)
