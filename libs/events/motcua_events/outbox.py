# SPDX-License-Identifier: Apache-2.0
"""The outbox: events written in the business transaction, so that state and events commit together or not at
all.

Events of one key reach the log in the order in which they were added. Ids are taken when `add` runs,
therefore lock or save the aggregate first and add its events afterwards; then no two transactions can add to
one key at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from motcua_storage import on_commit
from motcua_storage.audit import Entry, digest_of
from motcua_storage.audit.writing import noted, rows_of, wake_after
from sqlalchemy import Connection, MetaData, text

from motcua_events.catalogue import EventCatalogue
from motcua_events.envelope import Event
from motcua_events.errors import EventTooLarge
from motcua_events.story import Line, WhoWorks, nobody, tell
from motcua_events.tables import outbox_table, story_table

ENVELOPE_LIMIT = 262_144
"""Bytes of one envelope, a quarter of what Kafka takes by default; papers travel by reference."""

_Row = tuple[str, str, str]


@dataclass(slots=True)
class _Added:
    """What one statement writes."""

    rows: list[_Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


# One statement for all: story and audit cost no way to the database of their own.
_INSERT = """
WITH told AS (
    INSERT INTO {story} (dossier_id, at, business_at, type, element, name, role, span, milliseconds)
    SELECT row->>0, CAST(row->>1 AS timestamptz), CAST(row->>2 AS timestamptz), row->>3, row->>4, row->>5, row->>6,
           row->>7, CAST(row->>8 AS integer)
    FROM json_array_elements(CAST(:lines AS json)) WITH ORDINALITY AS line(row, position)
    ORDER BY position
),
added_audit AS (
    SELECT row, position FROM json_array_elements(CAST(:audit AS json)) WITH ORDINALITY AS entry(row, position)
),{noted}
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
        who: says who is at work, for the stories of dossiers.
    """

    def __init__(self, schema: str, catalogue: EventCatalogue, who: WhoWorks = nobody) -> None:
        self.schema = schema
        self.table = outbox_table(MetaData(schema=schema))
        self._catalogue = catalogue
        self._who = who
        story = story_table(MetaData(schema=schema))
        self._insert = text(
            _INSERT.format(table=self.table.fullname, story=story.fullname, noted=noted(schema))
        )
        self._together = f"motcua_outbox_together:{schema}"
        self._listeners: list[Callable[[], None]] = []

    def add(self, connection: Connection, *events: Event) -> None:
        """Add events to the transaction of `connection`; the relay is woken when it has committed. What happened to a dossier is
        a step of its story and of its trace; each event has its row in the audit.

        Raises:
            UnknownEventType, ForeignEventType: nothing was added.
            EventTooLarge: an envelope above `ENVELOPE_LIMIT`; nothing was added.
        """
        if not events:
            return
        topics = [self._catalogue.check_writer(event.type, self.schema).topic for event in events]
        told, lines = tell(self.schema, events, self._who)
        rows = [(topic, event.key, _envelope(event)) for topic, event in zip(topics, told, strict=True)]
        entries = [_entry(event, row) for event, row in zip(told, rows, strict=True)]
        waiting = connection.info.get(self._together)
        if waiting is not None:
            waiting.rows += rows
            waiting.lines += lines
            waiting.entries += entries
        else:
            self._write(connection, _Added(rows, lines, entries))

    @contextmanager
    def together(self, connection: Connection) -> Iterator[None]:
        """What is added inside goes in one statement as the block ends, in its order; nothing of it when the block raises.

        For a transaction that adds at several places and has locked what its events are about.
        """
        if self._together in connection.info:  # within another one, which writes
            yield
            return
        added = _Added()
        connection.info[self._together] = added
        try:
            yield
        finally:
            del connection.info[self._together]
        if added.rows:
            self._write(connection, added)

    def _write(self, connection: Connection, added: _Added) -> None:
        # JSON, as the driver would quote an array of long texts character by character.
        lines = json.dumps([line.as_row() for line in added.lines], ensure_ascii=False)
        rows = json.dumps(added.rows, ensure_ascii=False)
        audit = json.dumps(rows_of(added.entries), ensure_ascii=False)
        connection.execute(self._insert, {"added": rows, "lines": lines, "audit": audit})
        on_commit(connection, self._wake)
        wake_after(connection, self.schema)

    def listen(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each commit that added events in this process; for the relay."""
        self._listeners.append(wake)

    def _wake(self) -> None:
        for wake in self._listeners:
            wake()


def _entry(event: Event, row: _Row) -> Entry:
    digest = digest_of(row[2])
    dossier = event.dossierid or ""
    return Entry("event", event.type, digest, about=_about(event), dossier=dossier, business_at=event.time)


def _about(event: Event) -> str:
    """What it happened to; of a definition with its version."""
    version = event.data.get("version") if event.dossierid is None else None
    return f"{event.subject}@{version}" if version else event.subject


def _envelope(event: Event) -> str:
    envelope = event.to_json()
    size = len(envelope.encode())
    if size > ENVELOPE_LIMIT:
        raise EventTooLarge(
            f"Event {event.type} of {event.key} has {size} bytes, the limit is {ENVELOPE_LIMIT}; "
            "carry a reference (file hash, id) instead of the content."
        )
    return envelope
