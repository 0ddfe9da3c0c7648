# SPDX-License-Identifier: Apache-2.0
"""Groups that an earlier release had: what they had not read is handled, retention waits for them no longer, and what they failed
at stays with the operators."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import Consumer, ConsumerPolicy, Event, Invalid, RetiredConsumer

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]
QUICK = ConsumerPolicy(poll_seconds=0.2, first_wait=0.01, longest_wait=0.05, attempts=3)
OLD, NEW = "assignment.old", "assignment.new"


def retired(world: Any, handler: Any, heir: str = "") -> RetiredConsumer:
    log = world.log(world.assignment)
    topics, handlers = ["motcua.dossier"], {"dossier.accepted": handler}
    return RetiredConsumer(world.assignment, OLD, topics, handlers, log, policy=QUICK, heir=heir)


def heir(world: Any, handler: Any) -> Consumer:
    log = world.log(world.assignment)
    topics, handlers = ["motcua.dossier"], {"dossier.accepted": handler}
    return Consumer(world.assignment, NEW, topics, handlers, log, policy=QUICK, former=OLD)


def remembered(world: Any, group: str) -> int:
    with world.assignment.read() as connection:
        query = sa.text("SELECT count(*) FROM assignment.inbox WHERE consumer_group = :group")
        return int(connection.execute(query, {"group": group}).scalar_one())


def read_by_the_old_release(world: Any, running: Running, eventually: Eventually, amount: int) -> None:
    world.publish(*(world.event("d1", number) for number in range(amount)))
    with running(world.consumer(world.note, group=OLD)):
        eventually(lambda: len(world.effects()) == amount)


def test_what_it_had_not_read_is_handled_and_then_it_is_gone(
    world: Any, running: Running, eventually: Eventually
) -> None:
    read_by_the_old_release(world, running, eventually, 3)
    world.publish(*(world.event("d1", number) for number in range(3, 8)))
    old = retired(world, world.note)

    old.start()
    eventually(lambda: not old.running)

    assert world.effects() == list(range(8)), "each once"
    assert not world.log(world.assignment).knows(OLD)
    assert remembered(world, OLD) == 0
    world.publish(world.event("d1", 8))
    old.start()
    eventually(lambda: not old.running)
    assert world.effects() == list(range(8)), "it reads nothing more"


def test_where_there_was_no_such_group_it_does_not_begin(
    world: Any, running: Running, eventually: Eventually
) -> None:
    world.publish(world.event("d1", 0))
    old = retired(world, world.note)

    old.start()
    eventually(lambda: not old.running)

    assert world.effects() == []
    assert not world.log(world.assignment).knows(OLD)


@pytest.mark.parametrize("first", ["heir", "retired"])
def test_an_heir_goes_on_where_it_stood_whoever_starts_first(
    world: Any, running: Running, eventually: Eventually, first: str
) -> None:
    read_by_the_old_release(world, running, eventually, 3)
    new, old = heir(world, world.note), retired(world, lambda connection, event: None, heir=NEW)
    order = (new, old) if first == "heir" else (old, new)

    order[0].start()
    if first == "retired":
        assert world.log(world.assignment).knows(OLD), "it waits for its heir"
    with running(new):
        order[1].start()
        eventually(lambda: not old.running)
        world.publish(*(world.event("d1", number) for number in range(3, 6)))
        eventually(lambda: len(world.effects()) == 6)

    assert world.effects() == list(range(6)), "nothing twice, nothing left out"


def test_its_dead_letters_can_still_be_tried_and_given_up(
    world: Any, running: Running, eventually: Eventually
) -> None:
    def fails(connection: sa.Connection, event: Event) -> None:
        raise Invalid("not now")

    world.publish(world.event("d1", 1), world.event("d2", 2))
    broken = world.consumer(fails, group=OLD)
    with running(broken):
        eventually(lambda: len(broken.list_failures()) == 2)
    old = retired(world, world.note)
    old.start()
    eventually(lambda: not old.running)

    first, second = old.list_failures()

    assert old.retry(first.id, "operator").failed is None
    assert world.effects() == [1]
    with world.assignment.begin() as connection:
        old.discard(connection, second.id, "operator", "not needed")
    assert list(old.list_failures()) == []


def test_one_that_fails_keeps_its_place_until_the_event_is_a_dead_letter(
    world: Any, running: Running, eventually: Eventually
) -> None:
    read_by_the_old_release(world, running, eventually, 1)
    world.publish(world.event("d1", 1))

    def fails(connection: sa.Connection, event: Event) -> None:
        raise RuntimeError("broken")

    old = retired(world, fails)
    old.start()
    eventually(lambda: not old.running)

    (letter,) = old.list_failures()
    assert letter.event_type == "dossier.accepted"
    assert not world.log(world.assignment).knows(OLD)
