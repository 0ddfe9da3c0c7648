# SPDX-License-Identifier: Apache-2.0
"""Owns working time and the legal clock: `Clock`, office hours, days off, limits, due moments."""

from __future__ import annotations

from motcua_text import Text

from motcua_calendar.calendar import WorkingCalendar, calendar_of, shipped_calendar
from motcua_calendar.clock import LEGAL_ZONE, Clock, FixedClock, SystemClock, legal_time
from motcua_calendar.days import Days, days_in_force, put_in_force, read_days, use_days
from motcua_calendar.derivation import DerivationStep, Step
from motcua_calendar.due import (
    After,
    Due,
    PartClock,
    compute,
    compute_after,
    compute_appointed,
    compute_chain,
    step_due,
)
from motcua_calendar.errors import ClockError
from motcua_calendar.hours import DEFAULT_HOURS, OfficeHours
from motcua_calendar.intervals import Interval, Policy
from motcua_calendar.limits import DEFAULT_CUTOFF, Count, Limit, Unit, parse_cutoff
from motcua_calendar.returning import returned
from motcua_calendar.table import DayTable
from motcua_calendar.working import Ruler, ruler_of, working_time

__all__ = [
    "DEFAULT_CUTOFF",
    "DEFAULT_HOURS",
    "LEGAL_ZONE",
    "After",
    "Clock",
    "ClockError",
    "Count",
    "DayTable",
    "Days",
    "DerivationStep",
    "Due",
    "FixedClock",
    "Interval",
    "Limit",
    "OfficeHours",
    "PartClock",
    "Policy",
    "Ruler",
    "Step",
    "SystemClock",
    "Text",
    "Unit",
    "WorkingCalendar",
    "calendar_of",
    "compute",
    "compute_after",
    "compute_appointed",
    "compute_chain",
    "days_in_force",
    "legal_time",
    "parse_cutoff",
    "put_in_force",
    "read_days",
    "returned",
    "ruler_of",
    "shipped_calendar",
    "step_due",
    "use_days",
    "working_time",
]
