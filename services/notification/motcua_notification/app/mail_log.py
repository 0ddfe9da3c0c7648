# SPDX-License-Identifier: Apache-2.0
"""Who may read the mail log, and what of it: operators everything but persons and texts; heads what went to the applicants
of their own unit's window and to its officers, and of the units below it, with the text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from motcua_calendar import LEGAL_ZONE
from motcua_identity import OPERATOR, Subject
from motcua_organisation import Organisation
from motcua_rpc import FieldError, InvalidInput

from motcua_notification.adapters.mail_log import STATES, Narrowing
from motcua_notification.errors import NoMailLog

_LONGEST_CODE = 60
_YEARS = range(2000, 2201)


def units_of(organisation: Organisation, subject: Subject) -> tuple[str, ...] | None:
    """Keys of the units whose notices the caller may see; None is all. Raises NoMailLog."""
    if subject.has(OPERATOR):
        return None
    unit = subject.unit or ""
    if unit not in organisation.units or not organisation.is_head(subject.username, unit, subject.roles):
        raise NoMailLog()
    found = [unit]
    for above in found:  # grows while it is read: each unit has one parent, so each comes once
        found += [
            one.key for one in organisation.units.values() if one.parent == above and one.key not in found
        ]
    return tuple(found)


def narrowing_of(units: tuple[str, ...] | None, code: str, state: str, first: str, last: str) -> Narrowing:
    """What was asked for. Raises InvalidInput."""
    if state and state not in STATES:
        raise _bad("state", "STATE_UNKNOWN", "Không có trạng thái này.", "There is no such state.")
    begin, end = _day("from_day", first), _day("to_day", last)
    if begin and end and end < begin:
        raise _bad(
            "to_day",
            "RANGE_INVERTED",
            "Ngày cuối phải từ ngày đầu trở đi.",
            "The last day is before the first.",
        )
    code = code.strip().upper()[:_LONGEST_CODE]
    return Narrowing(units, code, state, begin, end + timedelta(days=1) if end else None)


def masked(address: str) -> str:
    """Enough to recognise an address that one knows: the first letter and where it goes."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if name else ""


def _day(field: str, typed: str) -> datetime | None:
    try:
        day = date.fromisoformat(typed.strip()) if typed.strip() else None
        if day is not None and day.year not in _YEARS:
            raise ValueError("no year of a notice")
    except ValueError:
        raise _bad(field, "DAY_INVALID", "Hãy chọn ngày.", "Please choose a day.") from None
    return datetime.combine(day, time(), LEGAL_ZONE) if day else None


def _bad(field: str, code: str, vi: str, en: str) -> InvalidInput:
    return InvalidInput(fields=[FieldError(field, code, vi, en)])
