# SPDX-License-Identifier: Apache-2.0
"""A system of the release before read inboxes and tasks by three groups: what they had not read, what they failed at, and where
they stood is not lost when this one starts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import House, _process, refused, request_id
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events import Consumer, Event, Invalid, PostgresEventLog, RetiredConsumer
from motcua_events.testing import publish_as_writers
from motcua_rpc import NotFound

FORMER = {
    "intake.slips": "motcua.inbox",
    "intake.slips.tasks": "motcua.task",
    "intake.concern": "motcua.task",
}
TAX = "thue_co_so"


def until(true: Callable[[], Any], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, f"not within {seconds} s"
        time.sleep(0.01)


@pytest.fixture
def upgrade(house: House) -> Iterator[Callable[[], None]]:
    """Start what reads inboxes now and what winds the old groups up; returns when that has ended."""
    consumers = [one for one in house.service.background if isinstance(one, Consumer)]
    retired = [one for one in consumers if isinstance(one, RetiredConsumer)]
    (heir,) = [one for one in consumers if one.group == "intake.inbox"]

    def start() -> None:
        for one in (*retired, heir):
            one.start()
        until(lambda: not any(one.running for one in retired))
        until(lambda: not any(heir.status().lag.values()))

    yield start
    for one in (*retired, heir):
        one.stop()


def log_of(house: House) -> PostgresEventLog:
    return PostgresEventLog(house.database, house.catalogue.topics)


def read_by_the_release_before(house: House, broken: str = "") -> None:
    """Everything until now, by its three groups; one of them may fail at all of it."""

    def fails(connection: sa.Connection, event: Event) -> None:
        raise Invalid("out of order")

    for group, topic in FORMER.items():
        handlers = house.consumers[group]
        if group == broken:
            handlers = dict.fromkeys(handlers, fails)
        consumer = Consumer(house.database, group, [topic], handlers, log_of(house))
        consumer.start()
        until(lambda consumer=consumer: consumer.status().lag and not any(consumer.status().lag.values()))
        consumer.stop()


def task(house: House, dossier: pb.Dossier, task_id: str) -> None:
    """As that release told of a task: the process by `task.opened`, the inbox without part, step and kind."""
    opened = process_pb2.TaskOpened(
        process=_process(dossier),
        task_id=task_id,
        part="transfer",
        name="Xác định nghĩa vụ",
        agency="tax_office",
    )
    opened.opened_at.FromDatetime(house.clock.now())
    lies = inbox_pb2.InboxChanged(task_id=task_id, dossier_id=dossier.dossier_id, unit=TAX, role="officer")
    lies.at.FromDatetime(house.clock.now())
    for kind, said in (("task.opened", opened), ("inbox.opened", lies)):
        made = house.catalogue.event(kind, said, time=house.clock.now(), dossierid=dossier.dossier_id)
        publish_as_writers(house.admin_url, made)


def stays(house: House) -> list[tuple[Any, ...]]:
    with house.database.read() as connection:
        query = "SELECT task_id, unit, part, step_vi FROM intake.stay ORDER BY task_id"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def taken(house: House, group: str) -> int:
    """Events that a group remembers."""
    query = f"SELECT count(*) FROM intake.inbox WHERE consumer_group = '{group}'"
    with house.database.read() as connection:
        return int(connection.exec_driver_sql(query).scalar_one())


def test_nothing_is_lost_nothing_is_read_again_and_the_old_groups_are_gone(
    house: House, upgrade: Callable[[], None]
) -> None:
    dossier = house.accepted()
    task(house, dossier, "read")
    read_by_the_release_before(house)
    task(house, dossier, "unread")
    refused(NotFound, lambda: house.get(house.accepted(), "huong"))

    upgrade()

    assert stays(house) == [(one, TAX, "transfer", "Xác định nghĩa vụ") for one in ("read", "unread")]
    assert house.get(dossier, "huong").code == dossier.code
    assert taken(house, "intake.inbox") == 1, "it went on where the old group stood"
    assert not any(log_of(house).knows(group) or taken(house, group) for group in FORMER)
    concerned = [one.data["unit"] for one in house.events("dossier.concerned")]
    assert concerned.count(TAX) == 1


def test_what_an_old_group_failed_at_is_seen_and_repaired_as_ever(
    house: House, upgrade: Callable[[], None]
) -> None:
    dossier = house.accepted()
    task(house, dossier, "stuck")
    read_by_the_release_before(house, broken="intake.slips.tasks")
    assert stays(house) == [("stuck", TAX, "", "")]

    upgrade()

    operator = house.of("phuc")
    (failure,) = [
        one
        for one in operator.ListFailures(pb.ListFailuresRequest()).failures
        if one.dossier_id == dossier.dossier_id
    ]
    assert failure.subject == "task.opened"
    done = operator.RetryFailure(pb.RetryFailureRequest(request_id=request_id(), failure_id=failure.id))
    assert done.failure.state == "resolved"
    assert stays(house) == [("stuck", TAX, "transfer", "Xác định nghĩa vụ")]


def test_a_new_system_has_none_of_them(house: House, upgrade: Callable[[], None]) -> None:
    upgrade()
    assert not any(log_of(house).knows(group) for group in FORMER)
    assert log_of(house).knows("intake.inbox")
