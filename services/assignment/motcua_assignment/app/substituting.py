# SPDX-License-Identifier: Apache-2.0
"""Setting and ending substitutions: by the absent officer, or a head of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import uuid_utils
from motcua_identity import Subject
from motcua_organisation import Organisation, Person, signs_for

from motcua_assignment.adapters import substitutions
from motcua_assignment.adapters.task_repository import who
from motcua_assignment.app.colleagues import leads
from motcua_assignment.app.reassigning import checked_reason
from motcua_assignment.domain.substitution import LONGEST_DAYS, Substitution, lent_roles
from motcua_assignment.errors_of_desk import (
    BadDays,
    ColleagueUnfit,
    HeadsOnly,
    SubstitutionClash,
    SubstitutionOver,
    UnknownSubstitution,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; days as they were typed."""

    absent: str
    substitute: str
    from_day: str
    to_day: str
    reason: str


def put(
    connection: sa.Connection, organisation: Organisation, subject: Subject, wish: Wish, now: datetime
) -> Substitution:
    """Set one.

    Raises:
        HeadsOnly, ColleagueUnfit, BadDays, BadReason, SubstitutionClash.
    """
    absent = wish.absent or who(subject)
    if absent != who(subject) and not leads(organisation, subject):
        raise HeadsOnly()
    first, last = _days(wish, now.date())
    reason = checked_reason(wish.reason)
    away, here = _colleague(organisation, subject, absent), _colleague(organisation, subject, wish.substitute)
    if away.user == here.user:
        raise ColleagueUnfit(
            message_vi="Người làm thay phải là người khác.",
            message_en="The substitute must be somebody else.",
        )
    substitutions.lock_people(connection, [away.user, here.user])
    _check_free(connection, away, here, first, last)
    new = Substitution(
        id=str(uuid_utils.uuid7()), unit=away.unit, absent_user=away.user, absent_name=away.name,
        substitute_user=here.user, substitute_name=here.name, from_day=first, to_day=last, reason=reason,
        lent_roles=lent_roles(away, here), signs=signs_for(away, here), set_by_user=who(subject),
        set_by_name=subject.name or who(subject), set_at=now,
    )  # fmt: skip
    substitutions.add(connection, new)
    return new


def end(
    connection: sa.Connection,
    organisation: Organisation,
    subject: Subject,
    substitution_id: str,
    now: datetime,
) -> Substitution:
    """End one early; what was taken in place of the absent is to be given back with it (`holding.give_back`).

    Raises:
        UnknownSubstitution, HeadsOnly, SubstitutionOver.
    """
    found = substitutions.lock(connection, substitution_id, subject.unit or "")
    if found is None:
        raise UnknownSubstitution()
    own = who(subject) in (found.absent_user, found.substitute_user)
    if not own and not leads(organisation, subject):
        raise HeadsOnly()
    if found.ended_at is not None or found.to_day < now.date():
        raise SubstitutionOver()
    substitutions.end(connection, found.id, now, who(subject), subject.name or who(subject))
    ended = substitutions.lock(connection, found.id, found.unit)
    assert ended is not None, "locked by this transaction"
    return ended


def _check_free(connection: sa.Connection, away: Person, here: Person, first: date, last: date) -> None:
    clash = substitutions.clash(connection, away.user, here.user, first, last)
    if clash is not None:
        say = SubstitutionClash.needed if clash.substitute_user == away.user else SubstitutionClash.with_one
        raise say(clash.absent_name, clash.substitute_name, clash.from_day, clash.to_day)


def _colleague(organisation: Organisation, subject: Subject, user: str) -> Person:
    person = organisation.people.get(user)
    if person is None or person.unit != subject.unit:
        raise ColleagueUnfit(
            message_vi="Đơn vị của bạn không có người này.", message_en="Your unit has no such person."
        )
    return person


def _days(wish: Wish, today: date) -> tuple[date, date]:
    first, last = _day("from_day", wish.from_day), _day("to_day", wish.to_day)
    if last < first:
        raise BadDays.at(
            "to_day", "Ngày cuối phải từ ngày đầu trở đi.", "The last day comes before the first one."
        )
    if last < today:
        raise BadDays.at("to_day", "Ngày cuối đã qua.", "The last day is over.")
    if (last - first).days >= LONGEST_DAYS:
        raise BadDays.at(
            "to_day", "Một lần làm thay dài nhất là một năm.", "A substitution takes a year at most."
        )
    return first, last


def _day(field: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise BadDays.at(field, "Hãy nhập ngày.", "Give a day, as 2026-11-23.") from error
