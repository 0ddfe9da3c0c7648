# SPDX-License-Identifier: Apache-2.0
"""Working limits of a drawing turned into moments by the hours of the unit that acts."""

from __future__ import annotations

from datetime import datetime

from motcua_calendar.calendar import calendar_of
from motcua_calendar.clock import legal_time
from motcua_calendar.due import compute
from motcua_calendar.limits import Limit
from motcua_organisation import CompetenceError, Organisation


class WorkingTime:
    """`due("8wh", opened, "land_branch", "xa-binh-minh")`.

    Where the organisation has nobody who acts, the default hours apply: a process is not held up by its timer, as operators
    learn of the missing unit from the inbox, which refuses the work (`UNIT_UNKNOWN`).
    """

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    def due(self, limit: str, opened: datetime, agency: str, territory: str) -> datetime:
        """When a limit such as `12wh` or `5d` that began at `opened` ends; raises ClockError for what is no limit."""
        try:
            hours = self._organisation.acting_unit(agency, territory, legal_time(opened).date()).hours
        except CompetenceError:
            return compute(opened, Limit.parse(limit), calendar_of()).at
        return compute(opened, Limit.parse(limit), calendar_of(hours)).at
