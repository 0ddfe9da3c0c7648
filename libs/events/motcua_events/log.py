# SPDX-License-Identifier: Apache-2.0
"""The port of the event log, narrow enough that PostgreSQL and Kafka both fit it.

A topic has one or more partitions; a key always lands in the same one. In a partition records have rising
offsets in the order in which they became visible, so whoever has read up to an offset never finds a new
record below it. Offsets may have gaps. Delivery is at least once; consumers remember what they have done
(`inbox.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

BEGINNING = -1
"""The position before the first record of a partition."""


class TopicPartition(NamedTuple):
    """One ordered sequence of records."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is appended: `envelope` is the event's text, `key` what its order is kept by."""

    topic: str
    key: str
    envelope: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is read: an entry with its place in the log."""

    topic: str
    partition: int
    offset: int
    key: str
    envelope: str
    appended_at: datetime

    @property
    def place(self) -> TopicPartition:
        """The sequence that the record stands in."""
        return TopicPartition(self.topic, self.partition)


class Subscription(Protocol):
    """A consumer group's way through some topics. Used by one thread, `wake` and `close` by any.

    It starts at the committed position of the group, at the beginning where there is none.
    """

    def poll(self, limit: int, timeout: float, paused: Collection[TopicPartition] = ()) -> Sequence[Record]:
        """The next records, at most `limit` of each partition, in order; waits up to `timeout` seconds for
        the first. Partitions in `paused` give nothing and keep their place."""
        ...

    def seek(self, record: Record) -> None:
        """The next poll gives `record` again, and what follows it in its partition."""
        ...

    def holds(self, place: TopicPartition) -> bool:
        """Whether this member reads the partition now, or another one of the group does. Asked by the thread that polls."""
        ...

    def commit(self, done: Mapping[TopicPartition, int]) -> None:
        """Everything up to and including these offsets is done with. Never moves a group backwards."""
        ...

    def lag(self) -> Mapping[TopicPartition, int]:
        """Records of each partition that the group has not committed; an upper bound where offsets have gaps.
        Asked by another thread than the one that polls."""
        ...

    def wake(self) -> None:
        """End a poll that waits, or the next one at once."""
        ...

    def close(self) -> None:
        """Leave the group; positions that were committed stay, and `lag` can still be asked."""
        ...


class EventLog(Protocol):
    """A durable, ordered log of events by topic."""

    def append(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Append in the order given, per key.

        `connection` is the relay's transaction, which deletes the same rows from the outbox afterwards. An
        adapter in the same database writes in that transaction (exactly once); any other returns when the log
        has acknowledged every entry (at least once).

        Raises:
            UnknownTopic: before anything is written.
        """
        ...

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        ...

    def read(self, topic: str, partition: int, after: int, limit: int) -> Sequence[Record]:
        """Up to `limit` records with an offset above `after`, in order; outside of any group."""
        ...

    def end(self, topic: str, partition: int) -> int:
        """The offset that no record is above yet; BEGINNING when nothing was ever appended."""
        ...

    def first(self, topic: str, partition: int) -> int:
        """The offset of the oldest record that is kept, or the next one's where none is: 0 as long as nothing was dropped."""
        ...

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        """Join a consumer group. The caller closes the subscription."""
        ...

    def knows(self, group: str) -> bool:
        """Whether a consumer group has a position: it joined once, and did not leave."""
        ...

    def succeed(self, group: str, former: str) -> None:
        """A group that is not known takes the positions of a `former` one, which keeps them; nothing happens where the group is
        known, or the former one is not."""
        ...

    def leave(self, group: str) -> None:
        """Give back the positions of a group that nobody reads for any more; retention waits for it no longer. One that is
        not known is left already."""
        ...

    def maintain(self) -> int:
        """Drop what is beyond retention and read by every group, if that is not the log's own business; how
        many records went. Called by relays about once an hour."""
        ...

    def close(self) -> None:
        """Give back what the log holds open; subscriptions are closed by whoever made them."""
        ...
