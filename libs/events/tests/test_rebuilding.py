# SPDX-License-Identifier: Apache-2.0
"""A projection is made again from the first event, over kills, with either log, and answers as before meanwhile; or it is left
as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from motcua_events import CatalogueError, Entry, Event, EventLog, InvalidEnvelope
from motcua_events.dead_letters import DeadLetters, Failed
from motcua_events.kafka_log import KafkaEventLog
from motcua_events.log import Record
from motcua_events.natures import DeclaredProjection, declared_natures, read_natures
from motcua_events.projection import TableProjection
from motcua_events.rebuild_table import rebuild_table
from motcua_events.rebuilding import BATCH, CannotRebuild, Rebuilder, Rebuilding
from parts.kafka import Kafka
from support.brokers import logs_of, own_broker

TOPIC, NAME = "motcua.dossier", "assignment.counted"
DECLARED = DeclaredProjection(NAME, "assignment", TOPIC, "How often each dossier was accepted.")
COLUMNS = "key text PRIMARY KEY, first text NOT NULL, number integer"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture(params=["postgres", "kafka"])
def log(request: pytest.FixtureRequest, world: Any) -> Iterator[EventLog]:
    if request.param == "postgres":
        yield world.log(world.intake, 2)
        return
    with logs_of(request.getfixturevalue("broker")) as logs:
        yield logs({TOPIC: 2})


def tables() -> tuple[sa.Table, sa.Table]:
    metadata = sa.MetaData(schema="assignment")
    return _table("counted", metadata), _table("counted_rebuilt", metadata)


def _table(name: str, metadata: sa.MetaData) -> sa.Table:
    texts = sa.Column("key", sa.Text, primary_key=True), sa.Column("first", sa.Text)
    return sa.Table(name, metadata, *texts, sa.Column("number", sa.Integer))


class Counted:
    """The projection under test: by dossier, its first number and its last one."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.live, self.shadow = tables()
        self.broken = False
        self.handled: list[int] = []
        self.meanwhile: list[dict[str, int]] = []

    def note(self, table: sa.Table, connection: sa.Connection, event: Event) -> None:
        connection.execute(
            sa.text(
                f"INSERT INTO {table.fullname} AS mine VALUES (:key, :first, :number) "
                "ON CONFLICT (key) DO UPDATE SET number = greatest(mine.number, excluded.number)"
            ),
            {"key": event.key, "first": str(event.data["number"]), "number": event.data["number"]},
        )

    def rebuild(self, connection: sa.Connection, event: Event) -> None:
        if self.broken:
            raise KeyError("broken")
        self.handled.append(event.data["number"])
        if len(self.handled) % 50 == 0:
            self.meanwhile.append(self.rows())
        self.note(self.shadow, connection, event)

    def rows(self) -> dict[str, int]:
        with self.world.assignment.read() as connection:
            return dict(connection.execute(sa.select(self.live.c.key, self.live.c.number)).tuples().all())

    def projection(self) -> TableProjection:
        handlers = {"dossier.accepted": self.rebuild}
        return TableProjection(NAME, self.live, self.shadow, key="key", proof=("first",), handlers=handlers)


@pytest.fixture
def counted(world: Any) -> Iterator[Counted]:
    """Its tables, as a migration would make them."""
    made = Counted(world)
    metadata = sa.MetaData(schema="assignment")
    rebuild_table(metadata)
    with psycopg.connect(world.admin_url, autocommit=True) as admin:
        for name in ("counted", "counted_rebuilt"):
            admin.execute(f"CREATE TABLE assignment.{name} ({COLUMNS})".encode())
        engine = sa.create_engine(world.admin_url.replace("postgresql:", "postgresql+psycopg:"))
        metadata.create_all(engine)
        engine.dispose()
        admin.execute(
            "GRANT ALL ON assignment.counted, assignment.counted_rebuilt, assignment.rebuild TO motcua_assignment"
        )
        try:
            yield made
        finally:
            admin.execute("DROP TABLE assignment.counted, assignment.counted_rebuilt, assignment.rebuild")


def filled(world: Any, log: EventLog, counted: Counted, count: int) -> None:
    """Events in the log, and what a consumer made of them."""
    events = [world.event(f"d{number % 7}", number) for number in range(count)]
    with world.intake.begin() as connection:
        log.append(connection, [Entry(TOPIC, event.key, event.to_json()) for event in events])
    with world.assignment.begin() as connection:
        for event in events:
            counted.note(counted.live, connection, event)


def damaged(world: Any, statement: str) -> None:
    with world.assignment.begin() as connection:
        connection.execute(sa.text(statement))


def asked(world: Any, rebuilder: Rebuilder) -> Rebuilding:
    with world.assignment.begin() as connection:
        return rebuilder.ask(connection, NAME, "op")


def state(world: Any, rebuilder: Rebuilder) -> Rebuilding:
    with world.assignment.read() as connection:
        (found,) = rebuilder.states(connection)
    return found


def finished(world: Any, rebuilder: Rebuilder) -> Rebuilding:
    for _ in range(50):
        if not rebuilder.step():
            break
    return state(world, rebuilder)


def own(world: Any, log: EventLog, partitions: int = 2) -> EventLog:
    """The same log as the reading service reaches it."""
    return log if isinstance(log, KafkaEventLog) else world.log(world.assignment, partitions)


def test_it_is_made_again_in_batches_that_outlive_kills_and_answers_as_before_meanwhile(
    world: Any, log: EventLog, counted: Counted
) -> None:
    filled(world, log, counted, 1200)
    right = counted.rows()
    damaged(world, "UPDATE assignment.counted SET number = 1")
    damaged(world, "DELETE FROM assignment.counted WHERE key = 'd3'")
    wrong = counted.rows()
    first = Rebuilder(world.assignment, own(world, log), [(DECLARED, counted.projection())])
    assert state(world, first) == Rebuilding(NAME)
    assert (asked(world, first).state, asked(world, first).state) == ("running", "running")
    assert first.step()
    assert 0 < state(world, first).done <= 2 * BATCH
    half = len(counted.handled)

    with pytest.raises(KeyboardInterrupt):  # killed in the midst of the next batch
        Killed(world.assignment, own(world, log), [(DECLARED, counted.projection())]).step()
    assert counted.rows() == wrong
    seen = len(counted.handled)
    second = Rebuilder(world.assignment, own(world, log), [(DECLARED, counted.projection())])
    done = finished(world, second)

    assert (done.state, done.done, done.total, done.by_user) == ("done", 1200, 1200, "op")
    assert counted.rows() == right and done.changed == 7
    assert sorted(counted.handled[:half] + counted.handled[seen:]) == list(range(1200)), (
        "each is taken over once"
    )
    assert all(one == wrong for one in counted.meanwhile)
    with world.assignment.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(counted.shadow)).scalar_one() == 0
    asked(world, second)
    again = finished(world, second)
    assert (again.state, again.changed) == ("done", 0), "a second time changes nothing"


class Killed(Rebuilder):
    """Its process ends before the batch is committed."""

    def _write(self, connection: sa.Connection, name: str, **values: object) -> None:
        super()._write(connection, name, **values)
        raise KeyboardInterrupt


def test_what_comes_while_it_ends_is_not_lost(world: Any, log: EventLog, counted: Counted) -> None:
    filled(world, log, counted, 20)
    rebuilder = Rebuilder(world.assignment, own(world, log), [(DECLARED, counted.projection())])
    asked(world, rebuilder)
    assert rebuilder.step()
    filled(world, log, counted, 40)
    assert finished(world, rebuilder).state == "done"
    assert max(counted.rows().values()) == 39


def test_rows_whose_events_the_log_never_had_end_it_and_nothing_changes(
    world: Any, log: EventLog, counted: Counted
) -> None:
    filled(world, log, counted, 20)
    damaged(world, "UPDATE assignment.counted SET number = 1")
    damaged(world, "INSERT INTO assignment.counted VALUES ('older', '1', 1), ('older too', '1', 1)")
    before = counted.rows()
    rebuilder = Rebuilder(world.assignment, own(world, log), [(DECLARED, counted.projection())])
    asked(world, rebuilder)
    done = finished(world, rebuilder)
    assert (done.state, done.reason) == ("refused", "lost:2")
    assert counted.rows() == before


def test_a_log_whose_first_records_are_gone_is_refused(world: Any, counted: Counted) -> None:
    log = world.log(world.intake)
    filled(world, log, counted, 20)
    with psycopg.connect(world.admin_url, autocommit=True) as admin:
        admin.execute('DELETE FROM broker.event WHERE "offset" < 5')
    before = counted.rows()
    rebuilder = Rebuilder(world.assignment, world.log(world.assignment), [(DECLARED, counted.projection())])
    asked(world, rebuilder)
    done = finished(world, rebuilder)
    assert (done.state, done.reason, counted.handled) == ("refused", f"gone:{TOPIC}", [])
    assert counted.rows() == before


def test_records_that_kafka_has_dropped_are_missed(world: Any, counted: Counted, broker: Kafka) -> None:
    with logs_of(broker) as logs:
        log = logs({TOPIC: 1})
        filled(world, log, counted, 20)
        with log._admin.used() as admin:
            admin.delete_records({log._place(TOPIC, 0): 5})
        assert log.first(TOPIC, 0) == 5
        rebuilder = Rebuilder(world.assignment, log, [(DECLARED, counted.projection())])
        asked(world, rebuilder)
        assert finished(world, rebuilder).reason == f"gone:{TOPIC}"


def test_open_dead_letters_come_first_and_dropped_events_stay_dropped(world: Any, counted: Counted) -> None:
    log = world.log(world.intake)
    filled(world, log, counted, 3)
    letters = DeadLetters("assignment", "assignment")
    record = log.read(TOPIC, 0, 1, 1)[0]
    event_id = Event.from_json(record.envelope).id
    with world.assignment.begin() as connection:
        letter = letters.bury(connection, record, event_id, "dossier.accepted", Failed("KeyError", "x", 1))
        connection.execute(sa.text("DELETE FROM assignment.counted WHERE key = 'd2'"))
    rebuilder = Rebuilder(world.assignment, world.log(world.assignment), [(DECLARED, counted.projection())])
    with pytest.raises(CannotRebuild, match="letters:1"):
        asked(world, rebuilder)
    with world.assignment.begin() as connection:
        letters.close(connection, letter, "discarded", "op", "why")
    asked(world, rebuilder)
    assert finished(world, rebuilder).state == "done"
    assert counted.rows() == {"d0": 0, "d1": 1}


def test_a_letter_that_comes_meanwhile_ends_it(world: Any, counted: Counted) -> None:
    log = world.log(world.intake)
    filled(world, log, counted, 3)
    rebuilder = Rebuilder(world.assignment, world.log(world.assignment), [(DECLARED, counted.projection())])
    asked(world, rebuilder)
    assert rebuilder.step()
    record = Record(TOPIC, 0, 9, "d", "{}", world.event("d", 1).time)
    with world.assignment.begin() as connection:
        DeadLetters("assignment", "assignment").bury(
            connection, record, "e9", "x", Failed("KeyError", "x", 1)
        )
    assert finished(world, rebuilder).reason == "letters:1"


def test_an_event_that_cannot_be_applied_ends_it_by_name_and_what_is_none_is_passed_over(
    world: Any, counted: Counted
) -> None:
    log = world.log(world.intake)
    filled(world, log, counted, 2)
    with world.intake.begin() as connection:
        log.append(connection, [Entry(TOPIC, "d1", "no event")])
    rebuilder = Rebuilder(world.assignment, world.log(world.assignment), [(DECLARED, counted.projection())])
    counted.broken = True
    asked(world, rebuilder)
    done = finished(world, rebuilder)
    assert (done.state, done.reason) == ("refused", f"event:dossier.accepted:{TOPIC}/0/0")
    counted.broken = False
    asked(world, rebuilder)
    assert finished(world, rebuilder).state == "done"
    with pytest.raises(InvalidEnvelope):
        Event.from_json("no event")


def test_the_worker_is_woken_by_whoever_asks(
    world: Any, counted: Counted, running: Callable[..., Any], eventually: Callable[..., None]
) -> None:
    filled(world, world.log(world.intake), counted, 5)
    rebuilder = Rebuilder(world.assignment, world.log(world.assignment), [(DECLARED, counted.projection())])
    with running(rebuilder):
        asked(world, rebuilder)
        eventually(lambda: state(world, rebuilder).state == "done", seconds=60)
    ended = state(world, rebuilder)
    assert ended.done == ended.total > 0


GOOD = """
consumers: [{group: a, effects: Mails go out., instead: Retry one.}]
projections: [{name: a.rows, group: a, topic: motcua.task, keeps: Rows.}]
"""


def test_natures_are_declared() -> None:
    natures = read_natures(GOOD)
    assert natures.effects["a"].why == "Mails go out." and natures.projections["a.rows"].service == "a"
    assert declared_natures().projections["intake.stays"].topic == "motcua.inbox"


TWICE = "}, {group: a, effects: x, instead: y}]\np"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Mails go out.", '""'),
        ("effects:", "effect:"),
        ("group: a, topic", "group: b, topic"),
        ("a.rows", "a"),
        ("}]\np", TWICE),
    ],
)
def test_a_table_of_natures_that_is_wrong_is_refused(old: str, new: str) -> None:
    with pytest.raises(CatalogueError, match=r"consumers\.yaml"):
        read_natures(GOOD.replace(old, new))
