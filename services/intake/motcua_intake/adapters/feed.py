# SPDX-License-Identifier: Apache-2.0
"""The feed in PostgreSQL: appended in one order, read on from a position by whoever may see, forgotten by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject

from motcua_intake.adapters import numbers, visible
from motcua_intake.adapters import tables as t
from motcua_intake.adapters.feed_tables import feed, feed_audience

SERIES = "feed"
APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the feed, and the id of the event that stands there; 0 and "" before the first."""

    position: int = 0
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the feed with what identifies its dossier. `acts`: as in `visible.Seen`."""

    place: Place
    type: str
    at: datetime
    dossier_id: str
    code: str
    procedure_key: str
    procedure_version: int
    unit: str
    applicant_id: str
    acts: bool
    data: Mapping[str, Any]


def append(
    connection: sa.Connection,
    event_id: str,
    kind: str,
    at: datetime,
    dossier_id: str,
    data: Mapping[str, Any],
) -> int:
    """Put an event at the end, for everybody who may see its dossier now; its position."""
    position = numbers.take(connection, SERIES)
    connection.execute(
        sa.insert(feed).values(
            position=position, event_id=event_id, type=kind, at=at, dossier_id=dossier_id, data=dict(data)
        )
    )
    link, d = t.dossier_unit, t.dossier
    here = sa.literal(position, sa.BigInteger)
    units = sa.select(link.c.kind, link.c.unit, here).where(link.c.dossier_id == dossier_id)
    own = sa.select(sa.literal(APPLICANT), d.c.applicant_id, here).where(
        d.c.id == dossier_id, d.c.applicant_id != ""
    )
    audience = sa.union_all(units, own)
    connection.execute(sa.insert(feed_audience).from_select(["kind", "who", "position"], audience))
    return position


def head(connection: sa.Connection) -> Place:
    """The last event."""
    query = sa.select(feed.c.position, feed.c.event_id).order_by(feed.c.position.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return Place() if row is None else Place(row.position, row.event_id)


def at(connection: sa.Connection, position: int) -> Place:
    """The event at a position that was just read."""
    return Place(
        position,
        connection.execute(sa.select(feed.c.event_id).where(feed.c.position == position)).scalar_one(),
    )


def first(connection: sa.Connection) -> int:
    """The oldest position that is kept; 0 when there is none."""
    query = sa.select(feed.c.position).order_by(feed.c.position).limit(1)
    return int(connection.execute(query).scalar() or 0)


def holds(connection: sa.Connection, place: Place) -> bool:
    """Whether that very event stands at that position."""
    query = sa.select(feed.c.event_id).where(feed.c.position == place.position)
    found = connection.execute(query).scalar()
    return found is not None and found.endswith(place.event_id)


def positions(
    connection: sa.Connection, subject: Subject, after: int, limit: int, dossier_id: str = ""
) -> list[int]:
    """The next positions that concern the subject: an index scan for each way of seeing, which stops after `limit`."""
    queries = (
        [sa.select(feed.c.position).where(feed.c.dossier_id == dossier_id)] if dossier_id else _ways(subject)
    )
    if not queries:
        return []
    stopped = []
    for query in queries:
        position = query.selected_columns[0]
        stopped.append(query.where(position > after).order_by(position).limit(limit).subquery())
    found = sa.union(*[sa.select(one.c.position) for one in stopped]).subquery()
    query = sa.select(found.c.position).order_by(found.c.position).limit(limit)
    return [int(one) for one in connection.execute(query).scalars()]


def _ways(subject: Subject) -> list[sa.Select[Any]]:
    if visible.sees_all(subject):
        return [sa.select(feed.c.position)]
    a = feed_audience.c
    ways = [(APPLICANT, subject.user_id)]
    if subject.unit:
        ways += [(kind, subject.unit) for kind in visible.kinds(subject)]
    return [sa.select(a.position).where(a.kind == kind, a.who == who) for kind, who in ways]


def read(connection: sa.Connection, subject: Subject, places: Sequence[int]) -> list[Told]:
    """The events at these positions whose dossiers the subject may see now."""
    if not places:
        return []
    d = t.dossier
    query = (
        sa.select(
            feed.c.position, feed.c.event_id, feed.c.type, feed.c.at, feed.c.dossier_id, feed.c.data,
            d.c.code, d.c.procedure_key, d.c.procedure_version, d.c.unit, d.c.applicant_id,
            visible.acts_in(subject).label("acts"),
        )
        .join(d, d.c.id == feed.c.dossier_id)
        .where(feed.c.position.in_(places), visible.visible_to(subject))
        .order_by(feed.c.position)
    )  # fmt: skip
    return [
        Told(
            Place(row.position, row.event_id), row.type, row.at, row.dossier_id, row.code, row.procedure_key,
            row.procedure_version, row.unit, row.applicant_id, bool(row.acts), row.data,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def forget(connection: sa.Connection, kept: timedelta, most: int) -> int:
    """Drop at most `most` of the oldest events beyond `kept`; the last one stays, so that a cursor at the end stays good."""
    last = sa.select(sa.func.max(feed.c.position)).scalar_subquery()
    oldest = sa.select(feed.c.position).order_by(feed.c.position).limit(most).scalar_subquery()
    gone = sa.delete(feed).where(
        feed.c.position.in_(oldest),
        feed.c.position < last,
        feed.c.recorded_at < sa.func.clock_timestamp() - sa.literal(kept, sa.Interval),
    )
    return connection.execute(gone).rowcount
