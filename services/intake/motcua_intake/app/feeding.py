# SPDX-License-Identifier: Apache-2.0
"""Intake's own events, back from the log, become the feed that people and programs follow.

The log has them in order and once; a consumer group of its own carries them over, so that the position and the inbox row are one
transaction, and a crash between two events loses and doubles nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict
from google.protobuf.symbol_database import Default
from motcua_events import Event, EventCatalogue, Handler
from motcua_storage import on_commit

from motcua_intake.adapters import feed
from motcua_intake.domain.watching import public

TOPIC = "motcua.dossier"


class FeedSignal:
    """Wakes whoever follows in this process: a hint for latency, never for correctness."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.generation = 0

    def notify(self) -> None:
        with self._changed:
            self.generation += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Until something came after the generation `seen`, or time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.generation != seen, seconds)


def handlers(events: EventCatalogue, signal: FeedSignal) -> Mapping[str, Handler]:
    """For every type of intake's own topic, also those that are still to come."""

    def carry(connection: sa.Connection, event: Event) -> None:
        kind = Default().GetSymbol(events.row(event.type).message)
        data = MessageToDict(events.message(event, kind), preserving_proto_field_name=True)
        feed.append(connection, event.id, event.type, event.time, event.key, public(data))
        on_commit(connection, signal.notify)

    return {row.type: carry for row in events.types if row.topic == TOPIC}
