# SPDX-License-Identifier: Apache-2.0
"""Choices of how to receive, deliveries by post, ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert

from motcua_intake.adapters import return_tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.adapters.tables import draft
from motcua_intake.domain.rating import Rating
from motcua_intake.domain.return_ways import Choice, Delivery

_BACK = (
    sa.select(sa.case((t.delivery.c.came_back_at >= t.return_way.c.chosen_at, t.delivery.c.results)))
    .join(draft, draft.c.dossier_id == t.delivery.c.dossier_id)
    .where(draft.c.id == t.return_way.c.draft_id)
    .order_by(t.delivery.c.sent_at.desc())
    .limit(1)
    .correlate(t.return_way)
    .scalar_subquery()
    .label("back")
)
"""What the last delivery carried, where it came back after the way was chosen; one that is sent again is under way."""


def choice(connection: sa.Connection, draft_id: str) -> Choice | None:
    """What was chosen; None where nobody did."""
    query = sa.select(*columns(t.return_way, Choice)).where(t.return_way.c.draft_id == draft_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else record(Choice, row._mapping)


def chosen(connection: sa.Connection, draft_id: str) -> Choice | None:
    """As `choice`, of a dossier: with what the post brought back since; in one statement."""
    return chosen_of(connection, [draft_id]).get(draft_id)


def chosen_of(connection: sa.Connection, draft_ids: Sequence[str]) -> dict[str, Choice]:
    """As `chosen`, of several, by the draft that each was; those where nobody chose are left out."""
    query = sa.select(*columns(t.return_way, Choice), _BACK).where(t.return_way.c.draft_id.in_(draft_ids))
    return {
        row.draft_id: replace(record(Choice, row._mapping), came_back=frozenset(map(tuple, row.back or ())))
        for row in connection.execute(query)
    }


def choose(connection: sa.Connection, made: Choice) -> None:
    """Keep a choice in place of the one before."""
    row = values(t.return_way, made)
    added = pg_insert(t.return_way).values(**row)
    rest = {name: added.excluded[name] for name in row if name != "draft_id"}
    connection.execute(added.on_conflict_do_update(index_elements=["draft_id"], set_=rest))


def deliveries(connection: sa.Connection, dossier_id: str) -> list[Delivery]:
    """Newest first; few, as each needs the one before to have come back."""
    query = (
        sa.select(*columns(t.delivery, Delivery))
        .where(t.delivery.c.dossier_id == dossier_id)
        .order_by(t.delivery.c.sent_at.desc())
    )
    return [record(Delivery, row._mapping) for row in connection.execute(query)]


def under_way(connection: sa.Connection, dossier_id: str) -> Delivery | None:
    d = t.delivery
    query = sa.select(*columns(d, Delivery)).where(
        d.c.dossier_id == dossier_id, d.c.delivered_at.is_(None), d.c.came_back_at.is_(None)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else record(Delivery, row._mapping)


def send(connection: sa.Connection, made: Delivery) -> None:
    """Add a delivery; IntegrityError where its waybill was used before."""
    connection.execute(sa.insert(t.delivery).values(**values(t.delivery, made)))


def end(connection: sa.Connection, delivery_id: str, **changed: Any) -> None:
    connection.execute(sa.update(t.delivery).where(t.delivery.c.id == delivery_id).values(**changed))


def rating(connection: sa.Connection, dossier_id: str) -> Rating | None:
    query = sa.select(*columns(t.rating, Rating)).where(t.rating.c.dossier_id == dossier_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else record(Rating, row._mapping)


def rate(connection: sa.Connection, made: Rating) -> None:
    """Keep a rating; of one that is there its words, its level and when it was changed."""
    added = pg_insert(t.rating).values(**values(t.rating, made))
    changed = {name: added.excluded[name] for name in ("satisfaction", "words", "changed_at")}
    connection.execute(added.on_conflict_do_update(index_elements=["dossier_id"], set_=changed))


def count(connection: sa.Connection, unit: str, first: datetime, before: datetime) -> dict[str, int]:
    """How many said what, by the moment of their first word."""
    r = t.rating
    query = (
        sa.select(r.c.satisfaction, sa.func.count())
        .where(r.c.unit == unit, r.c.rated_at >= first, r.c.rated_at < before)
        .group_by(r.c.satisfaction)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}
