# SPDX-License-Identifier: Apache-2.0
"""Reading the feed on from a cursor, by whoever may see the dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject

from motcua_intake.adapters import feed, visible
from motcua_intake.adapters.feed import Place, Told
from motcua_intake.app.concern import projection_of
from motcua_intake.app.desk import Desk
from motcua_intake.domain.actions import Sight, sight_of
from motcua_intake.domain.watching import concerns, of_parts, read_cursor
from motcua_intake.errors import BadFields, CursorExpired, CursorUnknown, UnknownDossier

BATCH = 100
"""Events that are read at once, so that no stream holds a connection or memory for long."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is new for one caller; `upto` is where to read on, `more` says that there is more already."""

    events: list[Told]
    upto: Place
    more: bool


def begin(
    connection: sa.Connection, subject: Subject, cursor: str, dossier_id: str, *, from_now: bool
) -> Place:
    """Where a stream starts.

    Raises:
        UnknownDossier: it is not there, or not for this subject.
        BadFields: no cursor of ours, or one together with `from_now`.
        CursorExpired, CursorUnknown: what it names is not kept any more, or never was.
    """
    if dossier_id and visible.find(connection, subject, dossier_id=dossier_id) is None:
        raise UnknownDossier()
    if not cursor:
        return feed.head(connection) if from_now else Place()
    if from_now:
        raise BadFields.one(
            "cursor",
            "CURSOR_UNCLEAR",
            "Cần một trong hai: con trỏ, hoặc từ bây giờ.",
            "Either a cursor or from_now, not both.",
        )
    place = _place(cursor)
    if place.position and not feed.holds(connection, place):
        raise CursorExpired() if place.position < feed.first(connection) else CursorUnknown()
    return place


def shown(
    connection: sa.Connection, desk: Desk, subject: Subject, events: Sequence[Told]
) -> list[tuple[Told, Mapping[str, Any] | None]]:
    """The events with what they say, which people wrote. None of that where the caller sees only that something happened:
    operators, and an agency behind the window (`sees` of the procedure) what is of the whole dossier. What is of other parts
    only such an agency is not told at all: when something became of them is part of what."""
    return [one for told in events for one in _shown(connection, desk, subject, told)]


def _shown(
    connection: sa.Connection, desk: Desk, subject: Subject, told: Told
) -> Iterator[tuple[Told, Mapping[str, Any] | None]]:
    sight = sight_of(subject, told.applicant_id, told.acts)
    procedure = desk.package_of(connection, told.procedure_key, told.procedure_version).procedure
    sees = None if sight is Sight.OWN else projection_of(desk, procedure, subject, told.unit)
    units = (told.data.get("unit"), (told.data.get("actor") or {}).get("unit"))
    own = sees is None or told.data.get("part") in sees.parts or subject.unit in units
    if sees is None or own or concerns(told.type, told.data, sees.parts):
        said = told.data if sees is None else of_parts(told.data, sees.parts)
        yield told, said if own and sight is not Sight.IMPERSONAL else None


def _place(cursor: str) -> Place:
    try:
        return Place(*read_cursor(cursor))
    except ValueError:
        raise BadFields.one(
            "cursor",
            "CURSOR_INVALID",
            "Con trỏ không đọc được. Hãy gửi đúng như đã nhận.",
            "The cursor cannot be read. Send it as it was received.",
        ) from None


def read_on(connection: sa.Connection, subject: Subject, after: Place, dossier_id: str) -> Batch:
    """What came after a place, on one snapshot: an event is in this batch, or stands behind `upto`."""
    found = feed.positions(connection, subject, after.position, BATCH, dossier_id)
    events = feed.read(connection, subject, found)
    if len(found) == BATCH:
        last = next((one.place for one in reversed(events) if one.place.position == found[-1]), None)
        return Batch(events, last or feed.at(connection, found[-1]), more=True)
    end = feed.head(connection)
    return Batch(events, end if end.position > after.position else after, more=False)
