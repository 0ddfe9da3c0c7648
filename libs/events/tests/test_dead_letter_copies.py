# SPDX-License-Identifier: Apache-2.0
"""Each dead letter, and what became of it, stands in `<topic>.dlq` too: in PostgreSQL and in Kafka, also after a kill."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import Entry, Event, EventLog, Outbox, Relay
from motcua_events.dead_letter_copies import KEPT_DAYS, copy_of, dead_letter_topic
from motcua_events.dead_letters import DeadLetters, Failed
from motcua_events.log import BEGINNING, Record
from motcua_events.outbox import ENVELOPE_LIMIT
from motcua_events.testing import read_all
from motcua_events.topics import declared_topics
from parts.kafka import Kafka
from support.brokers import logs_of, own_broker

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]
TOPIC, LETTERS = "motcua.dossier", "motcua.dossier.dlq"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture(params=["postgres", "kafka"])
def log(request: pytest.FixtureRequest, world: Any) -> Iterator[EventLog]:
    """As each of the two keeps the copies of the reading service's letters."""
    if request.param == "postgres":
        yield world.log(world.assignment)
        return
    with logs_of(request.getfixturevalue("broker")) as logs:
        yield logs({TOPIC: 2, LETTERS: 1})


def told(log: EventLog) -> list[dict[str, Any]]:
    return [json.loads(one.envelope) for one in read_all(log, LETTERS)]


def test_a_letter_and_what_became_of_it_are_told_in_order(
    world: Any, log: EventLog, running: Running, eventually: Eventually
) -> None:
    broken = [True]

    def handle(connection: sa.Connection, event: Event) -> None:
        if broken[0]:
            raise KeyError("Nguyễn Thị Hoa, 0901234567")
        world.note(connection, event)

    consumer = world.consumer(handle)
    relay = Relay(world.assignment, Outbox("assignment", world.catalogue), log, poll_seconds=0.05)
    world.publish(world.event("d1", 1), world.event("d1", 2), world.event("d2", 3))
    with running(consumer, relay):
        eventually(lambda: len(told(log)) == 3, seconds=60)
        first, second, other = consumer.list_failures()
        with world.assignment.begin() as connection:
            consumer.discard(connection, other.id, "op", "Trần Văn Bình đã rút")
        consumer.retry(first.id, "op")
        broken[0] = False
        consumer.retry(second.id, "op")
        eventually(lambda: len(told(log)) == 7, seconds=60)
    seen = [(one["dlqid"], one["dlqstate"], one["dlqreason"], one["dlqattempts"]) for one in told(log)]
    ids = [f"letter-{one.id}" for one in (first, second, other)]
    assert seen == [
        (ids[0], "open", "KeyError", 3),
        (ids[1], "open", "HeldBack", 0),
        (ids[2], "open", "KeyError", 3),
        (ids[2], "discarded", "KeyError", 3),
        (ids[0], "open", "KeyError", 4),
        (ids[0], "retried", "KeyError", 5),
        (ids[1], "retried", "HeldBack", 1),
    ]
    copy = told(log)[0]
    original = json.loads(first.envelope)
    assert {name: value for name, value in copy.items() if not name.startswith("dlq")} == original
    assert (copy["dlqservice"], copy["dlqgroup"], copy["dlqtopic"]) == ("assignment", "assignment", TOPIC)
    assert (copy["dlqpartition"], copy["dlqoffset"]) == (first.partition, str(first.offset))
    text = json.dumps(told(log), ensure_ascii=False)
    assert "Nguyễn" not in text and "Trần" not in text and "0901234567" not in text
    assert {record.key for record in read_all(log, LETTERS)} == {"d1", "d2"}


def test_a_kill_between_the_letter_and_the_log_loses_no_copy(world: Any, log: EventLog) -> None:
    """The copy waits in the outbox from the transaction of the letter on; a relay that is cut off after the log has taken it
    tells it again."""
    consumer = world.consumer(fails)
    world.publish(world.event("d1", 1))
    consumer._subscription = consumer._log.subscribe("assignment", [TOPIC])
    (record,) = consumer._subscription.poll(10, 5.0)
    consumer._events.bury(record, Failed("KeyError", "gone", 3), 20, consumer._policy.flood_window)
    consumer._subscription.close()
    assert told(log) == []

    relay = Relay(world.assignment, Outbox("assignment", world.catalogue), Cut(log))
    with pytest.raises(KeyboardInterrupt):
        relay.relay_batch()
    again = Relay(world.assignment, Outbox("assignment", world.catalogue), log)
    assert again.relay_batch() == 1 and again.relay_batch() == 0
    assert {one["dlqid"] for one in told(log)} == {f"letter-{consumer.list_failures()[0].id}"}
    assert len(told(log)) >= 1


class Cut:
    """A log behind which the process dies before it has committed."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def append(self, connection: sa.Connection, entries: list[Entry]) -> None:
        self._log.append(connection, entries)
        raise KeyboardInterrupt


def fails(_connection: sa.Connection, _event: Event) -> None:
    raise KeyError("gone")


EVENT = (
    '{"specversion": "1.0", "id": "e1", "type": "dossier.accepted", "source": "/x", "subject": "d", '
    '"time": "2026-11-23T09:00:00Z", "data": {"x": %s}}'
)
BROKEN = {
    "no JSON": "{",
    "nothing": "",
    "a list": "[1]",
    "no number": EVENT % "NaN",
    "half a letter": EVENT % '"\\ud800"',
    "a character 0": EVENT % '"a\\u0000b"',
    "a huge number": EVENT % ("9" * 5000),
    "deep": EVENT % ("[" * 3000 + "]" * 3000),
    "long": EVENT % ('"' + "x" * 3_000_000 + '"'),
    "long and broken": "\x01" * 2_000_000,
    "attributes of ours": EVENT.replace('"data"', '"dlqservice": "intake", "dlqstate": "retried", "data"')
    % "1",
}


@pytest.mark.parametrize("envelope", BROKEN.values(), ids=BROKEN.keys())
def test_whatever_a_record_holds_its_copy_goes(world: Any, envelope: str) -> None:
    """Else the relay, and with it every event of the service, would stand still."""
    letters = DeadLetters("assignment", "assignment")
    record = Record(TOPIC, 0, 7, "d", envelope, world.event("d", 1).time)
    with world.assignment.begin() as connection:
        letters.bury(
            connection, record, "motcua.dossier/0/7", "unreadable", Failed("InvalidEnvelope", "no", 1)
        )
    log = world.log(world.assignment)
    Relay(world.assignment, Outbox("assignment", world.catalogue), log).relay_batch()
    (copy,) = log.read(LETTERS, 0, BEGINNING, 10)
    assert len(copy.envelope.encode()) <= ENVELOPE_LIMIT
    Event.from_json(copy.envelope)
    said = json.loads(copy.envelope)
    assert (said["dlqservice"], said["dlqstate"], said["dlqoffset"]) == ("assignment", "open", "7")


def test_the_tables_promise_the_same(world: Any) -> None:
    days = {one.name: one.retention_days for one in declared_topics()}
    sql = (Path(copy_of.__code__.co_filename).parent / "migrations/versions/0006_dead_letters.py").read_text()
    assert f"interval '{KEPT_DAYS} days'" in sql
    assert {days[dead_letter_topic(topic)] for topic in world.catalogue.topics} == {KEPT_DAYS}
