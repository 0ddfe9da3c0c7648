# SPDX-License-Identifier: Apache-2.0
"""A writing service (intake), a reading one (assignment) and the broker, migrated as real ones are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
import structlog
from motcua_events import (
    BROKER_MIGRATION,
    Consumer,
    ConsumerPolicy,
    Event,
    EventCatalogue,
    Handler,
    Outbox,
    PostgresEventLog,
    Relay,
    new_event,
)
from motcua_events.testing import CONTRACT_TOPICS
from motcua_storage import Database, Migration, Reference
from motcua_storage.testing import ServiceDatabases

HERE = Path(__file__).parent


def reference() -> tuple[Reference, ...]:
    """The topics of the table, and those of the contract suite, which intake writes."""
    (topics,) = BROKER_MIGRATION.reference()
    added = tuple((topic, "intake") for topic in CONTRACT_TOPICS)
    return (replace(topics, rows=topics.rows + added),)


MIGRATIONS = (
    Migration("intake", "motcua_intake", HERE / "intake_migrations"),
    Migration("assignment", "motcua_assignment", HERE / "assignment_migrations"),
    replace(BROKER_MIGRATION, reference=reference),
)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUICK = ConsumerPolicy(poll_seconds=0.2, first_wait=0.01, longest_wait=0.05, attempts=3)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What workers log on purpose is not the test's output."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="session")
def catalogue() -> EventCatalogue:
    return EventCatalogue.load()


@pytest.fixture(scope="module")
def services(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(*MIGRATIONS)


@pytest.fixture
def databases(services: ServiceDatabases) -> Iterator[ServiceDatabases]:
    yield services
    services.empty()


@pytest.fixture
def migrations() -> tuple[Migration, ...]:
    return MIGRATIONS


@dataclass
class World:
    """Both services, with what tests do over and over."""

    admin_url: str
    intake: Database
    assignment: Database
    outbox: Outbox
    catalogue: EventCatalogue

    def log(self, database: Database, partitions: int = 1) -> PostgresEventLog:
        return PostgresEventLog(database, self.catalogue.topics, partitions=partitions)

    def relay(self) -> Relay:
        return Relay(self.intake, self.outbox, self.log(self.intake))

    def event(self, key: str, number: int, type_: str = "dossier.accepted") -> Event:
        return new_event(
            type_, {"number": number}, source="/motcua/intake", subject=key, time=NOW, dossierid=key
        )

    def publish(self, *events: Event) -> None:
        """Into the log, by outbox and relay."""
        with self.intake.begin() as connection:
            self.outbox.add(connection, *events)
        relay = self.relay()
        while relay.relay_batch():
            pass

    def consumer(
        self, handler: Handler, policy: ConsumerPolicy = QUICK, group: str = "assignment"
    ) -> Consumer:
        handlers = {"dossier.accepted": handler}
        log = self.log(self.assignment)
        return Consumer(self.assignment, group, ["motcua.dossier"], handlers, log, policy=policy)

    def note(self, connection: sa.Connection, event: Event) -> None:
        """The usual handler: leave a row."""
        connection.execute(
            sa.text("INSERT INTO assignment.effect (key, number) VALUES (:key, :number)"),
            {"key": event.key, "number": event.data["number"]},
        )

    def effects(self, key: str | None = None) -> list[int]:
        """Numbers of the events that had an effect, in the order in which they had it."""
        with self.assignment.read() as connection:
            rows = connection.execute(sa.text("SELECT key, number FROM assignment.effect ORDER BY id")).all()
        return [row.number for row in rows if key in (None, row.key)]

    def lose_positions(self) -> None:
        """As a crash before their commit would; no service may do so itself."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute("UPDATE broker.cursor SET position = -1")

    def waiting(self) -> int:
        """Rows of the outbox."""
        with self.intake.read() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM intake.outbox")).scalar_one())


@pytest.fixture
def world(databases: ServiceDatabases, catalogue: EventCatalogue) -> World:
    return World(
        databases.admin_url,
        databases["intake"],
        databases["assignment"],
        Outbox("intake", catalogue),
        catalogue,
    )


@pytest.fixture
def running() -> Callable[..., object]:
    """`with running(relay, consumer):` starts and stops workers."""

    @contextmanager
    def run(*workers: Relay | Consumer) -> Iterator[None]:
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            for worker in workers:
                worker.stop()
                assert not worker.running, f"{worker.name} did not stop"

    return run


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Wait until something is true, 15 seconds at most."""

    def wait(condition: Callable[[], bool], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never became true"
            time.sleep(0.01)

    return wait
