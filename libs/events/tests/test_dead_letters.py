# SPDX-License-Identifier: Apache-2.0
"""Events that cannot be handled: kept with their reason, their dossier held back, retried in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import (
    Consumer,
    ConsumerPolicy,
    DeadLetter,
    Entry,
    Event,
    Invalid,
    NoSuchDeadLetter,
    NotTried,
)

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]


class Handler:
    """Leaves a row, unless the number is among the `bad` ones."""

    def __init__(self, world: Any, *bad: int, error: Exception | None = None) -> None:
        self.world, self.bad, self.error = world, set(bad), error or ValueError("số hồ sơ không đúng")
        self.calls: list[int] = []

    def __call__(self, connection: sa.Connection, event: Event) -> None:
        self.calls.append(int(str(event.data["number"])))
        self.world.note(connection, event)
        if self.calls[-1] in self.bad:
            raise self.error


def settle(consumer: Consumer, running: Running, eventually: Eventually) -> None:
    """Run the consumer until it has nothing left to read."""
    with running(consumer):
        eventually(lambda: consumer._subscription is not None)
        eventually(lambda: not any(consumer.status().lag.values()))


def test_a_dossier_waits_behind_its_dead_letter_and_others_do_not(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 2)
    consumer = world.consumer(handler)
    world.publish(*(world.event("d1", number) for number in range(5)), world.event("d2", 7))

    settle(consumer, running, eventually)

    first, *behind = consumer.list_failures()
    assert (first.key, first.error_class, first.error) == ("d1", "ValueError", "số hồ sơ không đúng")
    assert (first.event_type, first.attempts, first.behind, first.state) == (
        "dossier.accepted",
        3,
        None,
        "open",
    )
    assert [(letter.key, letter.behind, letter.attempts) for letter in behind] == [("d1", first.id, 0)] * 2
    assert all(letter.error_class == "HeldBack" for letter in behind)
    assert world.effects("d1") == [0, 1]
    assert world.effects("d2") == [7]


def test_a_retry_replays_the_dossier_in_order_and_says_who_asked(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 1)
    consumer = world.consumer(handler)
    world.publish(*(world.event("d1", number) for number in range(4)))
    settle(consumer, running, eventually)
    handler.bad.clear()
    letters = consumer.list_failures()

    # The last one is named: those before it are taken first.
    report = consumer.retry(letters[-1].id, "operator.lan")

    assert report.retried == [letter.id for letter in letters]
    assert report.failed is None
    assert world.effects() == [0, 1, 2, 3]
    assert consumer.list_failures() == []
    with world.assignment.read() as connection:
        rows = connection.execute(sa.text("SELECT state, actor, closed_at FROM assignment.dead_letter")).all()
    assert {(row.state, row.actor) for row in rows} == {("retried", "operator.lan")}
    assert all(row.closed_at is not None for row in rows)
    with pytest.raises(NoSuchDeadLetter, match="retried"):
        consumer.retry(letters[0].id, "operator.lan")


def test_after_a_retry_the_dossier_goes_on_as_usual(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 1)
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1))
    settle(consumer, running, eventually)
    handler.bad.clear()
    consumer.retry(consumer.list_failures()[0].id, "operator.lan")
    world.publish(world.event("d1", 2))

    settle(consumer, running, eventually)

    assert world.effects() == [1, 2]
    assert consumer.status().open_letters == 0


def test_a_retry_that_fails_leaves_the_letter_open_with_the_new_reason(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 1)
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1), world.event("d1", 2))
    settle(consumer, running, eventually)
    handler.error = KeyError("unit")

    report = consumer.retry(consumer.list_failures()[0].id, "operator.lan")

    assert report.retried == []
    assert report.failed is not None
    assert (report.failed.error_class, report.failed.attempts) == ("KeyError", 4)
    assert report.failed.actor == "operator.lan"
    assert len(consumer.list_failures()) == 2
    assert world.effects() == []


def test_a_discarded_letter_frees_those_behind_it(
    world: Any, running: Running, eventually: Eventually
) -> None:
    consumer = world.consumer(Handler(world, 1))
    world.publish(world.event("d1", 1), world.event("d1", 2))
    settle(consumer, running, eventually)
    first, second = consumer.list_failures()

    discard(world, consumer, first.id, "entered twice by mistake")
    report = consumer.retry(second.id, "operator.lan")

    assert report.retried == [second.id]
    assert world.effects() == [2]
    with pytest.raises(NoSuchDeadLetter):
        discard(world, consumer, first.id, "again")
    with world.assignment.read() as connection:
        asked = sa.text("SELECT state, actor, note FROM assignment.dead_letter WHERE id = :id")
        closed = connection.execute(asked, {"id": first.id}).one()
    assert tuple(closed) == ("discarded", "operator.lan", "entered twice by mistake")


def test_an_invalid_event_is_not_tried_again(world: Any, running: Running, eventually: Eventually) -> None:
    handler = Handler(world, 1, error=Invalid("no such part"))
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1))

    settle(consumer, running, eventually)

    assert handler.calls == [1]
    assert consumer.list_failures()[0].error == "no such part"


def test_text_that_is_no_envelope_becomes_a_letter_too(
    world: Any, running: Running, eventually: Eventually
) -> None:
    log = world.log(world.intake)
    with world.intake.begin() as connection:
        log.append(connection, [Entry("motcua.dossier", "d1", "{broken")])
    world.publish(world.event("d1", 1), world.event("d2", 2))
    consumer = world.consumer(world.note)

    settle(consumer, running, eventually)

    first, behind = consumer.list_failures()
    assert (first.error_class, first.event_type, first.envelope) == (
        "InvalidEnvelope",
        "unreadable",
        "{broken",
    )
    assert behind.behind == first.id
    assert world.effects() == [2]


def test_a_letter_that_comes_again_is_not_opened_twice(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """Also after it was discarded: what a person gave up on must not come back by a repetition."""
    handler = Handler(world, 1)
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1), world.event("d1", 2))
    settle(consumer, running, eventually)
    first, second = consumer.list_failures()
    discard(world, consumer, first.id, "wrong")
    world.lose_positions()

    settle(consumer, running, eventually)

    assert [letter.id for letter in consumer.list_failures()] == [second.id]
    assert world.effects() == []


def test_a_database_error_shows_its_sentence_and_no_parameters(
    world: Any, running: Running, eventually: Eventually
) -> None:
    def handler(connection: sa.Connection, event: Event) -> None:
        connection.execute(
            sa.text("INSERT INTO assignment.aggregate VALUES (:secret, NULL)"), {"secret": "xyz"}
        )

    consumer = world.consumer(handler, ConsumerPolicy(attempts=1))
    world.publish(world.event("d1", 1))

    settle(consumer, running, eventually)

    (letter,) = consumer.list_failures()
    assert letter.error_class == "NotNullViolation"
    assert "column" in letter.error
    assert "INSERT" not in letter.error
    assert "xyz" not in letter.error


def test_a_flood_stops_the_consumer_loudly(world: Any, running: Running, eventually: Eventually) -> None:
    handler = Handler(world, *range(10))
    policy = ConsumerPolicy(attempts=1, flood_limit=4, poll_seconds=0.1)
    consumer = world.consumer(handler, policy)
    world.publish(*(world.event(f"d{number}", number) for number in range(12)))

    with running(consumer):
        eventually(lambda: consumer.status().state == "flooded")
        status = consumer.status()
        assert status.open_letters == 4
        assert "4 dead letters" in status.sentence
        assert list(status.lag.values()) == [8]
        time.sleep(0.3)
        assert consumer.status().open_letters == 4

        handler.bad.clear()
        consumer.resume("operator.lan")
        eventually(lambda: len(world.effects()) == 8)
        assert consumer.status().state == "running"
    for letter in consumer.list_failures():
        consumer.retry(letter.id, "operator.lan")

    assert sorted(world.effects()) == list(range(12))


def test_a_flood_outlives_a_restart(world: Any, running: Running, eventually: Eventually) -> None:
    """A supervisor that restarts the program must not empty the topic into the dead letters."""
    policy = ConsumerPolicy(attempts=1, flood_limit=2, poll_seconds=0.1)
    world.publish(*(world.event(f"d{number}", number) for number in range(6)))
    for _ in range(3):
        consumer = world.consumer(Handler(world, *range(6)), policy)
        with running(consumer):
            eventually(lambda consumer=consumer: consumer.status().state == "flooded")

    assert consumer.status().open_letters == 2


def test_one_bad_dossier_is_no_flood(world: Any, running: Running, eventually: Eventually) -> None:
    policy = ConsumerPolicy(attempts=1, flood_limit=3)
    consumer = world.consumer(Handler(world, 0), policy)
    world.publish(*(world.event("d1", number) for number in range(10)), world.event("d2", 99))

    settle(consumer, running, eventually)

    assert world.effects() == [99]
    assert consumer.status().open_letters == 10


def test_retries_while_events_go_on_coming_keep_the_order(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """Whether an event comes before, during or after the retry, it takes its place behind the others."""
    handler = Handler(world, 0)
    consumer = world.consumer(handler, ConsumerPolicy(attempts=1, poll_seconds=0.05))
    stopped = threading.Event()

    def publish() -> None:
        for number in range(60):
            world.publish(world.event("d1", number))
        stopped.set()

    publisher = threading.Thread(target=publish)
    with running(consumer):
        publisher.start()
        eventually(lambda: consumer.status().open_letters > 3)
        handler.bad.clear()
        while not stopped.is_set() or consumer.status().open_letters:
            for letter in consumer.list_failures(limit=1):
                consumer.retry(letter.id, "operator.lan")
        publisher.join()
        eventually(lambda: len(world.effects()) == 60)

    assert world.effects() == list(range(60))


def test_an_event_that_comes_during_a_retry_waits_for_it(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """It must neither overtake the letter nor be put behind one that is about to close."""
    handler = Handler(world, 1)
    consumer = world.consumer(handler, ConsumerPolicy(attempts=1, poll_seconds=0.05))
    world.publish(world.event("d1", 1))
    settle(consumer, running, eventually)
    (letter,) = consumer.list_failures()
    retrying, release = threading.Event(), threading.Event()

    def slow(connection: sa.Connection, event: Event) -> None:
        world.note(connection, event)
        if event.data["number"] == 1:
            retrying.set()
            release.wait(10)

    operator = threading.Thread(target=world.consumer(slow).retry, args=(letter.id, "operator.lan"))
    operator.start()
    retrying.wait(10)
    world.publish(world.event("d1", 2))
    with running(consumer):
        eventually(lambda: _waits_for_a_lock(world))
        assert world.effects() == []
        release.set()
        operator.join()
        eventually(lambda: world.effects() == [1, 2])

    assert consumer.status().open_letters == 0


def test_handled_letters_go_after_their_time_and_discarded_ones_stay(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 1, 2, 3)
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1), world.event("d2", 2), world.event("d3", 3))
    settle(consumer, running, eventually)
    handler.bad = {2, 3}
    consumer.retry(consumer.list_failures()[0].id, "operator.lan")
    discard(world, consumer, consumer.list_failures()[0].id, "old")
    age = "UPDATE assignment.dead_letter SET closed_at = closed_at - interval '40 days'"
    with world.assignment.begin() as connection:
        connection.execute(sa.text(age + ", opened_at = opened_at - interval '40 days'"))

    consumer._events.prune(timedelta(days=30))

    with world.assignment.read() as connection:
        kept = connection.execute(sa.text("SELECT state, note FROM assignment.dead_letter ORDER BY id")).all()
    assert [tuple(row) for row in kept] == [("discarded", "old"), ("open", None)]


def test_a_letter_that_only_waits_cannot_be_discarded(
    world: Any, running: Running, eventually: Eventually
) -> None:
    handler = Handler(world, 1, 2)
    consumer = world.consumer(handler)
    world.publish(world.event("d1", 1), world.event("d1", 2))
    settle(consumer, running, eventually)
    first, second = consumer.list_failures()
    with pytest.raises(NotTried):
        discard(world, consumer, second.id, "no idea")
    discard(world, consumer, first.id, "wrong")
    with pytest.raises(NotTried):
        discard(world, consumer, second.id, "it was not tried since")
    consumer.retry(second.id, "operator.lan")
    assert discard(world, consumer, second.id, "fails too").state == "discarded"
    assert consumer.list_failures() == [] and world.effects() == []


def discard(world: Any, consumer: Consumer, letter: int, reason: str) -> DeadLetter:
    with world.assignment.begin() as connection:
        return consumer.discard(connection, letter, "operator.lan", reason)


def _waits_for_a_lock(world: Any) -> bool:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with world.intake.read() as connection:
        return bool(connection.execute(waiting).scalar_one())
