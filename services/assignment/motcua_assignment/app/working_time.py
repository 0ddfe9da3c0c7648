# SPDX-License-Identifier: Apache-2.0
"""Who is competent for a step, and when it is due by that unit's hours."""

from __future__ import annotations

from datetime import datetime

from motcua_calendar.calendar import calendar_of
from motcua_calendar.due import compute
from motcua_calendar.limits import Limit
from motcua_organisation import CompetenceError, Organisation, Unit

from motcua_assignment.errors import UnitUnknown

ONE_WORKING_DAY = "8wh"
"""A step without a limit of its own gets one working day, as internal steps are given (domain practice, ours)."""


class WorkingTime:
    """Units and due times from the organisation file and the working calendar."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    def unit(self, agency: str, territory: str, at: datetime) -> Unit:
        """The unit of that kind that acts for the territory; the territory's own when the drawing names no agency.

        Raises:
            UnitUnknown.
        """
        if not agency and territory in self._organisation.units:
            return self._organisation.unit(territory)
        try:
            return self._organisation.competent_unit(agency, territory, at.date())
        except CompetenceError as error:
            raise UnitUnknown(message_en=str(error)) from error

    def due(self, unit: Unit, limit: str, opened: datetime) -> datetime:
        """When a step that opened at `opened` is due."""
        return compute(opened, Limit.parse(limit or ONE_WORKING_DAY), calendar_of(unit.hours)).at
