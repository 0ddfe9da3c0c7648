# SPDX-License-Identifier: Apache-2.0
"""Who is competent for a step, and when it is due by that unit's hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from motcua_calendar.calendar import WorkingCalendar, calendar_of
from motcua_calendar.clock import legal_time
from motcua_calendar.days import Days, days_in_force
from motcua_calendar.due import compute, step_due
from motcua_calendar.errors import ClockError
from motcua_calendar.limits import Limit
from motcua_calendar.limits import Unit as LimitUnit
from motcua_calendar.working import ruler_of
from motcua_organisation import CompetenceError, Organisation, Unit

from motcua_assignment.errors import NobodyCompetent

ONE_WORKING_DAY = "8wh"
"""A step without a limit of its own gets one working day, as internal steps are given (domain practice, ours)."""


_MINUTE = timedelta(minutes=1)
_TICKS = 60_000_000
"""Microseconds, the unit of a ruler, in a minute."""


class TimeLeft(NamedTuple):
    """Whole working minutes until a due time (negative: since it passed), what a working day is worth in minutes, and how many
    were given from the opening on."""

    working_minutes: int
    overdue: bool
    day_minutes: int
    given_minutes: int = 0


class WorkingTime:
    """Units and due times from the organisation file and the working calendar. Whatever it cannot answer is an error: work that
    nobody is competent for would lie in no inbox at all."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._counts: dict[tuple[str, Days], _Count] = {}

    def unit(self, agency: str, territory: str, at: datetime) -> Unit:
        """The unit that acts at that moment (`Organisation.acting_unit`).

        Raises:
            NobodyCompetent.
        """
        try:
            return self._organisation.acting_unit(agency, territory, legal_time(at).date())
        except CompetenceError as error:
            raise NobodyCompetent(message_en=str(error)) from error

    def heads(self, unit: str) -> tuple[str, ...]:
        """The users who lead a unit, by the organisation file."""
        return tuple(one.user for one in self._organisation.heads(unit))

    def check_role(self, role: str) -> None:
        """Raises NobodyCompetent for a role that the organisation file does not name."""
        if role not in self._organisation.roles:
            raise NobodyCompetent(
                "ROLE_UNKNOWN", message_en=f'There is no role "{role}" in the organisation file.'
            )

    def check_window(self, unit: str) -> None:
        """Raises NobodyCompetent for a unit that the organisation file does not name."""
        if unit not in self._organisation.units:
            raise NobodyCompetent(message_en=f'There is no unit "{unit}" in the organisation file.')

    def due(self, unit: Unit, limit: str, opened: datetime) -> datetime:
        """When a step that opened at `opened` is due. A limit in calendar days (waiting for a payment, say) ends with the
        last day's office hours.

        Raises:
            NobodyCompetent: the limit cannot be read.
        """
        calendar = calendar_of(unit.hours)
        try:
            wanted = Limit.parse(limit or ONE_WORKING_DAY)
            if wanted.unit in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS):
                return step_due(opened, wanted, calendar).at
            return compute(opened, wanted, calendar).at
        except ClockError as error:
            raise NobodyCompetent("STEP_LIMIT", message_en=f"The limit of a step: {error}") from error

    def soon(self, unit: str, limit: str, now: datetime) -> datetime | None:
        """Until when something is within `limit` of working time from now; None for a unit or a moment that is not known."""
        known = self._organisation.units.get(unit)
        try:
            return None if known is None else step_due(now, Limit.parse(limit), calendar_of(known.hours)).at
        except ClockError:
            return None

    def left(self, unit: str, opened: datetime, due: datetime, now: datetime) -> TimeLeft | None:
        """How much working time the unit has left of that from `opened` until `due`; None for a unit that the organisation file
        does not name (any more), and for a date beyond the calendar. Some microseconds whatever the distance: a list asks twice
        for each row."""
        count = self._counts.get((unit, days_in_force())) or self._count(unit)
        try:
            return None if count is None else count.left(opened, due, now)
        except ClockError:
            return None

    def _count(self, unit: str) -> _Count | None:
        known = self._organisation.units.get(unit)
        if known is None:
            return None
        # Kept: never more than the file names units, and neither hours nor days off change while a process runs.
        return self._counts.setdefault((unit, days_in_force()), _Count(calendar_of(known.hours)))


class _Count:
    """The working time of one unit, counted down. A list asks many times about the same present moment, so its place is kept."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._ruler = ruler_of(calendar)
        self._day = calendar.hours.daily // _MINUTE
        self._now: tuple[datetime | None, int] = (None, 0)

    def left(self, opened: datetime, due: datetime, now: datetime) -> TimeLeft:
        """Raises ClockError for a date beyond the calendar."""
        until = self._ruler.place(due)
        left = until - self._place_of_now(now)
        given = max(until - self._ruler.place(opened), 0)
        minutes = left // _TICKS if left > 0 else -(-left // _TICKS)
        return TimeLeft(minutes, due < now, self._day, given // _TICKS)

    def _place_of_now(self, now: datetime) -> int:
        known, place = self._now  # one tuple, so that threads never mix two moments
        if known is not now:
            place = self._ruler.place(now)
            self._now = (now, place)
        return place
