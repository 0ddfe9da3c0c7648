# SPDX-License-Identifier: Apache-2.0
"""`motcua events resend` after a restore, with a real broker: what the database sent and somebody had not dealt with arrives
once, in its order; what the log has of a past that the database does not know reaches nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
from motcua_cli.embedded.brokers import bring_topics
from motcua_cli.embedded.folder import Unusable
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.events.resend import run
from motcua_events import Consumer, Entry, Event, EventCatalogue, Outbox, Relay, new_event
from motcua_events.kafka_log import KafkaEventLog
from motcua_events.topics import partitions
from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings
from motcua_storage.testing import ServiceDatabases
from parts.kafka import Kafka
from support.brokers import own_broker, sockets_left_behind
from support.waiting import eventually

TOPIC, GROUP = "motcua.dossier", "assignment"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture(autouse=True)
def swept(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Records of the log would hold what the clients leave behind."""
    caplog.set_level(logging.CRITICAL, "kafka")
    yield
    with sockets_left_behind():
        pass


@pytest.fixture
def kafka(broker: Kafka) -> KafkaSettings:
    made = KafkaSettings(servers=broker.address)
    bring_topics(made, "test")
    return made


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(*MIGRATIONS)


def accepted(number: int) -> Event:
    facts = {"number": number}
    return new_event(
        "dossier.accepted", facts, source="/motcua/intake", subject="d", time=datetime.now(UTC), dossierid="d"
    )


def test_after_a_restore_each_event_arrives_once_and_none_that_never_was(
    databases: ServiceDatabases, kafka: KafkaSettings
) -> None:
    outbox = Outbox("intake", EventCatalogue.load())
    seen: list[int] = []

    def publish(log: KafkaEventLog, *numbers: int) -> None:
        with databases["intake"].begin() as connection:
            outbox.add(connection, *(accepted(one) for one in numbers))
        Relay(databases["intake"], outbox, log).relay_batch()

    def consume(log: KafkaEventLog, wanted: list[int]) -> None:
        handle = {"dossier.accepted": lambda _, event: seen.append(event.data["number"])}
        consumer = Consumer(databases["assignment"], GROUP, [TOPIC], handle, log)
        consumer.start()
        try:
            eventually(lambda: list(seen), lambda now: len(now) >= len(wanted), 90)
            # What is behind the last one is told again, and known; the group comes to the end of all.
            eventually(lambda: sum(log.behind(GROUP, [TOPIC]).values()), lambda left: left == 0, 90)
        finally:
            consumer.stop()
        assert seen == wanted

    with closing(KafkaEventLog(kafka_access(kafka, "test"), partitions())) as log:
        publish(log, 1, 2)
        consume(log, [1, 2])
        publish(log, 3)  # the backup is of this moment: sent, and nobody has read it
        log.append(
            None, [Entry(TOPIC, "d", accepted(99).to_json())]
        )  # what the restored database does not know
        later = log.subscribe(GROUP, [TOPIC])  # and whoever read on after the backup has moved the position
        read = eventually(lambda: later.poll(10, 1.0), bool, 90)
        later.commit({one.place: one.offset for one in read})
        later.close()
    with databases["intake"].begin() as connection:
        outbox.add(connection, accepted(4))  # in the backup's outbox

    said = list(run(databases.admin_url, kafka))

    assert any("intake: 3 events are sent once more" in one for one in said), said
    with closing(KafkaEventLog(kafka_access(kafka, "test"), partitions())) as log:
        assert Relay(databases["intake"], outbox, log).relay_batch() == 4
        consume(log, [1, 2, 3, 4])
        again = list(run(databases.admin_url, kafka))
        assert any("intake: 4 events" in one for one in again), "as often as one likes"


def test_it_refuses_while_a_service_runs_and_brokers_that_are_away_change_nothing(
    databases: ServiceDatabases, kafka: KafkaSettings
) -> None:
    running = psycopg.connect(databases.admin_url, application_name="motcua-intake/0.1.0 +0.0s")
    with running, pytest.raises(Unusable, match="Stop every service first: intake run on this database"):
        list(run(databases.admin_url, kafka))
    nobody = kafka.model_copy(update={"servers": "127.0.0.1:9"})
    with pytest.raises(Unusable, match="do not answer as they should"):
        list(run(databases.admin_url, nobody))
