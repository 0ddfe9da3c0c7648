# SPDX-License-Identifier: Apache-2.0
"""What events cost between a commit and its effect elsewhere: outbox, relay, log and consumer as services have them, on the
shape's own PostgreSQL (in a database beside, with the same tables) and its own brokers (with topics beside, by a prefix).

- `latencies`: from the return of a commit that wrote an event to the return of the commit of its effect, at a steady rate. Where
  there are brokers the consumer is a process of its own, as services are; else it is in the writer's, as in the embedded shape.
- `throughput`: what a relay carries, and in turn with it what a bare producer of kafka-python sends: the same envelopes, to the
  same topic.
"""

from __future__ import annotations

import json
import secrets
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from motcua_assignment.migration import MIGRATION as ASSIGNMENT
from motcua_events import (
    Consumer,
    Event,
    EventCatalogue,
    EventLog,
    Outbox,
    PostgresEventLog,
    Relay,
    new_event,
)
from motcua_events.broker import BROKER_MIGRATION
from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings
from motcua_storage import Database, EmbeddedPostgres, Migration, migrate, on_commit, role_url
from motcua_workflow.migration import MIGRATION as WORKFLOW

from motcua_cli.bench.clients import processes_context
from motcua_cli.bench.shapes.sides import Side
from motcua_cli.embedded.brokers import bring_topics

WRITER, READER, TYPE, TOPIC = "workflow", "assignment", "task.opened", "motcua.task"
GROUP = f"{READER}.bench"
PATIENCE = 60.0
_EFFECT = sa.text("INSERT INTO bench.effect (id) VALUES (:id)")
_FILL = "INSERT INTO workflow.outbox (topic, key, envelope) VALUES (%s, %s, %s)"


@dataclass(frozen=True)
class Wire:
    """`database`: URL of its administrator; `passwords` by role; `kafka`: MOTCUA_KAFKA__… of who may make topics,
    empty for the log in PostgreSQL."""

    database: str
    passwords: Mapping[str, str] = field(repr=False)
    kafka: Mapping[str, str] = field(repr=False)
    prefix: str = ""

    def of(self, migration: Migration) -> Database:
        """The schema of one service, in its role."""
        role = migration.role or ""
        return Database(role_url(self.database, role, self.passwords[role]), migration.schema, 4)

    @property
    def settings(self) -> KafkaSettings:
        given = {key.removeprefix("MOTCUA_KAFKA__").lower(): value for key, value in self.kafka.items()}
        return KafkaSettings.model_validate(given | {"prefix": self.prefix})

    def log(self, database: Database) -> EventLog:
        """For one process; whoever takes it closes it."""
        if not self.kafka:
            return PostgresEventLog(database, EventCatalogue.load().topics)
        from motcua_events.kafka_log import KafkaEventLog
        from motcua_events.topics import partitions

        return KafkaEventLog(kafka_access(self.settings, "motcua-bench"), partitions())


@contextmanager
def wire(side: Side) -> Iterator[Wire]:
    """For one shape; its database goes again at the end."""
    admin = EmbeddedPostgres(side.postgres).start()  # attaches to the one that runs
    name = f"motcua_bench_{secrets.token_hex(4)}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = sa.make_url(admin).set(database=name).render_as_string(hide_password=False)
    kafka = {
        key: value for key, value in side.run.get("settings", {}).items() if key.startswith("MOTCUA_KAFKA__")
    }
    passwords = json.loads((side.postgres.parent / "secrets.json").read_text("utf-8"))
    made = Wire(url, passwords, kafka, f"bench-{secrets.token_hex(3)}." if kafka else "")
    try:
        migrate(url, (WORKFLOW, ASSIGNMENT, BROKER_MIGRATION), {})
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA bench")
            connection.execute("CREATE TABLE bench.effect (id text PRIMARY KEY)")
            for right in ("USAGE ON SCHEMA bench", "INSERT ON bench.effect"):
                connection.execute(f"GRANT {right} TO {ASSIGNMENT.role}")
        if kafka:
            bring_topics(made.settings, "motcua-bench")
        yield made
    finally:
        with suppress(psycopg.Error), psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def event(number: int) -> Event:
    """As a step opens: about a kilobyte."""
    dossier = f"{number % 64:08d}-0000-7000-8000-000000000000"
    data: dict[str, Any] = {"taskId": secrets.token_hex(16), "note": "x" * 500}
    return new_event(
        TYPE, data, source=f"/motcua/{WRITER}", subject=dossier, time=datetime.now(UTC), dossierid=dossier
    )  # fmt: skip


def latencies(made: Wire, rate: float, seconds: float) -> list[float]:
    """Seconds of each event, after a warm-up. Raises RuntimeError where some had no effect within a minute."""
    with _reading(made) as effects, _writing(made) as (database, outbox):
        warm = [_write(database, outbox, number)[0] for number in range(20)]
        _wait_for(effects, warm)
        written: dict[str, float] = {}
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            id_, at = _write(database, outbox, number)
            written[id_] = at
        seen = _wait_for(effects, list(written))
    return [max(0.0, seen[id_] - at) for id_, at in written.items()]


@contextmanager
def _writing(made: Wire) -> Iterator[tuple[Database, Outbox]]:
    database = made.of(WORKFLOW)
    outbox = Outbox(WRITER, EventCatalogue.load())
    log = made.log(database)
    relay = Relay(database, outbox, log)
    relay.start()
    try:
        yield database, outbox
    finally:
        relay.stop()
        log.close()
        database.close()


def _write(database: Database, outbox: Outbox, number: int) -> tuple[str, float]:
    one = event(number)
    with database.begin() as connection:
        outbox.add(connection, one)
    return one.id, time.monotonic()


class Effects:
    """What a consumer has done, and when (`time.monotonic`, which processes of one machine share)."""

    def __init__(self, made: Wire) -> None:
        self.seen: dict[str, float] = {}
        self._database = made.of(ASSIGNMENT)
        self._log = made.log(self._database)
        self._consumer = Consumer(self._database, GROUP, [TOPIC], {TYPE: self._handle}, self._log)
        self._consumer.start()

    def _handle(self, connection: sa.Connection, one: Event) -> None:
        connection.execute(_EFFECT, {"id": one.id})
        on_commit(connection, lambda: self.seen.__setitem__(one.id, time.monotonic()))

    def told(self) -> dict[str, float]:
        return dict(self.seen)

    def close(self) -> None:
        self._consumer.stop()
        self._log.close()
        self._database.close()


class _Elsewhere:
    """The same in a process of its own."""

    def __init__(self, made: Wire) -> None:
        context = processes_context()
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_consume, args=(made, theirs), daemon=True)
        self._process.start()

    def told(self) -> dict[str, float]:
        self._ours.send("tell")
        if not self._ours.poll(PATIENCE):
            raise RuntimeError("The consumer's process does not answer.")
        found: dict[str, float] = self._ours.recv()
        return found

    def close(self) -> None:
        with suppress(OSError):
            self._ours.send("end")
        self._process.join(20.0)
        if self._process.is_alive():
            self._process.terminate()


def _consume(made: Wire, pipe: Any) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    effects = Effects(made)
    while pipe.recv() == "tell":
        pipe.send(effects.told())
    effects.close()


@contextmanager
def _reading(made: Wire) -> Iterator[Effects | _Elsewhere]:
    effects = _Elsewhere(made) if made.kafka else Effects(made)
    try:
        yield effects
    finally:
        effects.close()


def _wait_for(effects: Effects | _Elsewhere, ids: list[str]) -> dict[str, float]:
    until = time.monotonic() + PATIENCE
    while True:
        seen = effects.told()
        missing = sum(id_ not in seen for id_ in ids)
        if not missing:
            return seen
        if time.monotonic() > until:
            raise RuntimeError(f"{missing} of {len(ids)} events had no effect within {PATIENCE:.0f} s.")
        time.sleep(0.2)


def throughput(made: Wire, events: int, rounds: int) -> dict[str, list[float]]:
    """Events a second of each round: `relay`, and `producer` where there are brokers."""
    database = made.of(WORKFLOW)
    outbox, log = Outbox(WRITER, EventCatalogue.load()), made.log(database)
    relay = Relay(database, outbox, log)
    found: dict[str, list[float]] = {name: [] for name in ("relay", "producer")[: 2 if made.kafka else 1]}
    rows = [(TOPIC, one.key, one.to_json()) for one in map(event, range(events))]
    try:
        for number in range(rounds + 1):  # the first warms up
            _fill(made, rows)
            pair = {"relay": _timed(lambda: _empty(relay), events)}
            if made.kafka:
                pair["producer"] = _bare(made, rows)
            for name, rate in pair.items() if number else ():
                found[name].append(rate)
    finally:
        log.close()
        database.close()
    return found


def _fill(made: Wire, rows: list[tuple[str, str, str]]) -> None:
    with psycopg.connect(made.database) as connection, connection.cursor() as cursor:
        cursor.executemany(_FILL, rows)


def _empty(relay: Relay) -> None:
    while relay.relay_batch():
        pass


def _bare(made: Wire, rows: list[tuple[str, str, str]]) -> float:
    from kafka import KafkaProducer
    from motcua_events.kafka_access import connected

    producer = connected(KafkaProducer, kafka_access(made.settings, "motcua-bench-bare"), acks="all")
    try:
        producer.send(made.prefix + TOPIC, key=b"first", value=b"{}").get(timeout=PATIENCE)

        def send() -> None:
            sent = [
                producer.send(made.prefix + topic, key=key.encode(), value=value.encode())
                for topic, key, value in rows
            ]
            producer.flush(timeout=PATIENCE)
            for one in sent:
                one.get(timeout=PATIENCE)

        return _timed(send, len(rows))
    finally:
        producer.close()


def _timed(work: Any, count: int) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def middle(values: list[float]) -> float:
    """The median, to one decimal."""
    return round(statistics.median(values), 1)
