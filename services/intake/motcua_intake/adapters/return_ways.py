# SPDX-License-Identifier: Apache-2.0
"""Choices of how to receive, deliveries by post, ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert
from sqlalchemy.dialects.postgresql import aggregate_order_by

from motcua_intake.adapters import return_tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.adapters.tables import DOCUMENT, draft
from motcua_intake.domain.rating import Rating
from motcua_intake.domain.return_ways import Choice, Delivery, Parcel, keys_of

_D = t.delivery.c
_OF_DELIVERY = {
    "id": _D.id, "waybill": _D.waybill, "results": _D.results, "originals": _D.originals, "slips": _D.slips,
    "ended": sa.or_(_D.delivered_at.is_not(None), _D.came_back_at.is_not(None)),
    "delivered": _D.delivered_at.is_not(None), "back": _D.came_back_at >= t.return_way.c.chosen_at,
}  # fmt: skip
_DELIVERIES = (
    sa.select(
        sa.func.json_agg(
            aggregate_order_by(
                sa.func.json_build_object(
                    *(
                        each
                        for name, value in _OF_DELIVERY.items()
                        for each in (sa.literal_column(f"'{name}'"), value)
                    )
                ),
                _D.sent_at,
                _D.id,
            ),
            type_=DOCUMENT,
        )
    )
    .join(draft, draft.c.dossier_id == _D.dossier_id)
    .where(draft.c.id == t.return_way.c.draft_id)
    .correlate(t.return_way)
    .scalar_subquery()
    .label("deliveries")
)
"""What the post was given for the dossier, oldest first, and what became of it; `back`: after the way was chosen."""


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
    query = sa.select(*columns(t.return_way, Choice), _DELIVERIES).where(
        t.return_way.c.draft_id.in_(draft_ids)
    )
    return {
        row.draft_id: _with_parcels(record(Choice, row._mapping), row.deliveries or ())
        for row in connection.execute(query)
    }


def _with_parcels(made: Choice, sent: Sequence[dict[str, Any]]) -> Choice:
    """What came back since the choice waits, unless it went out again."""
    going = tuple(_parcel(one) for one in sent if not one["ended"])
    away = {key for one in going for key in one.keys}
    away |= {key for one in sent if one["delivered"] for key in keys_of(one["results"])}
    back = {key for one in sent if one["back"] for key in keys_of(one["results"])}
    slips = {slip for one in sent if one["back"] for slip in one["slips"] or ()}
    slips -= {slip for one in sent if one["delivered"] or not one["ended"] for slip in one["slips"] or ()}
    return replace(made, came_back=frozenset(back - away), slips_back=frozenset(slips), parcels=going)


def _parcel(one: dict[str, Any]) -> Parcel:
    along = [None if one[name] is None else frozenset(one[name]) for name in ("originals", "slips")]
    return Parcel(one["id"], one["waybill"], keys_of(one["results"]), *along)


def choose(connection: sa.Connection, made: Choice) -> None:
    """Keep a choice in place of the one before."""
    row = values(t.return_way, made)
    added = pg_insert(t.return_way).values(**row)
    rest = {name: added.excluded[name] for name in row if name != "draft_id"}
    connection.execute(added.on_conflict_do_update(index_elements=["draft_id"], set_=rest))


def deliveries(connection: sa.Connection, dossier_id: str) -> list[Delivery]:
    """Newest first; few, as each result is in one that did not come back."""
    query = (
        sa.select(*columns(t.delivery, Delivery))
        .where(t.delivery.c.dossier_id == dossier_id)
        .order_by(t.delivery.c.sent_at.desc())
    )
    return [record(Delivery, row._mapping) for row in connection.execute(query)]


def under_way(connection: sa.Connection, dossier_id: str) -> list[Delivery]:
    """What neither was delivered nor came back, oldest first."""
    return [one for one in reversed(deliveries(connection, dossier_id)) if one.under_way]


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
