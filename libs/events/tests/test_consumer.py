# SPDX-License-Identifier: Apache-2.0
"""Consumers: every effect once and in order, whatever comes twice, fails for a while or stops in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from motcua_events import Consumer, ConsumerPolicy, Entry, Event, Outbox, Relay, Retryable, TopicPartition
from motcua_events.testing import MemoryEventLog
from motcua_events.tracing import root_of
from opentelemetry import trace

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]


def test_effects_come_once_and_in_order(world: Any, running: Running, eventually: Eventually) -> None:
    world.publish(*(world.event("d1", number) for number in range(250)))

    with running(world.consumer(world.note)):
        eventually(lambda: len(world.effects()) == 250)

    assert world.effects("d1") == list(range(250))


def test_a_restart_goes_on_where_it_stopped(world: Any, running: Running, eventually: Eventually) -> None:
    world.publish(*(world.event("d1", number) for number in range(5)))
    consumer = world.consumer(world.note)
    for expected in (5, 10):
        with running(consumer):
            eventually(lambda expected=expected: len(world.effects()) == expected)
        world.publish(*(world.event("d1", number) for number in range(expected, expected + 5)))

    assert world.effects() == list(range(10))


def test_a_crash_between_effect_and_position_repeats_nothing(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """The position is lost as by a crash after the effect's commit: every event comes again."""
    world.publish(*(world.event("d1", number) for number in range(20)))
    with running(world.consumer(world.note)):
        eventually(lambda: len(world.effects()) == 20)
    world.lose_positions()
    world.publish(world.event("d1", 20))

    with running(world.consumer(world.note)):
        eventually(lambda: 20 in world.effects())

    assert world.effects() == list(range(21))


def test_an_event_that_stands_in_the_log_twice_has_one_effect(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """As a relay leaves it that died between append and delete, with a log that is not in the database."""
    twice = world.event("d1", 1)
    log = MemoryEventLog(["motcua.dossier"])
    for event in (twice, twice, world.event("d1", 2)):
        log.append(None, [Entry("motcua.dossier", "d1", event.to_json())])
    handlers = {"dossier.accepted": world.note}

    with running(Consumer(world.assignment, "assignment", ["motcua.dossier"], handlers, log)):
        eventually(lambda: 2 in world.effects())

    assert world.effects() == [1, 2]


def test_two_members_of_a_group_share_one_effect(
    world: Any, running: Running, eventually: Eventually
) -> None:
    def slow(connection: sa.Connection, event: Event) -> None:
        world.note(connection, event)
        time.sleep(0.002)

    world.publish(*(world.event("d1", number) for number in range(60)))
    with running(world.consumer(slow), world.consumer(slow), world.consumer(slow)):
        eventually(lambda: len(world.effects()) >= 60)
        time.sleep(0.1)

    assert world.effects() == list(range(60))


def test_two_groups_have_an_effect_each(world: Any, running: Running, eventually: Eventually) -> None:
    world.publish(world.event("d1", 1))

    with running(world.consumer(world.note), world.consumer(world.note, group="assignment.other")):
        eventually(lambda: world.effects() == [1, 1])

    assert world.effects() == [1, 1], "and no third one"


def test_types_without_a_handler_are_passed_over(
    world: Any, running: Running, eventually: Eventually
) -> None:
    world.publish(world.event("d1", 1, "dossier.finished"), world.event("d1", 2))

    with running(world.consumer(world.note)):
        eventually(lambda: world.effects() == [2])

    with world.assignment.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM assignment.inbox")).scalar_one() == 1


def test_what_fails_for_a_while_is_tried_again_before_its_followers(
    world: Any, running: Running, eventually: Eventually
) -> None:
    away = threading.Event()

    def handler(connection: sa.Connection, event: Event) -> None:
        world.note(connection, event)
        if not away.is_set():
            raise Retryable("the workflow service does not answer")

    world.publish(*(world.event("d1", number) for number in range(3)))
    consumer = world.consumer(handler)
    with running(consumer):
        eventually(lambda: consumer.status().state == "blocked")
        assert "the workflow service does not answer" in consumer.status().sentence
        assert world.effects() == []
        away.set()
        eventually(lambda: len(world.effects()) == 3)
        eventually(lambda: consumer.status().state == "running")

    assert world.effects() == [0, 1, 2]


def test_a_blocked_topic_does_not_hold_up_another(
    world: Any, running: Running, eventually: Eventually
) -> None:
    def never(connection: sa.Connection, event: Event) -> None:
        raise Retryable("away")

    topics = ("motcua.task", "motcua.dossier")
    log = MemoryEventLog(topics)
    log.append(None, [Entry("motcua.task", "d1", world.event("d1", 1, "task.opened").to_json())])
    log.append(None, [Entry("motcua.dossier", "d2", world.event("d2", 2).to_json())])
    handlers = {"task.opened": never, "dossier.accepted": world.note}
    consumer = Consumer(world.assignment, "assignment", topics, handlers, log)

    with running(consumer):
        eventually(lambda: world.effects() == [2])
        assert consumer.status().lag[TopicPartition("motcua.task", 0)] == 1


def test_a_lock_held_elsewhere_is_waited_for(world: Any, running: Running, eventually: Eventually) -> None:
    """A lock time-out or deadlock passes; the event is tried again and not buried."""

    def impatient(connection: sa.Connection, event: Event) -> None:
        connection.execute(sa.text("SET LOCAL lock_timeout = '20ms'"))
        world.note(connection, event)
        connection.execute(sa.text("LOCK TABLE assignment.aggregate"))

    world.publish(world.event("d1", 1))
    consumer = world.consumer(impatient)
    with world.assignment.begin() as other:
        other.execute(sa.text("INSERT INTO assignment.aggregate VALUES ('x', 1)"))
        with running(consumer):
            eventually(lambda: "lock timeout" in consumer.status().sentence)
            time.sleep(0.2)
            assert consumer.status().open_letters == 0
            other.rollback()
            eventually(lambda: world.effects() == [1])


def test_patience_with_a_passing_cause_ends(world: Any, running: Running, eventually: Eventually) -> None:
    def never(connection: sa.Connection, event: Event) -> None:
        raise Retryable("away for good")

    world.publish(world.event("d1", 1))
    policy = ConsumerPolicy(
        first_wait=0.01, longest_wait=0.02, retry_limit=timedelta(seconds=0.2), attempts=1
    )
    consumer = world.consumer(never, policy)
    with running(consumer):
        eventually(lambda: consumer.status().open_letters == 1)

    (letter,) = consumer.list_failures()
    assert (letter.error_class, letter.error) == ("Retryable", "away for good")
    assert letter.attempts > 3
    assert letter.last_failed_at - letter.first_failed_at >= timedelta(seconds=0.2)


def test_a_new_event_is_handled_at_once(world: Any, running: Running, eventually: Eventually) -> None:
    """All in one process: from commit to effect without a poll in between."""
    seen: list[float] = []
    policy = ConsumerPolicy(poll_seconds=60.0)
    consumer = world.consumer(lambda connection, event: seen.append(time.monotonic()), policy)
    relay = Relay(world.intake, world.outbox, world.log(world.intake), poll_seconds=60.0)
    delays = []
    with running(relay, consumer):
        eventually(lambda: bool(consumer.status().lag) or consumer._subscription is not None)
        for number in range(10):
            with world.intake.begin() as connection:
                world.outbox.add(connection, world.event("d1", number))
            committed = time.monotonic()
            eventually(lambda number=number: len(seen) == number + 1, seconds=30)
            delays.append(seen[-1] - committed)

    assert sorted(delays)[5] < 5.0, "no poll is due for a minute: only a wake-up explains this"


def test_an_event_is_handled_in_the_trace_of_its_dossier_whatever_trace_it_was_written_in(
    world: Any, running: Running, eventually: Eventually
) -> None:
    traces: list[int] = []

    def handler(connection: sa.Connection, event: Event) -> None:
        traces.append(trace.get_current_span().get_span_context().trace_id)

    event = world.event("d1", 1).model_copy(update={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    world.publish(event)

    with running(world.consumer(handler)):
        eventually(lambda: len(traces) == 1)

    assert traces == [root_of("d1").trace_id]


def test_a_chain_of_services_keeps_its_transactions(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """A handler that publishes does so in the transaction of its effect."""
    outbox = Outbox("assignment", world.catalogue)

    def handler(connection: sa.Connection, event: Event) -> None:
        world.note(connection, event)
        outbox.add(connection, world.event("d1", 1, "inbox.opened"))
        if event.data["number"] == 2:
            raise ZeroDivisionError

    world.publish(world.event("d1", 1), world.event("d1", 2))
    consumer = world.consumer(handler)
    with running(consumer):
        eventually(lambda: consumer.status().open_letters == 1)

    assert world.effects() == [1]
    with world.assignment.read() as connection:
        waiting = connection.execute(sa.text("SELECT topic FROM assignment.outbox ORDER BY id")).scalars()
        assert list(waiting) == ["motcua.inbox", "motcua.dossier.dlq"], "of the first one, and the letter"


def test_old_inbox_rows_go(world: Any, running: Running, eventually: Eventually) -> None:
    world.publish(world.event("d1", 1), world.event("d1", 2))
    consumer = world.consumer(world.note)
    with running(consumer):
        eventually(lambda: len(world.effects()) == 2)
    with world.assignment.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE assignment.inbox SET processed_at = now() - interval '31 days' WHERE event_id ="
                " (SELECT min(event_id) FROM assignment.inbox)"
            )
        )

    more = consumer._events.prune(timedelta(days=30))

    with world.assignment.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM assignment.inbox")).scalar_one() == 1
    assert more is False
