# SPDX-License-Identifier: Apache-2.0
"""Tells by mail who may sign that apologies (form 04) wait: heads of the unit, and who signs for one on leave. At most one mail a
person and day, for all that wait; a person is told of a draft once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as pb
from motcua_calendar import legal_time
from motcua_organisation import Person

from motcua_intake.adapters import apologies_told as told
from motcua_intake.adapters.apologies_told import Waiting
from motcua_intake.app.desk import Desk
from motcua_intake.domain.standing_in import Signer, StandIn, signers

EVENT = "dossier.extensions_waiting"


def tell(connection: sa.Connection, desk: Desk, unit: str, stand_ins: Sequence[StandIn]) -> int:
    """Tell who was not told yet; how many were."""
    now = desk.clock.now()
    today = legal_time(now).date()
    told.lock(connection, unit)
    drafts = told.waiting(connection, unit, now)
    count = 0
    for message in _messages(desk, unit, stand_ins):
        recipient = message.signer.user or f"unit:{unit}"
        if not drafts or not told.is_news(connection, recipient, drafts, today):
            continue
        told.note(connection, recipient, drafts, today)
        _add(connection, desk, message, drafts.values(), now)
        count += 1
    return count


def _add(
    connection: sa.Connection,
    desk: Desk,
    message: pb.DossierExtensionsWaiting,
    drafts: Collection[Waiting],
    now: datetime,
) -> None:
    message.count = len(drafts)
    message.first_due_at.FromDatetime(min(one.due_at for one in drafts))
    message.late = sum(one.due_at <= now for one in drafts)
    if ahead := [one.ahead for one in drafts if one.ahead is not None]:
        message.next_due_at.FromDatetime(min(ahead))
    event = desk.events.event(EVENT, message, time=now, subject=f"unit:{message.unit}")
    desk.outbox.add(connection, event)


def _messages(desk: Desk, unit: str, stand_ins: Sequence[StandIn]) -> Iterator[pb.DossierExtensionsWaiting]:
    """One for each who may sign; for the unit's own address where the organisation file names nobody who leads it."""
    able = signers(desk.organisation, unit, stand_ins)
    today = [one.person for one in able if one.today]
    for one in able:
        if not one.for_whom:
            yield _of_head(unit, one, today, [other.person for other in able if other.for_whom])
        elif one.today:
            yield pb.DossierExtensionsWaiting(
                unit=unit, signer=_actor(one.person), in_place_of=_actor(_absent(desk, one, stand_ins))
            )
    if not any(not one.for_whom for one in able):
        yield pb.DossierExtensionsWaiting(unit=unit)


def _of_head(
    unit: str, one: Signer, today: Sequence[Person], deputies: Sequence[Person]
) -> pb.DossierExtensionsWaiting:
    away = one.away_until is not None
    return pb.DossierExtensionsWaiting(
        unit=unit,
        signer=_actor(one.person),
        away_until=one.away_until.isoformat() if one.away_until else "",
        sign_today=[_actor(other) for other in today] if away else [],
        could=[_actor(other) for other in deputies] if away and not today else [],
    )


def _absent(desk: Desk, one: Signer, stand_ins: Sequence[StandIn]) -> Person:
    """For whom a deputy signs today."""
    able = {head.user for head in one.for_whom}
    held = next(held for held in stand_ins if held.substitute == one.person.user and held.absent in able)
    return desk.organisation.people[held.absent]


def _actor(person: Person) -> common_pb2.Actor:
    return common_pb2.Actor(user=person.user, name=person.name, unit=person.unit)
