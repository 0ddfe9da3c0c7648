# SPDX-License-Identifier: Apache-2.0
"""What applicants say of the service after the return."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa
from motcua_calendar import LEGAL_ZONE
from motcua_identity import Subject

from motcua_intake.adapters import return_ways
from motcua_intake.app.desk import Desk
from motcua_intake.domain import texts
from motcua_intake.domain.actions import is_applicant
from motcua_intake.domain.case import Case
from motcua_intake.domain.rating import Rating, Satisfaction, open_until
from motcua_intake.errors import BadFields, UnknownDossier
from motcua_intake.return_errors import RatingClosed

MOST_WORDS: Final = 1_000
MOST_DAYS: Final = 366


def may_rate(subject: Subject, case: Case, now: datetime) -> bool:
    """The applicant, from the end of the dossier for seven days; not where nothing was ever dealt with."""
    until = open_until(case.dossier)
    return is_applicant(subject, case.dossier) and until is not None and now < until


def rate(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, said: str, words: str
) -> Rating:
    """Give a rating or change it.

    Raises:
        UnknownDossier: also for whoever is not the applicant. RatingClosed, BadFields.
    """
    case, now = desk.open(connection, subject, dossier_id).case, desk.clock.now()
    if not is_applicant(subject, case.dossier):
        raise UnknownDossier()
    if not may_rate(subject, case, now):
        raise RatingClosed()
    try:
        level = Satisfaction(said)
    except ValueError:
        raise BadFields.one(
            "satisfaction",
            "FIELD_REQUIRED",
            "Hãy chọn mức độ hài lòng.",
            "Please choose how satisfied you are.",
        ) from None
    clean = texts.block("words", words, MOST_WORDS)
    before = return_ways.rating(connection, case.id)
    first = before.rated_at if before is not None else now
    dossier = case.dossier
    made = Rating(case.id, dossier.unit, dossier.procedure_key, level.value, clean, first, now)
    return_ways.rate(connection, made)
    return made


def counted(connection: sa.Connection, unit: str, first: str, last: str) -> dict[str, int]:
    """By satisfaction, of the ratings of a unit from one day to another, both included. Raises BadFields."""
    start, end = _day("from", first), _day("to", last)
    if not start <= end < start + timedelta(days=MOST_DAYS):
        raise BadFields.one(
            "to",
            "DAYS_RANGE",
            f"Khoảng ngày từ 1 đến {MOST_DAYS} ngày.",
            f"A span of 1 to {MOST_DAYS} days.",
        )
    return return_ways.count(connection, unit, _midnight(start), _midnight(end + timedelta(days=1)))


def _day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFields.one(
            field, "DATE_UNREADABLE", "Ngày viết như 2026-11-30.", "A day is written as 2026-11-30."
        ) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)
