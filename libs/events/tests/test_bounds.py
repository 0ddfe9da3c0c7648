# SPDX-License-Identifier: Apache-2.0
"""What events cost: a fixed number of statements each, whatever the history, and bounded tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import Entry, Event, TopicPartition
from motcua_events.testing import read_all
from motcua_storage.testing import ServiceDatabases
from sqlalchemy.exc import DBAPIError

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]


def silent(connection: sa.Connection, event: Event) -> None:
    """A handler without statements of its own."""


def consume(world: Any, running: Running, eventually: Eventually) -> Any:
    """Statements of a consumer that reads to the end."""
    consumer = world.consumer(silent)
    with world.assignment.count_statements() as count, running(consumer):
        end = world.log(world.intake).end("motcua.dossier", 0)
        eventually(lambda: _committed(world) == end)
    return count


def _committed(world: Any) -> int:
    with world.intake.read() as connection:
        query = sa.text("SELECT coalesce(max(position), -1) FROM broker.cursor")
        return int(connection.execute(query).scalar_one())


def test_adding_and_relaying_cost_a_fixed_number_of_statements(world: Any) -> None:
    relay = world.relay()
    with world.intake.count_statements() as adding, world.intake.begin() as connection:
        world.outbox.add(connection, *(world.event("d1", number) for number in range(50)))

    with world.intake.count_statements() as relaying:
        relay.relay_batch()

    assert adding.total == 1
    assert relaying.total == 3  # lock, take, append
    assert relaying.commits == 1


def test_an_event_costs_a_consumer_one_statement(
    world: Any, running: Running, eventually: Eventually
) -> None:
    world.publish(*(world.event(f"d{number}", number) for number in range(100)))

    count = consume(world, running, eventually)

    claims = [statement for statement in count.statements if "claimed" in statement]
    assert len(claims) == 100
    assert count.total - len(claims) <= 8  # join, polls and one position per batch, whatever the events


def test_reading_the_head_does_not_depend_on_history(world: Any) -> None:
    log = world.log(world.intake)
    with world.intake.begin() as connection:
        log.append(connection, [Entry("motcua.dossier", "k", "x")] * 3000)
        plan = connection.execute(
            sa.text(
                "EXPLAIN SELECT * FROM broker.event WHERE topic = 'motcua.dossier' AND partition = 0"
                ' AND "offset" > 2990 ORDER BY "offset" LIMIT 100'
            )
        )
        assert "Index Scan using event_pkey" in "\n".join(plan.scalars())


def test_pruning_takes_what_is_old_and_read_by_all(databases: ServiceDatabases, world: Any) -> None:
    log = world.log(world.intake)
    world.publish(*(world.event("d1", number) for number in range(10)))
    for group, position in (("intake.fast", 9), ("intake.slow", 3)):
        subscription = log.subscribe(group, ["motcua.dossier"])
        subscription.commit({TopicPartition("motcua.dossier", 0): position})
        subscription.close()
    _age(databases.admin_url, 'WHERE "offset" <= 6')

    assert log.maintain() == 4
    assert [record.offset for record in read_all(log, "motcua.dossier")] == list(range(4, 10))


def test_pruning_waits_for_a_group_that_has_read_nothing(databases: ServiceDatabases, world: Any) -> None:
    log = world.log(world.intake)
    world.publish(world.event("d1", 1))
    log.subscribe("intake.new", ["motcua.dossier"]).close()
    _age(databases.admin_url)

    assert log.maintain() == 0


def test_a_position_survives_the_pruning_of_everything(databases: ServiceDatabases, world: Any) -> None:
    """Offsets go on rising when a topic was emptied."""
    log = world.log(world.intake)
    world.publish(world.event("d1", 1))
    _age(databases.admin_url)
    assert log.maintain() == 1
    world.publish(world.event("d1", 2))

    assert [record.offset for record in read_all(log, "motcua.dossier")] == [1]


def test_a_service_cannot_change_or_delete_events(world: Any) -> None:
    world.publish(world.event("d1", 1))
    for statement in (
        "DELETE FROM broker.event",
        "UPDATE broker.event SET envelope = ''",
        "DELETE FROM broker.cursor",
        "SELECT broker.prune(interval '1 hour', 10)",
    ):
        refused = pytest.raises(DBAPIError, match=r"permission denied|for 90 days at least")
        with refused, world.intake.begin() as connection:
            connection.execute(sa.text(statement))
    assert len(read_all(world.log(world.intake), "motcua.dossier")) == 1


def test_pruning_goes_in_steps(databases: ServiceDatabases, world: Any) -> None:
    log = world.log(world.intake)
    with world.intake.begin() as connection:
        log.append(connection, [Entry("motcua.dossier", "k", "x")] * 6000)
    _age(databases.admin_url)

    assert log.maintain() == 6000


def test_relay_and_consumer_keep_house_by_themselves(
    databases: ServiceDatabases, world: Any, running: Running, eventually: Eventually
) -> None:
    world.publish(world.event("d1", 1))
    relay, consumer = world.relay(), world.consumer(silent)
    with running(consumer):
        eventually(lambda: _committed(world) == 0)
    _age(databases.admin_url)
    with world.assignment.begin() as connection:
        connection.execute(sa.text("UPDATE assignment.inbox SET processed_at = now() - interval '31 days'"))
    relay._tidy_at = consumer._tidy_at = 0.0  # the hour is over

    with running(relay, consumer):
        eventually(lambda: read_all(world.log(world.intake), "motcua.dossier") == [])
        eventually(lambda: _inbox_rows(world) == 0)

    assert read_all(world.log(world.intake), "motcua.dossier") == [] and _inbox_rows(world) == 0
    assert _committed(world) == 0, "the position of the group stays"


def _inbox_rows(world: Any) -> int:
    with world.assignment.read() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM assignment.inbox")).scalar_one())


def _age(admin_url: str, where: str = "") -> None:
    engine = sa.create_engine(admin_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE broker.event SET appended_at = now() - interval '91 days' {where}")
        )
    engine.dispose()
