# SPDX-License-Identifier: Apache-2.0
"""The event log in PostgreSQL: schema `broker`, for the embedded shape.

A counter row per topic and partition gives the offsets. Whoever appends holds that row until it commits, so
offsets have no gaps and become visible in their order: reading above an offset never misses one. Services write
by the functions of the schema alone, which let each append to its own topics and commit for its own groups.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from zlib import crc32

from motcua_storage import Database, on_commit
from sqlalchemy import Connection, Row, text

from motcua_events.dead_letter_copies import dead_letter_topic
from motcua_events.errors import UnknownTopic
from motcua_events.log import BEGINNING, Entry, Record, TopicPartition
from motcua_events.signal import THIS_PROCESS, TopicSignal

RETENTION = timedelta(days=90)
_PRUNED_AT_ONCE = 5000

_APPEND = text("SELECT broker.append(:topic, :partition, CAST(:added AS json))")

_READ = text("""
SELECT event.topic, event.partition, event."offset", event.key, event.envelope, event.appended_at
FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:after AS bigint[]))
     AS place(topic, partition, after)
CROSS JOIN LATERAL (
    SELECT * FROM broker.event
    WHERE event.topic = place.topic AND event.partition = place.partition AND event."offset" > place.after
    ORDER BY event."offset" LIMIT :limit
) AS event
ORDER BY event.topic, event.partition, event."offset"
""")

_END = text(
    "SELECT next_offset - 1 FROM broker.topic_partition WHERE topic = :topic AND partition = :partition"
)

_FIRST = text("""
SELECT coalesce(
    (SELECT min("offset") FROM broker.event WHERE topic = :topic AND partition = :partition),
    (SELECT next_offset FROM broker.topic_partition WHERE topic = :topic AND partition = :partition), 0)
""")

_JOIN = text("""
SELECT place_topic AS topic, place_partition AS partition, place_position AS position
FROM broker.join_group(:group, CAST(:topics AS text[]), CAST(:partitions AS integer[]))
""")

_COMMIT = text("""
SELECT broker.commit_group(
    :group, CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:positions AS bigint[]))
""")

_KNOWN = text("SELECT EXISTS (SELECT FROM broker.cursor WHERE consumer_group = :group)")

_SUCCEED = text("""
SELECT broker.commit_group(
    :group, array_agg(cursor.topic), array_agg(cursor.partition), array_agg(cursor.position))
FROM broker.cursor WHERE cursor.consumer_group = :former
    AND NOT EXISTS (SELECT FROM broker.cursor AS own WHERE own.consumer_group = :group)
HAVING count(*) > 0
""")

_LEAVE = text("SELECT broker.leave_group(:group)")

_LAG = text("""
SELECT place.topic, place.partition, place.next_offset - 1 - coalesce(cursor.position, :beginning) AS behind
FROM broker.topic_partition AS place
LEFT JOIN broker.cursor ON cursor.consumer_group = :group
    AND cursor.topic = place.topic AND cursor.partition = place.partition
WHERE place.topic = ANY (CAST(:topics AS text[]))
""")


class PostgresEventLog:
    """Adapter of `EventLog`.

    Args:
        database: of any service; its role appends to the topics that the service writes, and reads all.
        topics: every topic there is, from the catalogue; each has one for its dead letters beside it.
        partitions: of each topic; may not change once there are records, as keys would move.
        retention: records older than this, and read by every group, go; the schema refuses less than RETENTION.
    """

    def __init__(
        self,
        database: Database,
        topics: Collection[str],
        *,
        partitions: int = 1,
        retention: timedelta = RETENTION,
        signal: TopicSignal = THIS_PROCESS,
    ) -> None:
        self._database = database
        self._topics = frozenset({*topics, *map(dead_letter_topic, topics)})
        self._partitions = partitions
        self._retention = retention
        self._signal = signal

    def append(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Append in the transaction of `connection`; readers in this process are woken by its commit."""
        places: dict[TopicPartition, list[Entry]] = {}
        for entry in entries:
            self._check(entry.topic)
            places.setdefault(self._place(entry), []).append(entry)
        for place in sorted(
            places
        ):  # one order for all, so that two appenders never wait for each other in a ring
            connection.execute(_APPEND, _appended(place, places[place]))
        on_commit(connection, partial(self._signal.notify, {place.topic for place in places}))

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        self._check(topic)
        return self._partitions

    def read(self, topic: str, partition: int, after: int, limit: int) -> Sequence[Record]:
        """Up to `limit` records above `after`."""
        self._check(topic)
        return self._fetch({TopicPartition(topic, partition): after}, limit)

    def end(self, topic: str, partition: int) -> int:
        """The highest offset, BEGINNING if there is none."""
        self._check(topic)
        with self._database.read() as connection:
            found = connection.execute(_END, {"topic": topic, "partition": partition}).scalar()
        return BEGINNING if found is None else int(found)

    def first(self, topic: str, partition: int) -> int:
        """The lowest offset that was not pruned."""
        self._check(topic)
        with self._database.read() as connection:
            return int(connection.execute(_FIRST, {"topic": topic, "partition": partition}).scalar_one())

    def subscribe(self, group: str, topics: Sequence[str]) -> PostgresSubscription:
        """Join a group. Members do not share the work: each reads everything, and the inbox lets one of them
        win.
        """
        for topic in topics:
            self._check(topic)
        places = [TopicPartition(topic, number) for topic in topics for number in range(self._partitions)]
        return PostgresSubscription(self._database, self._fetch, group, places, self._signal)

    def knows(self, group: str) -> bool:
        """Whether the group has a position."""
        with self._database.read() as connection:
            return bool(connection.execute(_KNOWN, {"group": group}).scalar_one())

    def succeed(self, group: str, former: str) -> None:
        """Copy the positions of a former group of this service."""
        with self._database.begin() as connection:
            connection.execute(_SUCCEED, {"group": group, "former": former})

    def leave(self, group: str) -> None:
        """Delete the positions of a group of this service."""
        with self._database.begin() as connection:
            connection.execute(_LEAVE, {"group": group})

    def maintain(self) -> int:
        """Delete records beyond retention that every group has read, some thousand at a time."""
        total = 0
        while True:
            with self._database.begin() as connection:
                pruned = connection.execute(
                    text("SELECT broker.prune(:retention, :most)"),
                    {"retention": self._retention, "most": _PRUNED_AT_ONCE},
                ).scalar_one()
            total += int(pruned)
            if pruned < _PRUNED_AT_ONCE:
                return total

    def close(self) -> None:
        """Connections are the database's."""

    def _fetch(self, after: Mapping[TopicPartition, int], limit: int) -> Sequence[Record]:
        parameters = {**_columns(after), "after": list(after.values()), "limit": limit}
        with self._database.read() as connection:
            return [_record(row) for row in connection.execute(_READ, parameters)]

    def _place(self, entry: Entry) -> TopicPartition:
        return TopicPartition(entry.topic, crc32(entry.key.encode()) % self._partitions)

    def _check(self, topic: str) -> None:
        if topic not in self._topics:
            raise UnknownTopic(f"No topic {topic!r} in this log; topics come from proto/events.yaml.")


class PostgresSubscription:
    """A group's way through the tables of `broker`; positions are kept in memory between commits."""

    def __init__(
        self,
        database: Database,
        fetch: Callable[[Mapping[TopicPartition, int], int], Sequence[Record]],
        group: str,
        places: Sequence[TopicPartition],
        signal: TopicSignal,
    ) -> None:
        self._database = database
        self._fetch = fetch
        self._group = group
        self._places = dict.fromkeys(places, BEGINNING)
        self._signal = signal
        self._awake = threading.Event()
        self._exhausted: frozenset[TopicPartition] | None = None
        self._join()
        # Last, as nobody could close a subscription that failed to join; a poll reads before it waits.
        signal.listen({place.topic for place in places}, self.wake)

    def poll(self, limit: int, timeout: float, paused: Collection[TopicPartition] = ()) -> Sequence[Record]:
        """The next records of the places that are not paused."""
        asked = frozenset(paused)
        # What the last poll left nothing of is not read again before somebody wakes us or time is up.
        records = self._next(limit, paused) if asked != self._exhausted else ()
        if not records:
            self._awake.wait(timeout)
            # After the wait and before the read, so that no wake-up is lost.
            self._awake.clear()
            records = self._next(limit, paused)
        self._exhausted = asked if len(records) < limit else None
        return records

    def seek(self, record: Record) -> None:
        """Go back (or on) to just before `record`."""
        self._places[record.place] = record.offset - 1
        self._exhausted = None

    def holds(self, place: TopicPartition) -> bool:
        """Every member reads everything."""
        return place in self._places

    def commit(self, done: Mapping[TopicPartition, int]) -> None:
        """Store positions."""
        if done:
            positions = {**_columns(done), "group": self._group, "positions": list(done.values())}
            with self._database.begin() as connection:
                connection.execute(_COMMIT, positions)

    def lag(self) -> Mapping[TopicPartition, int]:
        """Records above the committed positions."""
        asked = {"group": self._group, "beginning": BEGINNING, "topics": _columns(self._places)["topics"]}
        with self._database.read() as connection:
            rows = connection.execute(_LAG, asked).all()
        return {TopicPartition(row.topic, row.partition): int(row.behind) for row in rows}

    def wake(self) -> None:
        """End the wait of a poll."""
        self._awake.set()

    def close(self) -> None:
        """Hear no more of appended records."""
        self._signal.leave(self.wake)
        self.wake()

    def _join(self) -> None:
        with self._database.begin() as connection:
            asked = {**_columns(self._places), "group": self._group, "beginning": BEGINNING}
            for row in connection.execute(_JOIN, asked):
                self._places[TopicPartition(row.topic, row.partition)] = row.position

    def _next(self, limit: int, paused: Collection[TopicPartition]) -> Sequence[Record]:
        wanted = {place: after for place, after in self._places.items() if place not in paused}
        records = self._fetch(wanted, limit) if wanted else []
        for record in records:
            self._places[record.place] = record.offset
        return records


def _appended(place: TopicPartition, entries: Sequence[Entry]) -> dict[str, object]:
    return {
        "topic": place.topic,
        "partition": place.partition,
        # JSON, as the driver would quote an array of long texts character by character.
        "added": json.dumps([(entry.key, entry.envelope) for entry in entries], ensure_ascii=False),
    }


def _columns(places: Collection[TopicPartition]) -> dict[str, object]:
    return {
        "topics": [place.topic for place in places],
        "partitions": [place.partition for place in places],
    }


def _record(row: Row[tuple[object, ...]]) -> Record:
    return Record(row.topic, row.partition, row.offset, row.key, row.envelope, row.appended_at)
