# SPDX-License-Identifier: Apache-2.0
"""For tests: the contract suite that every adapter of the event log passes, and a log in memory.

class TestMyLog(EventLogContract):
    @pytest.fixture
    def log(self): return MyLog(topics=CONTRACT_TOPICS, ...)
    @pytest.fixture
    def append(self, log): return lambda *entries: log.append(connection, entries)   # and commit
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from zlib import crc32

from motcua_storage import Database
from sqlalchemy import Connection

from motcua_events.catalogue import EventCatalogue
from motcua_events.envelope import Event
from motcua_events.errors import UnknownTopic
from motcua_events.log import BEGINNING, Entry, EventLog, Record, Subscription, TopicPartition
from motcua_events.postgres_log import PostgresEventLog

CONTRACT_TOPICS = ("contract.one", "contract.two")
Append = Callable[..., None]
"""Appends the entries given and returns when readers may see them."""


class EventLogContract:
    """What services rely on; a subclass gives `log` (empty, knowing CONTRACT_TOPICS) and `append`.

    `group`: a consumer group that the log's user may join; `group.other` is another one.
    """

    group = "reader"

    def test_records_of_a_key_come_in_the_order_of_appending(self, log: EventLog, append: Append) -> None:
        append(*(entry("k", f"{number}") for number in range(3)))
        append(entry("k", "3"))

        records = read_all(log, "contract.one")

        assert [record.envelope for record in records] == ["0", "1", "2", "3"]
        offsets = [record.offset for record in records]
        assert sorted(set(offsets)) == offsets
        assert len({record.place for record in records}) == 1

    def test_a_record_is_given_back_as_it_was_appended(self, log: EventLog, append: Append) -> None:
        envelope = '{"t": "Hồ sơ số 1 – đã nhận 🏠", "pad": "' + "x" * 200_000 + '"}'

        append(entry("hồ-sơ", envelope))

        (record,) = read_all(log, "contract.one")
        assert ("contract.one", "hồ-sơ", envelope) == (record.topic, record.key, record.envelope)
        assert record.appended_at.tzinfo is not None

    def test_reading_starts_above_an_offset_and_stops_at_the_limit(
        self, log: EventLog, append: Append
    ) -> None:
        append(*(entry("k", str(number)) for number in range(5)))
        place = place_of(log, "k")
        first = log.read(*place, BEGINNING, 2)

        rest = log.read(*place, first[-1].offset, 100)

        assert [record.envelope for record in first] == ["0", "1"]
        assert [record.envelope for record in rest] == ["2", "3", "4"]

    def test_the_end_is_the_offset_of_the_last_record(self, log: EventLog, append: Append) -> None:
        assert log.end("contract.one", 0) == BEGINNING
        append(entry("k", "a"), entry("k", "b"))
        place = place_of(log, "k")

        assert log.read(*place, BEGINNING, 10)[-1].offset == log.end(*place)
        assert list(log.read(*place, log.end(*place), 10)) == []

    def test_the_first_offset_is_the_beginning_while_nothing_was_dropped(
        self, log: EventLog, append: Append
    ) -> None:
        assert {log.first("contract.one", number) for number in range(log.partitions("contract.one"))} == {0}
        append(entry("k", "a"), entry("k", "b"))
        place = place_of(log, "k")

        assert log.first(*place) == log.read(*place, BEGINNING, 1)[0].offset == 0
        _assert_raises(UnknownTopic, lambda: log.first("contract.none", 0))

    def test_topics_are_apart(self, log: EventLog, append: Append) -> None:
        append(entry("k", "one"), entry("k", "two", topic="contract.two"))

        assert [record.envelope for record in read_all(log, "contract.one")] == ["one"]
        assert [record.envelope for record in read_all(log, "contract.two")] == ["two"]

    def test_an_unknown_topic_is_refused_and_nothing_is_written(self, log: EventLog, append: Append) -> None:
        for refused in (
            lambda: append(entry("k", "x"), entry("k", "y", topic="contract.none")),
            lambda: log.subscribe(self.group, ["contract.none"]),
            lambda: log.read("contract.none", 0, BEGINNING, 1),
            lambda: log.partitions("contract.none"),
        ):
            _assert_raises(UnknownTopic, refused)
        assert read_all(log, "contract.one") == []

    def test_a_group_starts_at_the_beginning_and_goes_on_where_it_committed(
        self, log: EventLog, append: Append
    ) -> None:
        append(*(entry("k", str(number)) for number in range(4)))
        first = log.subscribe(self.group, ["contract.one"])
        records = poll(first, 4)
        first.commit({records[1].place: records[1].offset})
        first.close()

        second = log.subscribe(self.group, ["contract.one"])

        assert [record.envelope for record in records] == ["0", "1", "2", "3"]
        assert [record.envelope for record in poll(second, 2)] == ["2", "3"]
        second.close()

    def test_the_only_member_holds_what_it_reads(self, log: EventLog, append: Append) -> None:
        append(entry("k", "a"))
        subscription = log.subscribe(self.group, ["contract.one"])
        (record,) = poll(subscription, 1)

        assert subscription.holds(record.place)
        assert not subscription.holds(TopicPartition("contract.two", 0))
        subscription.close()

    def test_groups_do_not_know_each_other(self, log: EventLog, append: Append) -> None:
        append(entry("k", "a"))
        one, other = (log.subscribe(group, ["contract.one"]) for group in (self.group, f"{self.group}.other"))
        records = poll(one, 1)
        one.commit({records[0].place: records[0].offset})

        assert [record.envelope for record in poll(other, 1)] == ["a"]
        one.close()
        other.close()

    def test_polls_follow_each_other_without_a_commit(self, log: EventLog, append: Append) -> None:
        append(*(entry("k", str(number)) for number in range(4)))
        subscription = log.subscribe(self.group, ["contract.one"])

        assert [record.envelope for record in poll(subscription, 2, limit=2)] == ["0", "1"]
        assert [record.envelope for record in poll(subscription, 2, limit=2)] == ["2", "3"]
        subscription.close()

    def test_seek_gives_a_record_again(self, log: EventLog, append: Append) -> None:
        append(*(entry("k", str(number)) for number in range(3)))
        subscription = log.subscribe(self.group, ["contract.one"])
        records = poll(subscription, 3)

        subscription.seek(records[1])

        assert [record.envelope for record in poll(subscription, 2)] == ["1", "2"]
        subscription.close()

    def test_a_paused_partition_keeps_its_place(self, log: EventLog, append: Append) -> None:
        append(entry("k", "one"), entry("k", "two", topic="contract.two"))
        subscription = log.subscribe(self.group, CONTRACT_TOPICS)
        paused = {place_of(log, "k")}

        assert [record.envelope for record in poll(subscription, 1, paused=paused)] == ["two"]
        assert [record.envelope for record in poll(subscription, 1)] == ["one"]
        subscription.close()

    def test_a_position_never_goes_backwards(self, log: EventLog, append: Append) -> None:
        append(*(entry("k", str(number)) for number in range(3)))
        subscription = log.subscribe(self.group, ["contract.one"])
        records = poll(subscription, 3)
        place = records[0].place
        subscription.commit({place: records[2].offset})
        subscription.commit({place: records[0].offset})
        subscription.close()

        again = log.subscribe(self.group, ["contract.one"])

        assert list(again.poll(10, 0.2)) == []
        again.close()

    def test_the_lag_counts_what_was_not_committed(self, log: EventLog, append: Append) -> None:
        append(*(entry("k", str(number)) for number in range(3)))
        subscription = log.subscribe(self.group, ["contract.one"])
        records = poll(subscription, 3)
        before = dict(subscription.lag())

        subscription.commit({records[1].place: records[1].offset})

        assert before[records[0].place] == 3
        assert subscription.lag()[records[0].place] == 1
        subscription.close()

    def test_a_group_that_left_is_not_known_and_starts_again(self, log: EventLog, append: Append) -> None:
        append(entry("k", "a"))
        assert not log.knows(self.group)
        other = log.subscribe(f"{self.group}.other", ["contract.one"])
        subscription = log.subscribe(self.group, ["contract.one"])
        records = poll(subscription, 1)
        subscription.commit({records[0].place: records[0].offset})
        assert log.knows(self.group)
        subscription.close()

        for _ in range(2):
            log.leave(self.group)

        assert not log.knows(self.group)
        assert log.knows(f"{self.group}.other")
        again = log.subscribe(self.group, ["contract.one"])
        assert [record.envelope for record in poll(again, 1)] == ["a"]
        again.close()
        other.close()

    def test_a_new_group_goes_on_where_a_former_one_stood(self, log: EventLog, append: Append) -> None:
        append(entry("k", "a"), entry("k", "b"))
        former = log.subscribe(f"{self.group}.former", ["contract.one"])
        first = poll(former, 2)[0]
        former.commit({first.place: first.offset})
        former.close()

        log.succeed(self.group, f"{self.group}.none")
        assert not log.knows(self.group)
        log.succeed(self.group, f"{self.group}.former")

        heir = log.subscribe(self.group, ["contract.one"])
        (second,) = poll(heir, 1)
        assert second.envelope == "b"
        heir.commit({second.place: second.offset})
        heir.close()
        log.succeed(self.group, f"{self.group}.former")
        again = log.subscribe(self.group, ["contract.one"])
        assert list(again.poll(10, 0.2)) == [], "a group that is known keeps its own place"
        again.close()

    def test_a_waiting_poll_ends_when_something_comes_or_it_is_woken(
        self, log: EventLog, append: Append
    ) -> None:
        subscription = log.subscribe(self.group, ["contract.one"])
        subscription.poll(10, 0.0)
        got: list[Record] = []
        waiting = threading.Thread(target=lambda: got.extend(poll(subscription, 1)))
        waiting.start()
        append(entry("k", "a"))
        waiting.join(10)

        assert [record.envelope for record in got] == ["a"]
        subscription.wake()
        started = time.monotonic()
        assert list(subscription.poll(10, 30.0)) == []
        assert time.monotonic() - started < 10
        subscription.close()

    def test_a_reader_among_concurrent_appenders_misses_nothing(self, log: EventLog, append: Append) -> None:
        """Offsets become visible in their order: what was read past is never filled in later."""
        subscription = log.subscribe(self.group, ["contract.one"])
        writers = [threading.Thread(target=_write, args=(append, f"k{number}")) for number in range(4)]
        for writer in writers:
            writer.start()

        records = poll(subscription, 4 * 30)
        for writer in writers:
            writer.join()

        assert list(subscription.poll(10, 0.1)) == []
        for number in range(4):
            mine = [record.envelope for record in records if record.key == f"k{number}"]
            assert [str(value) for value in range(30)] == mine
        subscription.close()


def publish_as_writers(admin_url: str, *events: Event) -> None:
    """Into the log in PostgreSQL as if the services that write these types had relayed them."""
    catalogue = EventCatalogue.load()
    owner = Database(admin_url, "broker", 1)
    entries = [Entry(catalogue.row(event.type).topic, event.key, event.to_json()) for event in events]
    with closing(owner), owner.begin() as connection:
        PostgresEventLog(owner, catalogue.topics).append(connection, entries)


class MemoryEventLog:
    """A log in memory, for unit tests of services: visible at once, whatever becomes of the transaction."""

    def __init__(self, topics: Collection[str], partitions: int = 1) -> None:
        self._changed = threading.Condition()
        self._partitions = partitions
        self._topics = frozenset(topics)
        self._records: dict[TopicPartition, list[Record]] = {}
        self.committed: dict[tuple[str, TopicPartition], int] = {}

    def append(self, connection: Connection | None, entries: Sequence[Entry]) -> None:
        """Append; the connection is not used."""
        for entry in entries:
            self.partitions(entry.topic)
        with self._changed:
            for entry in entries:
                place = TopicPartition(entry.topic, crc32(entry.key.encode()) % self._partitions)
                records = self._records.setdefault(place, [])
                now = datetime.now(UTC)
                records.append(Record(*place, len(records), entry.key, entry.envelope, now))
            self._changed.notify_all()

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        if topic not in self._topics:
            raise UnknownTopic(f"No topic {topic!r} in this log.")
        return self._partitions

    def read(self, topic: str, partition: int, after: int, limit: int) -> Sequence[Record]:
        """Records above `after`."""
        self.partitions(topic)
        with self._changed:
            return self._records.get(TopicPartition(topic, partition), [])[after + 1 :][:limit]

    def end(self, topic: str, partition: int) -> int:
        """The last offset."""
        return len(self._records.get(TopicPartition(topic, partition), [])) - 1

    def first(self, topic: str, partition: int) -> int:
        """Nothing is ever dropped."""
        self.partitions(topic)
        return 0

    def subscribe(self, group: str, topics: Sequence[str]) -> MemorySubscription:
        """Join a group."""
        places = [TopicPartition(topic, n) for topic in topics for n in range(self.partitions(topic))]
        return MemorySubscription(self, group, places, self._changed)

    def knows(self, group: str) -> bool:
        """Whether the group has a position."""
        return any(known == group for known, _ in self.committed)

    def succeed(self, group: str, former: str) -> None:
        """Copy the positions of a former group."""
        known = {} if self.knows(group) else dict(self.committed)
        self.committed |= {(group, place): at for (one, place), at in known.items() if one == former}

    def leave(self, group: str) -> None:
        """Forget the positions of a group."""
        for known in [one for one in self.committed if one[0] == group]:
            del self.committed[known]

    def maintain(self) -> int:
        """Nothing goes."""
        return 0

    def close(self) -> None:
        """Nothing is held."""


class MemorySubscription:
    """A group's way through a log in memory."""

    def __init__(
        self, log: MemoryEventLog, group: str, places: Sequence[TopicPartition], changed: threading.Condition
    ) -> None:
        self._log = log
        self._group = group
        self._changed = changed
        self._woken = False
        self._places = {place: log.committed.setdefault((group, place), BEGINNING) for place in places}

    def poll(self, limit: int, timeout: float, paused: Collection[TopicPartition] = ()) -> Sequence[Record]:
        """The next records."""
        with self._changed:
            records = self._next(limit, paused)
            if not records:
                self._changed.wait_for(lambda: self._woken or bool(self._ahead(1, paused)), timeout)
                self._woken = False
                records = self._next(limit, paused)
        return records

    def seek(self, record: Record) -> None:
        """Go to just before a record."""
        self._places[record.place] = record.offset - 1

    def holds(self, place: TopicPartition) -> bool:
        """Every member reads everything."""
        return place in self._places

    def commit(self, done: Mapping[TopicPartition, int]) -> None:
        """Store positions."""
        for place, offset in done.items():
            key = (self._group, place)
            self._log.committed[key] = max(offset, self._log.committed.get(key, BEGINNING))

    def lag(self) -> Mapping[TopicPartition, int]:
        """Records above the committed positions."""
        done = {place: self._log.committed.get((self._group, place), BEGINNING) for place in self._places}
        return {place: self._log.end(*place) - position for place, position in done.items()}

    def wake(self) -> None:
        """End the wait of a poll."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def close(self) -> None:
        """Nothing is held."""
        self.wake()

    def _next(self, limit: int, paused: Collection[TopicPartition]) -> Sequence[Record]:
        records = self._ahead(limit, paused)
        for record in records:
            self._places[record.place] = record.offset
        return records

    def _ahead(self, limit: int, paused: Collection[TopicPartition]) -> Sequence[Record]:
        open_places = [(place, after) for place, after in self._places.items() if place not in paused]
        return [record for place, after in open_places for record in self._log.read(*place, after, limit)]


def entry(key: str, envelope: str, topic: str = CONTRACT_TOPICS[0]) -> Entry:
    """An entry whose envelope may be any text, as a log does not look into it."""
    return Entry(topic, key, envelope)


def place_of(log: EventLog, key: str, topic: str = CONTRACT_TOPICS[0]) -> TopicPartition:
    """Where records of a key are."""
    return next(record.place for record in read_all(log, topic) if record.key == key)


def read_all(log: EventLog, topic: str) -> list[Record]:
    """Every record of a topic, partition by partition."""
    return [
        record
        for partition in range(log.partitions(topic))
        for record in log.read(topic, partition, BEGINNING, 100_000)
    ]


def poll(
    subscription: Subscription, count: int, limit: int = 100, paused: Collection[TopicPartition] = ()
) -> list[Record]:
    """Poll until `count` records are there; AssertionError after 20 seconds."""
    records: list[Record] = []
    deadline = time.monotonic() + 20
    while len(records) < count:
        assert time.monotonic() < deadline, f"{len(records)} of {count} records came"
        records.extend(subscription.poll(limit, 1.0, paused))
    return records


def _write(append: Append, key: str) -> None:
    for number in range(30):
        append(entry(key, str(number)))


def _assert_raises(expected: type[Exception], call: Callable[[], object]) -> None:
    try:
        call()
    except expected:
        return
    raise AssertionError(f"{expected.__name__} was not raised")
