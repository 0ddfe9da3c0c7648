# SPDX-License-Identifier: Apache-2.0
"""The event log in Kafka, for the shape in which every service is a process of its own.

Topics and their partitions are made from `proto/topics.yaml`, never by whoever writes first. The producer is idempotent and waits
for all in-sync replicas; it keeps order and repeats nothing within its life. A relay that is killed repeats its batch in the same
order, so what a consumer sees first of each event is in order, and its inbox knows the rest.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import GroupIdNotFoundError, KafkaError, NonEmptyGroupError
from kafka.structs import OffsetAndMetadata
from kafka.structs import TopicPartition as Place
from sqlalchemy import Connection

from motcua_events.errors import LogUnavailable, UnknownTopic
from motcua_events.kafka_access import KafkaAccess, Kept, connected, give_up
from motcua_events.kafka_subscription import KafkaSubscription, record_of
from motcua_events.log import Entry, Record, TopicPartition

ACKNOWLEDGED = 10.0
"""Seconds within which the brokers must have a batch; the relay's transaction is open meanwhile."""
LEAVING = 15.0
"""Seconds that `leave` waits for members that are just going."""
ASKING = 8.0
"""Seconds that a reader waits for where a partition begins and ends: brokers that have it say so at once."""
ANSWERING = 15.0
"""Seconds that a reader waits for records that are known to be there."""
MOST_BYTES = 4 << 20
"""Of one record; the brokers are told the same."""


class KafkaEventLog:
    """Adapter of `EventLog`.

    Args:
        access: where the brokers are, and as whom.
        topics: partitions by topic; topics that are not among them are refused.
    """

    def __init__(self, access: KafkaAccess, topics: Mapping[str, int]) -> None:
        self._access = access
        self._topics = dict(topics)
        self._producer = Kept(self._make_producer, give_up)
        self._admin = Kept(lambda: connected(KafkaAdminClient, access, request_timeout_ms=10_000))
        self._reader = Kept(lambda: connected(KafkaConsumer, access, **access.reading()))
        # A client of kafka-python is used by one thread at a time.
        self._sending, self._asking = threading.Lock(), threading.Lock()

    def append(self, connection: Connection | None, entries: Sequence[Entry]) -> None:
        """Returns when all in-sync replicas have every entry; the connection is not used. Raises LogUnavailable."""
        for entry in entries:
            self.partitions(entry.topic)
        with self._sending:
            try:
                self._send(entries)
            except KafkaError as error:
                self._producer.drop()  # it may still hold entries; a new one knows nothing of them
                raise LogUnavailable(f"Kafka did not acknowledge: {type(error).__name__}: {error}") from error

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        try:
            return self._topics[topic]
        except KeyError:
            sentence = f"No topic {topic!r} in this log; topics come from proto/events.yaml."
            raise UnknownTopic(sentence) from None

    def read(self, topic: str, partition: int, after: int, limit: int) -> Sequence[Record]:
        """Up to `limit` records above `after`. Raises LogUnavailable, KafkaError."""
        place = self._place(topic, partition)
        with self._asking, self._reader.used() as reader:
            end = reader.end_offsets([place])[place]
            reader.assign([place])
            reader.seek(place, max(after + 1, reader.beginning_offsets([place])[place]))
            found: list[Record] = []
            until = time.monotonic() + ANSWERING
            while len(found) < limit and reader.position(place) < end:
                batch = reader.poll(timeout_ms=1000, max_records=limit - len(found)).get(place, [])
                found += [record_of(one, self._access.prefix) for one in batch]
                if batch:
                    until = time.monotonic() + ANSWERING
                elif time.monotonic() > until:  # poll is silent about brokers that went away
                    raise LogUnavailable(f"Kafka gives no records of {topic}, which has some.")
        return found

    def end(self, topic: str, partition: int) -> int:
        """The highest offset, BEGINNING if there is none. Raises LogUnavailable, KafkaError."""
        place = self._place(topic, partition)
        with self._asking, self._reader.used() as reader:
            _check_topic(reader, place)
            return int(reader.end_offsets([place], timeout_ms=int(ASKING * 1000))[place]) - 1

    def first(self, topic: str, partition: int) -> int:
        """Where the brokers' copy begins. Raises LogUnavailable, KafkaError."""
        place = self._place(topic, partition)
        with self._asking, self._reader.used() as reader:
            _check_topic(reader, place)
            return int(reader.beginning_offsets([place], timeout_ms=int(ASKING * 1000))[place])

    def subscribe(self, group: str, topics: Sequence[str]) -> KafkaSubscription:
        """Join a group; its members share the partitions."""
        for topic in topics:
            self.partitions(topic)
        return KafkaSubscription(self._access, group, topics, self.behind)

    def knows(self, group: str) -> bool:
        """Whether the group has a position."""
        return bool(self._positions(group))

    def succeed(self, group: str, former: str) -> None:
        """Copy the positions of a former group."""
        positions = {} if self.knows(group) else self._positions(former)
        if positions:
            with self._asking, self._admin.used() as admin:
                _check(group, admin.alter_group_offsets(self._access.prefix + group, positions))

    def leave(self, group: str) -> None:
        """Delete a group; waits for members that are just leaving."""
        until = time.monotonic() + LEAVING
        while (said := self._delete(group)) == NonEmptyGroupError.__name__ and time.monotonic() < until:
            time.sleep(0.2)
        if said not in ("OK", GroupIdNotFoundError.__name__):
            raise LogUnavailable(f"Kafka does not delete the group {group}: {said}")

    def behind(self, group: str, topics: Sequence[str]) -> Mapping[TopicPartition, int]:
        """Records of each partition above the group's position."""
        places = [self._place(topic, number) for topic in topics for number in range(self.partitions(topic))]
        positions = self._positions(group)
        with self._asking, self._reader.used() as reader:
            first, ends = reader.beginning_offsets(places), reader.end_offsets(places)
        there = [one for one in places if one in first and one in ends]
        at = {one: max(positions[one].offset if one in positions else 0, first[one]) for one in there}
        cut = len(self._access.prefix)
        return {TopicPartition(one.topic[cut:], one.partition): ends[one] - at[one] for one in there}

    def maintain(self) -> int:
        """Retention is the brokers' business."""
        return 0

    def close(self) -> None:
        """Close every client."""
        for kept in (self._producer, self._admin, self._reader):
            kept.drop()

    def _place(self, topic: str, partition: int) -> Place:
        self.partitions(topic)
        return Place(self._access.prefix + topic, partition)

    def _make_producer(self) -> KafkaProducer:
        return connected(
            KafkaProducer,
            self._access,
            acks="all",
            enable_idempotence=True,
            delivery_timeout_ms=int(ACKNOWLEDGED * 1000),
            request_timeout_ms=int(ACKNOWLEDGED * 500),
            max_block_ms=int(ACKNOWLEDGED * 1000),
            max_request_size=MOST_BYTES,
            compression_type="lz4",
        )

    def _send(self, entries: Sequence[Entry]) -> None:
        with self._producer.used() as producer:
            sent = [
                producer.send(
                    self._access.prefix + one.topic, key=one.key.encode(), value=one.envelope.encode()
                )
                for one in entries
            ]
            producer.flush(timeout=ACKNOWLEDGED)
            for future in sent:
                future.get(timeout=0.1)

    def _positions(self, group: str) -> dict[Place, OffsetAndMetadata]:
        name = self._access.prefix + group
        with self._asking, self._admin.used() as admin:
            found: dict[Place, OffsetAndMetadata] = admin.list_group_offsets(name).get(name, {})
        return {place: at for place, at in found.items() if at.offset >= 0}

    def _delete(self, group: str) -> str:
        name = self._access.prefix + group
        with self._asking, self._admin.used() as admin:
            return str(admin.delete_groups([name])[name])


def _check(group: str, said: Mapping[Place, type[Exception]]) -> None:
    wrong = sorted({error.__name__ for error in said.values() if error.__name__ != "NoError"})
    if wrong:
        raise LogUnavailable(f"Kafka does not move the group {group}: {', '.join(wrong)}")


def _check_topic(reader: KafkaConsumer, place: Place) -> None:
    """A client asks for the offsets of a topic that nobody has for half a minute."""
    if not reader.partitions_for_topic(place.topic):
        raise LogUnavailable(
            f"there is no topic {place.topic}, or this user may not read it: are these the brokers of another installation, or "
            "has `motcua migrate` not run?"
        )
