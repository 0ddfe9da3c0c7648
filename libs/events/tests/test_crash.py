# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments, and a PostgreSQL that goes away: nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_storage import Database, EmbeddedPostgres, Migration, migrate, role_url
from motcua_storage.testing import ServiceDatabases
from sqlalchemy.exc import DBAPIError

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]

HERE = Path(__file__).parent
KEYS = ("d1", "d2", "d3")
KILLS = 10


@contextmanager
def workers(databases: ServiceDatabases) -> Iterator[Callable[[], int]]:
    """Call for the pid of a new process that relays and consumes."""
    urls = databases.url("intake"), databases.url("assignment")
    command = [sys.executable, str(HERE / "crash_workers.py"), *urls]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None and parent.stdout is not None

        def start() -> int:
            parent.stdin.write("go\n")  # type: ignore[union-attr]
            parent.stdin.flush()  # type: ignore[union-attr]
            return int(parent.stdout.readline())  # type: ignore[union-attr]

        yield start
        parent.stdin.close()


class Writer(threading.Thread):
    """Publishes without a pause and notes what was committed: the ledger."""

    def __init__(self, world: Any) -> None:
        super().__init__()
        self.world = world
        self.ledger: dict[str, list[int]] = {key: [] for key in KEYS}
        self.done = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            with self.world.intake.begin() as connection:
                self.world.outbox.add(connection, *(self.world.event(key, number) for key in KEYS))
            for numbers in self.ledger.values():
                numbers.append(number)
            time.sleep(0.02)


@pytest.mark.faults
def test_processes_killed_at_random_lose_and_double_nothing(
    world: Any, databases: ServiceDatabases, eventually: Eventually
) -> None:
    chance = random.Random()
    writer = Writer(world)
    pids: list[int] = []
    with workers(databases) as start:
        writer.start()
        try:
            for number in range(KILLS):
                pids.append(start())
                # Every other one gets to work, however busy the machine is; the rest may die while they start.
                if number % 2:
                    seen = len(world.effects()) + chance.randrange(15)
                    eventually(lambda seen=seen: len(world.effects()) > seen, seconds=60)
                time.sleep(chance.uniform(0.0, 0.4))
                os.kill(pids[-1], signal.SIGKILL)
            written = len(writer.ledger[KEYS[-1]])
            # Something is left, as nobody is there to do it.
            eventually(lambda: len(writer.ledger[KEYS[-1]]) > written, seconds=60)
            writer.done.set()
            writer.join()
            before = len(world.effects())
            pids.append(start())
            expected = sum(map(len, writer.ledger.values()))
            eventually(lambda: len(world.effects()) >= expected, seconds=120)
            time.sleep(0.1)
        finally:
            writer.done.set()
            os.kill(pids[-1], signal.SIGKILL)

    assert {key: world.effects(key) for key in KEYS} == writer.ledger
    assert 0 < before < expected, "the killed processes did some of the work, and not all of it"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of its own, durable, which the test may take away."""
    server = EmbeddedPostgres(tmp_path / "postgres")
    yield server
    server.stop()


@pytest.mark.faults
def test_a_postgresql_that_restarts_is_survived(
    server: EmbeddedPostgres,
    services: ServiceDatabases,
    world: Any,
    running: Running,
    eventually: Eventually,
    migrations: tuple[Migration, ...],
) -> None:
    """Stop and kill -9; threads live on, and work goes on within seconds of its return."""
    url = server.start()
    roles = {item.role: "secret" for item in migrations if item.role}
    migrate(url, migrations, roles)
    world.intake = Database(role_url(url, "motcua_intake", "secret"), "intake")
    world.assignment = Database(role_url(url, "motcua_assignment", "secret"), "assignment")
    relay, consumer = world.relay(), world.consumer(world.note)

    with running(relay, consumer):
        _publish(world, 1)
        eventually(lambda: world.effects() == [1])
        server.stop()
        eventually(lambda: relay._failures > 1 and consumer._failures > 1)
        server.start()
        _publish(world, 2)
        eventually(lambda: world.effects() == [1, 2], seconds=10)
        pid = server.pid()
        assert pid is not None
        os.killpg(pid, signal.SIGKILL)
        eventually(lambda: relay._failures > 1 and consumer._failures > 1)
        server.start()
        _publish(world, 3)
        eventually(lambda: world.effects() == [1, 2, 3], seconds=10)
        eventually(lambda: relay.status().state == consumer.status().state == "running")
        assert consumer.status().open_letters == 0
    world.intake.close()
    world.assignment.close()


@pytest.mark.faults
def test_sessions_cut_in_the_middle_of_an_event_lose_nothing(
    world: Any, databases: ServiceDatabases, running: Running, eventually: Eventually
) -> None:
    """As a fail-over does: every session ends, some with an effect written and not committed."""
    relay, consumer = world.relay(), world.consumer(world.note)

    with running(relay, consumer):
        for number in range(1, 40):
            _publish(world, number)
            if number % 5 == 0:
                _cut(databases.admin_url)
        eventually(lambda: len(world.effects()) == 39)
        assert consumer.status().open_letters == 0

    assert world.effects() == list(range(1, 40))


def _publish(world: Any, number: int) -> None:
    """Until it is committed. Only sessions that rest are cut here, so a failure means that nothing was."""
    deadline = time.monotonic() + 10
    while True:
        try:
            with world.intake.begin() as connection:
                world.outbox.add(connection, world.event("d1", number))
            return
        except DBAPIError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def _cut(admin_url: str) -> None:
    engine = sa.create_engine(admin_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()
