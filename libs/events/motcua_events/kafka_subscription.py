# SPDX-License-Identifier: Apache-2.0
"""A consumer group's way through topics in Kafka. Members of a group share its partitions; one that goes leaves them to the
others, and what it had not committed comes again, which the inbox makes harmless.

Whatever the client has fetched is taken from it at once and held here. kafka-python 3.0 never gives the rest of a batch whose
partition is paused in the midst of it (`Fetcher.fetched_records` restores it only where no other batch was ever begun), so a
partition is paused there only while nothing of it is begun.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.errors import CommitFailedError, IllegalStateError, KafkaError, RebalanceInProgressError
from kafka.structs import OffsetAndMetadata
from kafka.structs import TopicPartition as Place

from motcua_events.errors import LogUnavailable
from motcua_events.kafka_access import KafkaAccess, connected
from motcua_events.log import Record, TopicPartition

_LOG = structlog.get_logger("motcua_events")

SLICE = 0.5
"""Seconds between two looks for a wake-up while a poll waits."""
IDLE = 1.0
"""Seconds after which a broker answers that nothing came; what comes is answered at once. With SLICE, what a group costs that has
nothing to do: a service with seven of them took 6 % of a core by the client's own half second, and takes half of that."""
JOINING = 10.0
"""Seconds that a subscription waits for its first partitions; a member that was killed holds them for the session's time."""
SESSION = 6.0
"""Seconds after which a member that says nothing has left."""
AT_WORK = 60.0
"""Seconds that the events of one poll may take, and that other members wait for this one when somebody comes or goes. Who takes
longer loses its partitions; what it has done is in the inbox and is passed over when it comes again, so work goes on."""
ASKING = 10.0
CLOSING = 3.0
EVERYTHING = 1_000_000_000
"""Records: all that were fetched, which bytes bound."""

Behind = Callable[[str, Sequence[str]], Mapping[TopicPartition, int]]


class KafkaSubscription:
    """Implements `Subscription`."""

    def __init__(self, access: KafkaAccess, group: str, topics: Sequence[str], behind: Behind) -> None:
        self._group, self._topics, self._behind, self._prefix = group, tuple(topics), behind, access.prefix
        self._woken = threading.Event()
        self._held: dict[Place, deque[Record]] = {}
        self._committed: dict[Place, int] = {}
        self._consumer = connected(
            KafkaConsumer,
            access,
            **access.reading(),
            group_id=access.prefix + group,
            session_timeout_ms=int(SESSION * 1000),
            heartbeat_interval_ms=int(SESSION * 333),
            max_poll_interval_ms=int(AT_WORK * 1000),
            fetch_max_wait_ms=int(IDLE * 1000),
            # A broker that hangs: until a request times out each look at it takes memory, 12 MB a second by default.
            request_timeout_ms=int(SESSION * 1000),
        )
        try:
            self._join([access.prefix + topic for topic in topics])
        except BaseException:
            self._consumer.close(autocommit=False, timeout_ms=0)
            raise

    def poll(self, limit: int, timeout: float, paused: Collection[TopicPartition] = ()) -> Sequence[Record]:
        """The next records of the partitions that are this member's and not paused."""
        until = time.monotonic() + timeout
        asleep = {self._place(place) for place in paused}
        while not (records := self._take(limit, asleep)):
            if self._woken.is_set() or time.monotonic() > until:
                break
            self._fetch(max(0.0, min(SLICE, until - time.monotonic())), asleep)
        self._woken.clear()
        return records

    def seek(self, record: Record) -> None:
        """Go back (or on) to `record`; nothing where its partition has gone to another member."""
        place = self._place(record.place)
        if place in self._consumer.assignment():
            self._held.pop(place, None)
            self._consumer.seek(place, record.offset)

    def holds(self, place: TopicPartition) -> bool:
        """Whether it is this member's."""
        return self._place(place) in self._consumer.assignment()

    def commit(self, done: Mapping[TopicPartition, int]) -> None:
        """Store positions of this member's partitions; where another member has them by now, their records come again there."""
        mine = self._consumer.assignment()
        offsets = {
            place: OffsetAndMetadata(offset + 1)
            for place, offset in ((self._place(one), offset) for one, offset in done.items())
            if place in mine and offset + 1 > self._committed.get(place, 0)
        }
        if not offsets:
            return
        try:
            self._consumer.commit(offsets, timeout_ms=int(ASKING * 1000))
        except (CommitFailedError, IllegalStateError, RebalanceInProgressError) as error:
            _LOG.info("consumer.rebalanced", group=self._group, error=type(error).__name__)
            return
        self._committed |= {place: at.offset for place, at in offsets.items()}

    def lag(self) -> Mapping[TopicPartition, int]:
        """Records of each partition above the group's position, whoever of its members reads it."""
        return self._behind(self._group, self._topics)

    def wake(self) -> None:
        """End a poll within a moment."""
        self._woken.set()

    def close(self) -> None:
        """Leave the group."""
        self.wake()
        try:
            self._consumer.close(autocommit=False, timeout_ms=int(CLOSING * 1000))
        except KafkaError as error:
            _LOG.info("consumer.left_in_silence", group=self._group, error=type(error).__name__)

    def _join(self, topics: Sequence[str]) -> None:
        """Returns with the first partitions, or without after a while."""
        for topic in topics:  # so that the first round of the group knows their partitions
            if not self._consumer.partitions_for_topic(topic):
                raise LogUnavailable(f"The brokers have no topic {topic}, or {self._group} may not read it.")
        self._consumer.subscribe(topics, listener=_Forgetting(self._forget))
        until = time.monotonic() + JOINING
        while not self._consumer.assignment() and time.monotonic() < until:
            self._fetch(0.1, set())

    def _take(self, limit: int, asleep: Collection[Place]) -> list[Record]:
        """Of what is held, up to `limit` of each partition."""
        taken: list[Record] = []
        for place, held in self._held.items():
            if place not in asleep:
                taken += [held.popleft() for _ in range(min(limit, len(held)))]
        return taken

    def _fetch(self, wait: float, asleep: Collection[Place]) -> None:
        """Hold what comes within `wait` seconds; of partitions of which something is held nothing more is fetched."""
        mine, now = self._consumer.assignment(), self._consumer.paused()
        wanted = mine & {*asleep, *(place for place, held in self._held.items() if held)}
        self._consumer.pause(*wanted - now)
        self._consumer.resume(*now - wanted)
        for place, found in self._consumer.poll(int(wait * 1000), EVERYTHING).items():
            self._held.setdefault(place, deque()).extend(record_of(one, self._prefix) for one in found)
        self._enter()

    def _enter(self) -> None:
        """A group has a position in each partition from the moment that it reads it: so it is known, and what comes before its
        first commit is not passed over."""
        for place in self._consumer.assignment() - self._committed.keys():
            at = self._consumer.committed(place, timeout_ms=int(ASKING * 1000))
            if at is None:
                at = self._consumer.beginning_offsets([place])[place]
                self._consumer.commit({place: OffsetAndMetadata(at)}, timeout_ms=int(ASKING * 1000))
            self._committed[place] = at

    def _forget(self, places: Collection[Place]) -> None:
        for place in places:
            self._held.pop(place, None)
            self._committed.pop(place, None)

    def _place(self, place: TopicPartition) -> Place:
        return Place(self._prefix + place.topic, place.partition)


class _Forgetting(ConsumerRebalanceListener):  # type: ignore[misc]
    """What is held of a partition that goes, or comes anew, is of another time."""

    def __init__(self, forget: Callable[[Collection[Place]], None]) -> None:
        self._forget = forget

    def on_partitions_revoked(self, revoked: Collection[Place]) -> None:
        self._forget(revoked)

    def on_partitions_assigned(self, assigned: Collection[Place]) -> None:
        self._forget(assigned)


def record_of(found: Any, prefix: str) -> Record:
    """As services see it. What somebody else wrote without key or value, or not in UTF-8, is no event: the consumer buries it,
    into a table that takes no character 0."""
    at = datetime.fromtimestamp(found.timestamp / 1000, UTC)
    topic = found.topic.removeprefix(prefix)
    key, value = (
        (one or b"").decode("utf-8", "replace").replace("\0", "\ufffd") for one in (found.key, found.value)
    )
    return Record(topic, found.partition, found.offset, key, value, at)
