# SPDX-License-Identifier: Apache-2.0
"""The board: whose numbers a caller may ask for, and the lines from which they are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from motcua_calendar import calendar_of, legal_time
from motcua_identity import OPERATOR, Subject
from motcua_organisation import Organisation, Unit
from motcua_procedure import Procedure

from motcua_intake.adapters import board
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app.authority import competent_unit
from motcua_intake.board_errors import NoBoard
from motcua_intake.domain import actions
from motcua_intake.domain.board import line_of
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step
from motcua_intake.domain.case import Case
from motcua_intake.errors import BadFields

MOST_DAYS: Final = 366
YEARS: Final = range(2000, 2201)
"""Days beyond are slips of the hand, or meant to break something."""
_LONGEST_HOLIDAY: Final = 30


def changed(loaded: Loaded) -> bool:
    """Whether the line of a dossier is not what it was. Asked before `cases.save`, which forgets what was."""
    before = loaded.before
    return not before.history or line_of(before) != line_of(loaded.case)


def keep(connection: sa.Connection, organisation: Organisation, procedure: Procedure, case: Case) -> None:
    """Write the line of a dossier as it is now."""
    lead = competent_unit(organisation, procedure.competent_kind, case.dossier)
    board.keep(connection, replace(line_of(case), lead=lead.key))


def units_of(organisation: Organisation, subject: Subject) -> tuple[Unit, ...] | None:
    """The units whose numbers the caller may see: a head's own and those below; None is all. Raises NoBoard."""
    if subject.has(OPERATOR):
        return None
    unit = subject.unit or ""
    head = actions.leads(organisation, subject)
    if not head or unit not in organisation.units:
        raise NoBoard()
    return with_below(organisation, unit)


def scope_of(
    organisation: Organisation, subject: Subject, wanted: str, procedure: str = "", window: str = ""
) -> Scope:
    """A unit with those below it, or everything that the caller may see. Raises NoBoard; BadFields where who may see all names
    a unit that there is not."""
    allowed = units_of(organisation, subject)
    if not wanted:
        keys = None if allowed is None else tuple(one.key for one in allowed)
        return Scope(keys, procedure, window)
    if allowed is None and wanted not in organisation.units:
        raise BadFields.one("unit", "UNIT_UNKNOWN", "Không có đơn vị này.", "There is no such unit.")
    if allowed is not None and wanted not in {one.key for one in allowed}:
        raise NoBoard()
    return Scope(tuple(one.key for one in with_below(organisation, wanted)), procedure, window)


def desk_of(organisation: Organisation, subject: Subject, wanted: str, procedure: str = "") -> Scope:
    """One unit alone, for what is counted at its desks. Raises NoBoard, BadFields."""
    if not wanted:
        raise BadFields.one("unit", "FIELD_REQUIRED", "Hãy chọn đơn vị.", "Please name the unit.")
    return replace(scope_of(organisation, subject, wanted, procedure), units=(wanted,))


def step_of(measure: Measure, step: Step) -> Step:
    """The step of a list, checked. Raises BadFields."""
    if measure is Measure.WAIT_ELSEWHERE and not step.unit:
        raise BadFields.one("desk", "FIELD_REQUIRED", "Hãy chọn đơn vị.", "Please name the unit.")
    return step


def with_below(organisation: Organisation, key: str) -> tuple[Unit, ...]:
    """A unit and all that belong to it, in the file's order after it."""
    found = [organisation.unit(key)]
    for above in found:  # grows while it is read: each unit has one parent, so each comes once
        found += [one for one in organisation.units.values() if one.parent == above.key and one not in found]
    return tuple(found)


def days_of(first: str, last: str, now: datetime) -> Days:
    """The days that were asked for. Raises BadFields."""
    begin, end = _day("from_day", first), _day("to_day", last)
    if end < begin:
        raise BadFields.one(
            "to_day",
            "RANGE_INVERTED",
            "Ngày cuối phải từ ngày đầu trở đi.",
            "The last day is before the first.",
        )
    if end - begin >= timedelta(days=MOST_DAYS):
        raise BadFields.one(
            "to_day",
            "RANGE_TOO_LONG",
            f"Tối đa {MOST_DAYS} ngày một lần.",
            f"At most {MOST_DAYS} days at a time.",
        )
    return Days(begin, end, legal_time(now), soon_day(legal_time(now).date()))


def any_days(now: datetime) -> Days:
    """For what is counted now, whatever days are asked for."""
    today = legal_time(now).date()
    return Days(today, today, legal_time(now), soon_day(today))


def soon_day(today: date) -> date:
    """The next working day: what is due until then is due soon. Our rule, as the lists of "tới hạn" show it."""
    calendar = calendar_of()
    following = (today + timedelta(days=ahead) for ahead in range(1, _LONGEST_HOLIDAY))
    return next((day for day in following if calendar.day(day).works), today)


def measured(measure: Measure | None) -> Measure:
    """Raises BadFields where none was named."""
    if measure is None:
        raise BadFields.one("measure", "FIELD_REQUIRED", "Hãy chọn chỉ số.", "Please name what is counted.")
    return measure


def _day(field: str, typed: str) -> date:
    try:
        day = date.fromisoformat(typed.strip())
        if day.year not in YEARS:
            raise ValueError("no year of a dossier")
        return day
    except ValueError:
        raise BadFields.one(field, "DAY_INVALID", "Hãy chọn ngày.", "Please choose a day.") from None
