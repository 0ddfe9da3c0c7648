# SPDX-License-Identifier: Apache-2.0
"""The outbox: events written in the business transaction, so that state and events commit together or not at
all.

Events of one key reach the log in the order in which they were added. Ids are taken when `add` runs,
therefore lock or save the aggregate first and add its events afterwards; then no two transactions can add to
one key at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from motcua_storage import on_commit
from sqlalchemy import Connection, MetaData, text

from motcua_events.catalogue import EventCatalogue
from motcua_events.envelope import Event
from motcua_events.errors import EventTooLarge
from motcua_events.tables import outbox_table

ENVELOPE_LIMIT = 262_144
"""Bytes of one envelope, a quarter of what Kafka takes by default; papers travel by reference."""

_Row = tuple[str, str, str]

_INSERT = """
INSERT INTO {table} (topic, key, envelope)
SELECT row->>0, row->>1, row->>2
FROM json_array_elements(CAST(:added AS json)) WITH ORDINALITY AS added(row, position)
ORDER BY position
"""


class Outbox:
    """Where one service leaves its events.

    Args:
        schema: the service's schema, which is also its name as a writer in the catalogue.
        catalogue: says which types this service may publish, and to which topic.
    """

    def __init__(self, schema: str, catalogue: EventCatalogue) -> None:
        self.schema = schema
        self.table = outbox_table(MetaData(schema=schema))
        self._catalogue = catalogue
        self._insert = text(_INSERT.format(table=self.table.fullname))
        self._together = f"motcua_outbox_together:{schema}"
        self._listeners: list[Callable[[], None]] = []

    def add(self, connection: Connection, *events: Event) -> None:
        """Add events to the transaction of `connection`; the relay is woken when it has committed.

        Raises:
            UnknownEventType, ForeignEventType: nothing was added.
            EventTooLarge: an envelope above `ENVELOPE_LIMIT`; nothing was added.
        """
        if not events:
            return
        topics = [self._catalogue.check_writer(event.type, self.schema).topic for event in events]
        rows = [(topic, event.key, _envelope(event)) for topic, event in zip(topics, events, strict=True)]
        waiting = connection.info.get(self._together)
        if waiting is not None:
            waiting += rows
        else:
            self._write(connection, rows)

    @contextmanager
    def together(self, connection: Connection) -> Iterator[None]:
        """What is added inside goes in one statement as the block ends, in its order; nothing of it when the block raises.

        For a transaction that adds at several places and has locked what its events are about.
        """
        if self._together in connection.info:  # within another one, which writes
            yield
            return
        rows: list[_Row] = []
        connection.info[self._together] = rows
        try:
            yield
        finally:
            del connection.info[self._together]
        if rows:
            self._write(connection, rows)

    def _write(self, connection: Connection, rows: Sequence[_Row]) -> None:
        # JSON, as the driver would quote an array of long texts character by character.
        connection.execute(self._insert, {"added": json.dumps(rows, ensure_ascii=False)})
        on_commit(connection, self._wake)

    def listen(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each commit that added events in this process; for the relay."""
        self._listeners.append(wake)

    def _wake(self) -> None:
        for wake in self._listeners:
            wake()


def _envelope(event: Event) -> str:
    envelope = event.to_json()
    size = len(envelope.encode())
    if size > ENVELOPE_LIMIT:
        raise EventTooLarge(
            f"Event {event.type} of {event.key} has {size} bytes, the limit is {ENVELOPE_LIMIT}; "
            "carry a reference (file hash, id) instead of the content."
        )
    return envelope
