# SPDX-License-Identifier: Apache-2.0
"""The log in PostgreSQL keeps the rights of a broker: each role of a service tries what is not its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from motcua_events import BROKER_MIGRATION, Entry, EventCatalogue
from motcua_storage import Migration, migrate
from motcua_storage.testing import ServiceDatabases

WRITERS = ("assignment", "intake", "liaison", "notification", "workflow")
BARE = Path(__file__).parent / "bare_migrations"
PLAN = (*(Migration(name, f"motcua_{name}", BARE) for name in WRITERS), BROKER_MIGRATION)
ROWS = "SELECT broker.append('{topic}', 0, '[[\"key\", \"{{}}\"]]')"
COMMIT = "SELECT broker.commit_group(%s, ARRAY['motcua.task'], ARRAY[%s::integer], ARRAY[%s]::bigint[])"
TAMPERING = (
    "UPDATE broker.event SET envelope = ''",
    "DELETE FROM broker.event",
    "TRUNCATE broker.event",
    "INSERT INTO broker.event VALUES ('{own}', 0, 99, 'k', '{{}}', now())",
    "UPDATE broker.topic_partition SET next_offset = 0",
    "DELETE FROM broker.topic_partition",
    "TRUNCATE broker.topic_partition",
    "INSERT INTO broker.topic_partition VALUES ('{own}', 7, 0)",
    "UPDATE broker.cursor SET position = 10",
    "DELETE FROM broker.cursor",
    "TRUNCATE broker.cursor",
    "INSERT INTO broker.cursor VALUES ('{service}', '{own}', 0, 10)",
    "UPDATE broker.topic SET writer = '{service}'",
    "INSERT INTO broker.topic VALUES ('motcua.mine', '{service}')",
    "DELETE FROM broker.topic",
    "SELECT broker.prune_read(interval '0', 10)",
    "CREATE FUNCTION broker.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER FUNCTION broker.append(text, integer, json) SECURITY INVOKER",
    "SET ROLE motcua_{other}",
    "SET SESSION AUTHORIZATION motcua_{other}",
)


@pytest.fixture(scope="module")
def everyone(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    """A schema and a role for each service that writes a topic, and the broker."""
    return fresh_databases(*PLAN)


@pytest.fixture
def connect(everyone: ServiceDatabases) -> Iterator[Callable[[str], psycopg.Connection]]:
    """A session of a service's role."""
    opened: list[psycopg.Connection] = []

    def make(service: str) -> psycopg.Connection:
        opened.append(psycopg.connect(everyone.url(service), autocommit=True))
        return opened[-1]

    yield make
    for session in opened:
        session.close()


def topics() -> dict[str, str]:
    return {row.topic: row.writer for row in EventCatalogue.load().types}


@pytest.mark.parametrize("topic", sorted(topics()))
@pytest.mark.parametrize("service", WRITERS)
def test_a_topic_takes_what_its_writer_appends_and_nothing_else(
    connect: Callable[[str], psycopg.Connection], service: str, topic: str
) -> None:
    session = connect(service)
    if topics()[topic] == service:
        session.execute(ROWS.format(topic=topic).encode())
        return
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=f"may not append to topic {topic}"):
        session.execute(ROWS.format(topic=topic).encode())


def test_a_topic_that_nobody_declared_takes_nothing(connect: Callable[[str], psycopg.Connection]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect("intake").execute(ROWS.format(topic="motcua.none").encode())


@pytest.mark.parametrize("service", WRITERS)
def test_each_service_writes_its_own_dead_letters_and_no_others(
    connect: Callable[[str], psycopg.Connection], service: str
) -> None:
    session = connect(service)
    append = "SELECT broker.append(%s, 0, json_build_array(json_build_array('k', %s::text)))"
    session.execute(append, ["motcua.task.dlq", f'{{"dlqservice": "{service}"}}'])
    for topic, said in (
        ("motcua.task.dlq", '{"dlqservice": "portal"}'),
        ("motcua.task.dlq", "{}"),
        ("motcua.none.dlq", f'{{"dlqservice": "{service}"}}'),
        ("motcua.task.dlq.dlq", f'{{"dlqservice": "{service}"}}'),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="may not append"):
            session.execute(append, [topic, said])


def test_dead_letters_are_kept_longer(everyone: ServiceDatabases) -> None:
    with psycopg.connect(everyone.admin_url, autocommit=True) as admin:
        for topic in ("motcua.liaison", "motcua.liaison.dlq"):
            admin.execute('SELECT broker.append(%s, 9, \'[["k", "{}"], ["k", "{}"]]\')', [topic])
        admin.execute("UPDATE broker.event SET appended_at = now() - interval '364 days' WHERE partition = 9")
        left = "SELECT topic, count(*) FROM broker.event WHERE partition = 9 GROUP BY topic"
        admin.execute("SELECT broker.prune(interval '90 days', 1000)")
        assert admin.execute(left).fetchall() == [("motcua.liaison.dlq", 2)]
        admin.execute("UPDATE broker.event SET appended_at = now() - interval '366 days' WHERE partition = 9")
        admin.execute("SELECT broker.prune(interval '90 days', 1000)")
        assert admin.execute(left).fetchall() == []


@pytest.mark.parametrize("statement", TAMPERING)
@pytest.mark.parametrize("service", WRITERS)
def test_no_service_changes_what_is_in_the_log(
    connect: Callable[[str], psycopg.Connection], service: str, statement: str
) -> None:
    own = next(topic for topic, writer in topics().items() if writer == service)
    other = next(name for name in WRITERS if name != service)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect(service).execute(statement.format(own=own, service=service, other=other).encode())


@pytest.mark.parametrize(
    "call",
    ["join_group('{}', {}, {})", "commit_group('{}', {}, {}, ARRAY[5]::bigint[])", "leave_group('{}')"],
)
@pytest.mark.parametrize("group", ["workflow", "workflow.x", "intake-x", "intakes", "", "%"])
def test_a_group_belongs_to_its_service(
    connect: Callable[[str], psycopg.Connection], group: str, call: str
) -> None:
    statement = "SELECT broker." + call.format(group, "ARRAY['motcua.task']", "ARRAY[0]")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="is not one of role motcua_intake"):
        connect("intake").execute(statement.encode())


EVIL = {
    "no purpose": "intake.",
    "long": "intake." + "x" * 1_000_000,
    "quotes": """intake.x'); DROP TABLE broker.event; --""",
    "double quotes": 'intake."x"',
    "line": "intake.x\nERROR: everything is lost",
    "space": "intake. x",
    "other letters": "intake.hồ-sơ",
    "direction": "intake.\u202ex",
    "per cent": "intake.%s%",
    "capitals": "intake.Start",
    "path": "intake./../workflow",
}


@pytest.mark.parametrize(
    "call", ["join_group(%s, {}, {})", "commit_group(%s, {}, {}, ARRAY[0]::bigint[])", "leave_group(%s)"]
)
@pytest.mark.parametrize("group", EVIL.values(), ids=EVIL.keys())
def test_a_name_that_is_none_is_refused_and_quoted(
    connect: Callable[[str], psycopg.Connection], group: str, call: str
) -> None:
    statement = "SELECT broker." + call.format("ARRAY['motcua.task']", "ARRAY[0]")
    session = connect("intake")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="is no name of a group") as refused:
        session.execute(statement.encode(), [group])
    said = refused.value.diag.message_primary or ""
    assert len(said) < 200 and said.startswith("consumer group '") and said.isascii() and said.isprintable()
    kept = session.execute("SELECT count(*) FROM broker.cursor WHERE consumer_group = %s", [group])
    assert kept.fetchall() == [(0,)]


@pytest.mark.parametrize("group", [None, "workflow\nFATAL", "x" * 1_000_000, "o'hara"])
def test_a_name_of_somebody_else_is_told_short_and_in_quotes(
    connect: Callable[[str], psycopg.Connection], group: str | None
) -> None:
    with pytest.raises(
        psycopg.errors.InsufficientPrivilege, match="is not one of role motcua_intake"
    ) as refused:
        connect("intake").execute("SELECT broker.join_group(%s, ARRAY['motcua.task'], ARRAY[0])", [group])
    said = refused.value.diag.message_primary or ""
    assert len(said) < 200 and said.startswith(("consumer group '", "consumer group NULL "))
    assert "o'hara" not in said and said.isprintable()


@pytest.mark.parametrize("group", ["intake", "intake.start"])
def test_a_service_moves_its_own_groups_and_never_backwards(
    connect: Callable[[str], psycopg.Connection], group: str
) -> None:
    for _ in range(6):
        connect("workflow").execute(ROWS.format(topic="motcua.task").encode())
    session = connect("intake")
    for position in (5, 3):
        session.execute(COMMIT, [group, 0, position])

    joined = session.execute("SELECT * FROM broker.join_group(%s, ARRAY['motcua.task'], ARRAY[0])", [group])
    assert joined.fetchall() == [("motcua.task", 0, 5)]


@pytest.mark.parametrize("partition", [0, 7])
def test_a_group_never_stands_where_nothing_was_written_yet(
    connect: Callable[[str], psycopg.Connection], partition: int
) -> None:
    """It would skip what comes there; the last record is the furthest, in an empty partition the place before the first."""
    workflow, session = connect("workflow"), connect("intake")
    workflow.execute(ROWS.format(topic="motcua.task").encode())
    (end,) = session.execute(
        "SELECT coalesce(max(\"offset\"), -1) FROM broker.event WHERE topic = 'motcua.task' AND partition = %s",
        [partition],
    ).fetchone() or (None,)

    for ahead in (end + 1, 2**62):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match=f"log ends at {end}"):
            session.execute(COMMIT, ["intake.ahead", partition, ahead])
    session.execute(COMMIT, ["intake.ahead", partition, end])

    kept = session.execute(
        "SELECT position FROM broker.cursor WHERE consumer_group = 'intake.ahead' AND partition = %s",
        [partition],
    )
    assert kept.fetchall() == [(end,)]


def test_every_service_reads_every_topic(connect: Callable[[str], psycopg.Connection]) -> None:
    connect("workflow").execute(ROWS.format(topic="motcua.task").encode())
    found = connect("notification").execute("SELECT topic FROM broker.event").fetchall()

    assert ("motcua.task",) in found


def test_pruning_cannot_be_asked_for_less_than_the_retention(
    connect: Callable[[str], psycopg.Connection],
) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="90 days at least"):
        connect("intake").execute("SELECT broker.prune(interval '89 days', 10)")


def test_what_an_older_version_granted_is_taken_away(everyone: ServiceDatabases) -> None:
    """Rights are what is declared, not what was ever given."""
    with psycopg.connect(everyone.admin_url, autocommit=True) as admin:
        admin.execute("GRANT ALL ON broker.event, broker.cursor TO motcua_intake")
        admin.execute("UPDATE broker.topic SET writer = 'liaison'")
        admin.execute("UPDATE platform.schema_state SET fingerprint = 'old' WHERE schema = 'broker'")

    assert migrate(everyone.admin_url, PLAN) == ("broker",)

    with psycopg.connect(everyone.url("intake"), autocommit=True) as session:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("DELETE FROM broker.event")
        session.execute(ROWS.format(topic="motcua.dossier").encode())


def test_a_fact_of_another_service_is_none_when_it_comes_by_the_wrong_topic(
    world: Any, running: Callable[..., AbstractContextManager[None]], eventually: Callable[..., None]
) -> None:
    """Consumers go by the type of an event; who may append to a topic says what may stand in it."""
    handled: list[str] = []
    consumer = world.consumer(lambda _connection, event: handled.append(event.type))
    consumer._events._handlers["task.opened"] = lambda _connection, event: handled.append(event.type)
    forged = world.event("d1", 1, "task.opened").to_json()
    with world.intake.begin() as connection:
        world.log(world.intake).append(connection, [Entry("motcua.dossier", "d1", forged)])

    with running(consumer):
        eventually(lambda: len(consumer.list_failures()) == 1)

    (letter,) = consumer.list_failures()
    assert "its writer uses motcua.task" in letter.error
    assert handled == []
