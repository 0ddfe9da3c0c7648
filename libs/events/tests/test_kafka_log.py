# SPDX-License-Identifier: Apache-2.0
"""The log in Kafka keeps the contract of every log; and what only Kafka has: shared partitions, a broker that goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import certifi
import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.errors import KafkaError
from kafka.net.connection import KafkaConnection
from motcua_events import Consumer, ConsumerPolicy, Entry, Record, Relay, TopicPartition
from motcua_events.errors import LogUnavailable
from motcua_events.kafka_access import KafkaAccess, connected
from motcua_events.kafka_log import KafkaEventLog
from motcua_events.log import Subscription
from motcua_events.testing import CONTRACT_TOPICS, Append, EventLogContract, entry, place_of, poll
from motcua_events.topics import Topic, differences, make_topics
from parts.kafka import Kafka
from support.brokers import Logs, logs_of, own_broker

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]
ONE = CONTRACT_TOPICS[0]
LEAVES_SOCKETS = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
QUICK = ConsumerPolicy(poll_seconds=0.2, first_wait=0.01, longest_wait=0.5, batch=5)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture
def logs(broker: Kafka) -> Iterator[Logs]:
    with logs_of(broker) as made:
        yield made


@pytest.fixture(params=[1, 3], ids=["one partition", "three partitions"])
def log(request: pytest.FixtureRequest, logs: Logs) -> KafkaEventLog:
    return logs(dict.fromkeys(CONTRACT_TOPICS, request.param))


@pytest.fixture
def append(log: KafkaEventLog) -> Append:
    return lambda *entries: log.append(None, entries)


class TestKafkaEventLog(EventLogContract):
    group = "assignment"


def test_who_has_nothing_to_read_asks_seldom(log: KafkaEventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question costs both sides a millisecond, of each group of each service, day and night."""
    asked: list[str] = []
    send = KafkaConnection.send_request

    def counted(self: Any, request: Any, *more: Any, **options: Any) -> Any:
        asked.append(type(request).__name__)
        return send(self, request, *more, **options)

    with closing(log.subscribe("intake", [ONE])) as reader:
        reader.poll(10, 0.5)
        monkeypatch.setattr(KafkaConnection, "send_request", counted)
        assert not reader.poll(10, 4.0)
    fetches = [one for one in asked if "Fetch" in one and "Offset" not in one]
    assert 1 <= len(fetches) <= 5, asked


def test_what_was_fetched_before_a_pause_comes_after_it(logs: Logs) -> None:
    """kafka-python forgets the rest of a batch whose partition is paused when another one was begun meanwhile."""
    log = logs(dict.fromkeys(CONTRACT_TOPICS, 1))
    log.append(None, [entry("k", str(number), topic) for number in range(40) for topic in CONTRACT_TOPICS])
    subscription = log.subscribe("reader", CONTRACT_TOPICS)
    seen: list[Record] = []
    for turn in range(12):
        asleep = {TopicPartition(CONTRACT_TOPICS[turn % 2], 0)}
        seen += poll(subscription, 1, limit=2, paused=asleep)
        subscription.seek(seen.pop())
    seen += poll(subscription, 80 - len(seen))
    for topic in CONTRACT_TOPICS:
        assert [one.envelope for one in seen if one.topic == topic] == [str(number) for number in range(40)]
    subscription.close()


def test_members_share_the_partitions_and_what_one_leaves_another_gets(logs: Logs) -> None:
    log = logs({ONE: 3})
    keys = [f"k{number}" for number in range(30)]
    log.append(None, [entry(key, key) for key in keys])
    first = log.subscribe("shared", [ONE])
    second = log.subscribe("shared", [ONE])
    seen = read_both(first, second, len(keys))
    shares = [{one.key for one in records} for records in seen]
    assert shares[0] and shares[1] and not shares[0] & shares[1]
    assert all(first.holds(one.place) and not second.holds(one.place) for one in seen[0])
    second.commit(last_of(seen[1]))
    first.close()  # without a commit
    left = poll(second, len(shares[0]))
    assert {one.key for one in left} == shares[0]
    second.close()


@LEAVES_SOCKETS
def test_why_no_broker_was_met_is_told(broker: Kafka, tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_bytes(Path(certifi.where()).read_bytes())
    for access, said in (
        (KafkaAccess((broker.address,), authority=tmp_path / "authority.pem"), "do the brokers speak TLS"),
        (KafkaAccess((broker.address,), user="u", password="secret"), "its password known to the brokers"),
        (KafkaAccess(("127.0.0.1:1",)), "ECONNREFUSED"),
    ):
        with pytest.raises(KafkaError, match=said) as refused:
            connected(KafkaAdminClient, access)
        assert "secret" not in str(refused.value)


def test_brokers_of_somebody_else_are_said(broker: Kafka) -> None:
    """They answer, and have no such topic."""
    log = KafkaEventLog(KafkaAccess((broker.address,), prefix="elsewhere."), {ONE: 1})
    with closing(log):
        for ask in (log.first, log.end):
            with pytest.raises(LogUnavailable, match=f"no topic elsewhere.{ONE}.* another installation"):
                ask(ONE, 0)


def read_both(first: Subscription, second: Subscription, count: int) -> list[list[Record]]:
    """What each of two members gets once the partitions are shared: what the first had before comes again."""
    seen: list[list[Record]] = [[], []]
    for _ in range(120):
        for number, subscription in enumerate((first, second)):
            seen[number] += subscription.poll(100, 0.25)
        if seen[1]:
            others = {one.place for one in seen[1]}
            seen[0] = [one for one in seen[0] if one.place not in others]
        if seen[1] and len({one.key for records in seen for one in records}) == count:
            return seen
    raise AssertionError("the partitions were never shared")


def last_of(records: Sequence[Record]) -> dict[TopicPartition, int]:
    return {one.place: one.offset for one in records}


@LEAVES_SOCKETS
def test_a_broker_that_is_away_is_said_and_found_again(tmp_path: Path) -> None:
    """What was not acknowledged was not appended, or comes twice; positions and records outlive kill -9."""
    with own_broker(tmp_path / "kafka") as broker, logs_of(broker) as logs:
        log = logs({ONE: 1})
        log.append(None, [entry("k", "before")])
        subscription = log.subscribe("reader", [ONE])
        subscription.commit(last_of(poll(subscription, 1)))
        broker.running.kill()
        with pytest.raises(LogUnavailable, match="Kafka did not acknowledge"):
            log.append(None, [entry("k", "meanwhile")])
        broker.start()
        log.append(None, [entry("k", "after")])
        assert place_of(log, "k").topic == ONE
        came = [one.envelope for one in poll(subscription, 1)]
        while came[-1] != "after":
            came += [one.envelope for one in poll(subscription, 1)]
        assert came in (["after"], ["meanwhile", "after"])
        subscription.close()


def test_a_producer_that_no_answer_will_ever_reach_is_given_up(
    log: KafkaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a broker that was killed while it was asked for the producer's id: what it holds neither goes nor expires."""
    monkeypatch.setattr("motcua_events.kafka_log.ACKNOWLEDGED", 1.0)
    log.append(None, [entry("k", "before")])
    with log._producer.used() as stuck:
        sender = stuck._sender
        monkeypatch.setattr(sender._transaction_manager, "has_in_flight_transactional_request", lambda: True)
    failed: list[BaseException] = []

    def send() -> None:
        try:
            log.append(None, [entry("k", "meanwhile")])
        except LogUnavailable as error:
            failed.append(error)

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    sending.join(60)
    assert not sending.is_alive() and not sender.is_alive() and "did not acknowledge" in str(failed[0])
    log.append(None, [entry("k", "after")])
    place = place_of(log, "k")
    assert [one.envelope for one in log.read(*place, -1, 10)] == ["before", "after"]


@pytest.mark.faults
@LEAVES_SOCKETS
def test_nothing_is_lost_or_doubled_over_kills_of_the_broker(
    tmp_path: Path, world: Any, running: Running, eventually: Eventually
) -> None:
    """Outbox, relay, Kafka, consumer, effect: once each, in order per key."""
    keys = ("d1", "d2", "d3")
    with own_broker(tmp_path / "kafka") as broker, logs_of(broker) as logs:
        log = logs(dict.fromkeys(world.catalogue.topics, 2))
        relay = Relay(world.intake, world.outbox, log, batch=7, poll_seconds=0.05)
        handlers = {"dossier.accepted": world.note}
        consumer = Consumer(world.assignment, "assignment", ["motcua.dossier"], handlers, log, policy=QUICK)
        with running(relay, consumer):
            for number in range(1, 121):
                with world.intake.begin() as connection:
                    world.outbox.add(connection, *(world.event(key, number) for key in keys))
                if number % 40 == 0:
                    eventually(lambda at=number: len(world.effects()) > 3 * (at - 39), seconds=60)
                    broker.running.kill()
                    broker.start()
            eventually(lambda: len(world.effects()) >= 360, seconds=120)
            assert consumer.status().open_letters == 0 and world.waiting() == 0
    assert {key: world.effects(key) for key in keys} == {key: list(range(1, 121)) for key in keys}


def test_topics_are_made_set_and_compared(broker: Kafka) -> None:
    access = KafkaAccess((broker.address,), prefix="declared.")
    topics = [Topic("a.one", 3, 90), Topic("a.two", 1, 7)]
    assert all("is not there" in said for said in differences(access, topics))
    assert make_topics(access, topics) == ["made a.one", "made a.two"]
    assert make_topics(access, topics) == [] == differences(access, topics)
    changed = [Topic("a.one", 4, 90), Topic("a.two", 1, 8)]
    partitions, retention = differences(access, changed)
    assert "a.one has 3 partitions, declared are 4: they cannot change" in partitions
    assert "a.two has retention.ms=604800000, declared is 691200000" in retention
    assert make_topics(access, changed) == ["set a.two"]
    assert differences(access, changed) == [partitions]


def test_an_entry_that_is_too_large_is_refused_and_the_next_one_goes(logs: Logs) -> None:
    log = logs({ONE: 1})
    with pytest.raises(LogUnavailable):
        log.append(None, [Entry(ONE, "k", "x" * (5 << 20))])
    log.append(None, [entry("k", "small")])
    assert [one.envelope for one in log.read(ONE, 0, -1, 10)] == ["small"]


@LEAVES_SOCKETS
def test_brokers_that_are_not_there_leave_nothing_behind(tmp_path: Path) -> None:
    """Each try makes a client with a thread and sockets; an hour of them must cost nothing."""
    log = KafkaEventLog(KafkaAccess(("127.0.0.1:1",)), {ONE: 1})
    before = threading.active_count()
    for _ in range(2):
        with pytest.raises(LogUnavailable):
            log.append(None, [entry("k", "x")])
        with pytest.raises(KafkaError):
            log.subscribe("reader", [ONE])
    assert threading.active_count() == before


def test_a_topic_that_is_missing_is_named(logs: Logs) -> None:
    there = logs({ONE: 1})
    log = KafkaEventLog(there._access, {ONE: 1, CONTRACT_TOPICS[1]: 1})
    with pytest.raises(LogUnavailable, match=r"no topic \S*contract\.two"):
        log.subscribe("reader", CONTRACT_TOPICS)
    log.close()


def test_what_is_no_event_of_ours_is_given_to_be_buried(logs: Logs, broker: Kafka) -> None:
    log = logs({ONE: 1})
    producer = KafkaProducer(bootstrap_servers=[broker.address])
    for key, value in ((None, b"x"), (b"k", None), (b"\xff", b"\xff")):
        producer.send(log._access.prefix + ONE, key=key, value=value)
    producer.close()
    subscription = log.subscribe("reader", [ONE])
    assert [(one.key, one.envelope) for one in poll(subscription, 3)] == [("", "x"), ("k", ""), ("�", "�")]
    subscription.close()
