# SPDX-License-Identifier: Apache-2.0
"""The register (form 07) of a window: read by its clerks and heads, printed as numbered extracts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

import sqlalchemy as sa
import uuid_utils
from motcua_identity import OPERATOR, Kind, Subject
from motcua_organisation import Unit

from motcua_intake.adapters import register
from motcua_intake.adapters.register import Entry, Extract, Span
from motcua_intake.app import forms
from motcua_intake.app.authority import competent_unit
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.forms.register import Registered
from motcua_intake.app.printing import REGISTER
from motcua_intake.domain import actions
from motcua_intake.domain.sets import sets
from motcua_intake.errors import BadFields, NoRegister

MOST_DAYS: Final = 366
MOST_LINES: Final = 500
"""Lines of one extract; longer stretches of time are printed in pieces."""


def unit_of(desk: Desk, subject: Subject, wanted: str = "") -> Unit:
    """The window whose register the caller may read: the own one; operators any. Raises NoRegister."""
    if subject.has(OPERATOR):
        key = wanted or subject.unit or ""
    else:
        own = actions.keeps_register(desk.organisation, subject) and wanted in ("", subject.unit)
        key = (subject.unit or "") if own else ""
    unit = desk.organisation.units.get(key)
    if unit is None or unit.window is None:
        raise NoRegister()
    return unit


def span_of(unit: str, first: str, last: str, procedure: str) -> Span:
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
    return Span(unit, begin, end, procedure[:200].replace("\0", ""))


def registered(connection: sa.Connection, desk: Desk, entry: Entry) -> Registered:
    """An entry with what its procedure and its papers say."""
    dossier = entry.dossier
    procedure = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
    needed = {one.code: one.copies for one in procedure.components}
    lead = competent_unit(desk.organisation, procedure.competent_kind, dossier)
    return Registered(entry, lead, sets(dossier.source, entry.papers, needed))


def print_extract(
    connection: sa.Connection, desk: Desk, subject: Subject, first: str, last: str, procedure: str
) -> Extract:
    """Issue an extract under its own number.

    Raises:
        NoRegister, BadFields.
    """
    if subject.kind is not Kind.PERSON or subject.has(OPERATOR):
        raise NoRegister()
    unit = unit_of(desk, subject)
    span = span_of(unit.key, first, last, procedure)
    found = register.entries(connection, span, MOST_LINES + 1)
    _check(found)
    lines = [registered(connection, desk, one) for one in found]
    actor, now = actor_of(subject), desk.clock.now()
    build = forms.register(unit, span, lines, actor)
    made = desk.printer.issue_alone(connection, unit, REGISTER, build, now, *addresses(span))
    extract = Extract(
        str(uuid_utils.uuid7()), unit.key, now.year, made.taken.seq, made.taken.number, span.first, span.last,
        span.procedure, len(found), made.file_id, now, actor.to_dict(),
    )  # fmt: skip
    register.add_extract(connection, extract)
    return extract


def addresses(span: Span) -> list[str]:
    """The page of the portal with the same lines; then that of these days, as the key of a procedure may be long."""
    days = f"so-theo-doi?tu={span.first}&den={span.last}"
    return [f"{days}&thu_tuc={quote(span.procedure)}", days] if span.procedure else [days]


def _check(found: list[Entry]) -> None:
    if not found:
        raise BadFields.one(
            "from_day",
            "REGISTER_EMPTY",
            "Không có hồ sơ nào trong khoảng ngày này để in.",
            "There is no dossier in these days to print.",
        )
    if len(found) > MOST_LINES:
        raise BadFields.one(
            "to_day",
            "REGISTER_TOO_LONG",
            f"Khoảng ngày này có hơn {MOST_LINES} hồ sơ; hãy in từng khoảng ngắn hơn.",
            f"There are more than {MOST_LINES} dossiers in these days; please print shorter stretches.",
        )


def _day(field: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise BadFields.one(field, "DAY_INVALID", "Hãy chọn ngày.", "Please choose a day.") from None
