# SPDX-License-Identifier: Apache-2.0
"""From a business transaction into the log: with it or not at all, in order, once, whoever relays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import (
    BEGINNING,
    Event,
    EventTooLarge,
    ForeignEventType,
    Relay,
    UnknownEventType,
    event_tables,
)
from motcua_events.log import Entry
from motcua_events.relay import SENT_KEPT
from motcua_events.signal import ALONE, THIS_PROCESS
from motcua_events.tables import sent_table
from motcua_events.testing import read_all
from motcua_storage import Database
from motcua_storage.audit import audit_tables
from motcua_storage.testing import ServiceDatabases, assert_tables_match

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]


def numbers(world: Any, key: str | None = None) -> list[int]:
    records = read_all(world.log(world.intake), "motcua.dossier")
    events = [Event.from_json(record.envelope) for record in records]
    return [event.data["number"] for event in events if key in (None, event.key)]


def test_migrations_make_the_tables_that_are_declared(databases: ServiceDatabases) -> None:
    metadata = sa.MetaData(schema="intake")
    event_tables(metadata)
    audit_tables(metadata)

    assert_tables_match(databases.admin_url, metadata, ignore=["effect", "aggregate"])


def test_events_of_a_transaction_that_fails_are_gone(world: Any) -> None:
    with pytest.raises(ZeroDivisionError), world.intake.begin() as connection:
        world.outbox.add(connection, world.event("d1", 1))
        raise ZeroDivisionError

    assert world.relay().relay_batch() == 0


def test_events_reach_the_log_in_order_and_leave_the_outbox(world: Any) -> None:
    world.publish(*(world.event("d1", number) for number in range(500)))

    assert numbers(world) == list(range(500))
    assert world.waiting() == 0


def test_what_is_added_together_is_one_statement_in_its_order(world: Any) -> None:
    woken: list[int] = []
    world.outbox.listen(lambda: woken.append(1))
    with world.intake.count_statements() as counted, world.intake.begin() as connection:
        with world.outbox.together(connection):
            world.outbox.add(connection, world.event("d1", 0))
            with world.outbox.together(connection):
                world.outbox.add(connection, world.event("d2", 1))
            world.outbox.add(connection, world.event("d1", 2), world.event("d1", 3))
            with pytest.raises(ForeignEventType):
                world.outbox.add(connection, world.event("d1", 9, "task.opened"))
        world.outbox.add(connection, world.event("d1", 4))
    assert (counted.total, len(woken)) == (2, 2)

    while world.relay().relay_batch():
        pass
    assert numbers(world) == [0, 1, 2, 3, 4]


def test_of_what_raises_together_nothing_is_written_and_the_session_is_as_before(world: Any) -> None:
    small = Database(world.intake.url, "intake", pool_size=1)
    with small.begin() as connection, pytest.raises(ZeroDivisionError), world.outbox.together(connection):
        world.outbox.add(connection, world.event("d1", 1))
        raise ZeroDivisionError
    with small.begin() as connection:  # the same session
        world.outbox.add(connection, world.event("d1", 2))
    small.close()

    assert world.waiting() == 1


def test_a_service_publishes_only_its_own_types(world: Any) -> None:
    with world.intake.begin() as connection:
        with pytest.raises(ForeignEventType, match="only workflow"):
            world.outbox.add(connection, world.event("d1", 1), world.event("d1", 2, "task.opened"))
        with pytest.raises(UnknownEventType):
            world.outbox.add(connection, world.event("d1", 1, "dossier.none"))

    assert world.waiting() == 0


def test_an_event_that_is_too_large_is_refused_where_it_is_made(world: Any) -> None:
    event = world.event("d1", 1).model_copy(update={"data": {"paper": "x" * 300_000}})

    with world.intake.begin() as connection, pytest.raises(EventTooLarge, match="reference"):
        world.outbox.add(connection, event)

    assert world.waiting() == 0


def test_a_commit_wakes_the_relay(world: Any, running: Running, eventually: Eventually) -> None:
    relay = Relay(world.intake, world.outbox, world.log(world.intake), poll_seconds=60.0)

    with running(relay):
        eventually(lambda: relay.running)
        with world.intake.begin() as connection:
            world.outbox.add(connection, world.event("d1", 1))
        eventually(lambda: numbers(world) == [1], seconds=30)

    assert (numbers(world), world.waiting()) == ([1], 0)


def test_rows_of_another_process_are_found_by_polling(
    world: Any, running: Running, eventually: Eventually
) -> None:
    relay = Relay(world.intake, world.outbox, world.log(world.intake), poll_seconds=0.1)
    world.outbox.listen(lambda: None)
    world.outbox._listeners.clear()

    with running(relay):
        with world.intake.begin() as connection:
            world.outbox.add(connection, world.event("d1", 1))
        eventually(lambda: numbers(world) == [1], seconds=30)

    assert (numbers(world), world.waiting()) == ([1], 0)


def test_where_nobody_else_writes_the_outbox_is_looked_at_seldom(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Woken at once all the same: `test_a_commit_wakes_the_relay` waits for a minute otherwise."""
    relay = Relay(world.intake, world.outbox, world.log(world.intake), poll_seconds=0.01)
    waited: list[float] = []
    monkeypatch.setattr(relay._awake, "wait", waited.append)

    relay._round()
    monkeypatch.setattr(THIS_PROCESS, "seldom", ALONE)
    relay._round()

    assert waited == [0.01, 0.01 * ALONE]


def test_one_relay_works_and_the_others_stand_by(world: Any) -> None:
    first, second = world.relay(), world.relay()
    with world.intake.begin() as connection:
        world.outbox.add(connection, world.event("d1", 1))

    with world.intake.begin() as connection:
        connection.execute(first._lock, {"name": first._lock_name})
        assert second.relay_batch() == 0
    assert second.relay_batch() == 1


def test_many_relays_and_writers_keep_the_order_of_each_key(world: Any, running: Running) -> None:
    """Writers lock the aggregate, then add: the order in the log is the order of the aggregate's numbers."""

    def write(key: str) -> None:
        for _ in range(25):
            with world.intake.begin() as connection:
                number = connection.execute(_NEXT, {"key": key}).scalar_one()
                world.outbox.add(connection, world.event(key, number))

    writers = [threading.Thread(target=write, args=(key,)) for key in ("d1", "d2") for _ in range(3)]
    relays = [world.relay() for _ in range(3)]
    with running(*relays):
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    while world.relay().relay_batch():
        pass

    assert numbers(world, "d1") == list(range(1, 76))
    assert numbers(world, "d2") == list(range(1, 76))


def test_the_status_tells_size_and_age(world: Any) -> None:
    relay = world.relay()
    assert (relay.status().waiting, relay.status().oldest_seconds) == (0, 0.0)
    with world.intake.begin() as connection:
        world.outbox.add(connection, world.event("d1", 1), world.event("d1", 2))

    status = relay.status()

    assert (status.state, status.waiting) == ("stopped", 2)
    assert 0.0 < status.oldest_seconds < 60.0


def test_a_log_that_fails_loses_nothing_and_the_relay_goes_on(
    world: Any, running: Running, eventually: Eventually
) -> None:
    log = world.log(world.intake)
    broken = threading.Event()
    broken.set()

    class Failing:
        """The log, away for a while; it may have taken what it says that it has not."""

        def append(self, connection: sa.Connection, entries: list[Any]) -> None:
            if broken.is_set():
                raise ConnectionError("broker away")
            log.append(connection, entries)

    relay = Relay(world.intake, world.outbox, Failing())  # type: ignore[arg-type]
    with running(relay):
        with world.intake.begin() as connection:
            world.outbox.add(connection, world.event("d1", 1))
        eventually(lambda: relay.status().state == "failing")
        assert "broker away" in relay.status().last_error
        assert log.end("motcua.dossier", 0) == BEGINNING
        broken.clear()
        eventually(lambda: numbers(world) == [1])
        eventually(lambda: relay.status().state == "running")


_NEXT = sa.text(
    "INSERT INTO intake.aggregate AS a VALUES (:key, 1)"
    " ON CONFLICT (key) DO UPDATE SET number = a.number + 1 RETURNING number"
)


def test_what_goes_to_a_log_outside_of_the_database_is_kept_for_some_days(world: Any) -> None:
    """To be sent once more where that log is lost; in this database's own log nothing of it is doubled."""
    elsewhere = Elsewhere()
    relay = Relay(world.intake, world.outbox, elsewhere)
    with world.intake.begin() as connection:
        world.outbox.add(connection, *(world.event("d1", number) for number in range(3)))
    assert relay.relay_batch() == 3
    sent = sent_table(sa.MetaData(schema="intake"))
    with world.intake.begin() as connection:
        rows = connection.execute(sa.select(sent.c.envelope).order_by(sent.c.id)).scalars().all()
        connection.execute(sa.update(sent).where(sent.c.id == sa.select(sa.func.min(sent.c.id)).scalar_subquery())
                           .values(sent_at=sa.func.now() - SENT_KEPT))  # fmt: skip
    relay._tidy()
    with world.intake.read() as connection:
        left = connection.execute(sa.select(sent.c.envelope).order_by(sent.c.id)).scalars().all()

    assert list(rows) == elsewhere.envelopes and list(left) == list(rows)[1:]
    world.publish(world.event("d1", 4))
    with world.intake.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(sent)).scalar_one() == 2


class Elsewhere:
    """A log that is not the database's."""

    def __init__(self) -> None:
        self.envelopes: list[str] = []

    def append(self, _: object, entries: Sequence[Entry]) -> None:
        self.envelopes += [one.envelope for one in entries]

    def maintain(self) -> int:
        return 0
