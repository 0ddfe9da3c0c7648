# SPDX-License-Identifier: Apache-2.0
"""What an operation costs in statements, and that the migrations make what the tables say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_events import EventCatalogue
from motcua_storage.database import count_statements
from motcua_storage.testing import ServiceDatabases, assert_tables_match
from motcua_workflow.adapters.tables import metadata
from workflow_harness import COPIES, LAND, House, folder


def test_migrations_and_tables_agree(databases: ServiceDatabases) -> None:
    assert_tables_match(databases.admin_url, metadata)


def _land(house: House) -> House:
    house.publish(folder(LAND))
    house.start_land("warm")  # drawings are read and compiled once
    return house


def _publish(house: House) -> Callable[[], Any]:
    files = folder(COPIES)
    return lambda: house.publish(files)


def _start(house: House) -> Callable[[], Any]:
    _land(house)
    return lambda: house.start_land("D1")


def _start_again(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    return lambda: house.start_land("D1")


def _complete(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    task = house.task("appraise_release")
    return lambda: house.complete(task, release_proposal="grant")


def _repeat(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    task = house.task("appraise_release")
    house.complete(task, "same", release_proposal="grant")
    return lambda: house.complete(task, "same", release_proposal="grant")


def _last(house: House) -> Callable[[], Any]:
    """Ends a sub-process and opens the next one, with its boundary events."""
    _land(house).start_land("D1")
    house.do("appraise_release", release_proposal="grant")
    house.do("approve_release", release_decision="approve")
    task = house.task("sign_release")
    return lambda: house.complete(task, result_id="paper")


def _deliver(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    return lambda: house.deliver("withdrawal_requested")


def _refuse(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    return lambda: house.deliver("supplement_received")


def _look(house: House) -> Callable[[], Any]:
    _land(house).start_land("D1")
    return lambda: house.process()


def _idle_timers(house: House) -> Callable[[], Any]:
    _land(house)
    return lambda: house.timers().fire_one()


def _failures(house: House) -> Callable[[], Any]:
    return lambda: house.stub("operator").ListFailures(pb.ListFailuresRequest())


@pytest.mark.parametrize(
    ("prepare", "most"),
    [
        (_publish, 8),  # no key is sent, so the name in force is looked up
        (_start, 9),
        (_start_again, 6),
        (_complete, 8),
        (_repeat, 2),
        (_last, 12),  # the paper that was signed is kept, and those of the part are looked up
        (_deliver, 10),
        (_refuse, 6),  # whether the pool has ended is looked up
        (_look, 3),
        (_idle_timers, 1),
        (_failures, 2),
    ],
)
def test_statements_of_an_operation_are_bounded(
    house: House, prepare: Callable[[House], Callable[[], Any]], most: int
) -> None:
    operation = prepare(house)
    with count_statements() as count:
        operation()
    assert 0 < count.total <= most, f"{count.total}: " + "\n".join(count.statements)


def test_a_step_costs_the_same_however_old_the_instance_is(house: House) -> None:
    _land(house).start_land("D1")
    counts = []
    for _ in range(12):
        house.do("appraise_release", release_proposal="refuse", release_reason="Chưa.")
        task = house.task("approve_release")
        with count_statements() as count:
            house.complete(task, release_decision="send_back")
        counts.append(count.total)
    size = house.rows("SELECT length(state) AS n FROM workflow.instance WHERE dossier_id = 'D1'")[0].n
    assert len(set(counts)) == 1 and size < 2_000


def test_every_event_is_one_of_the_catalogue_with_the_dossier_as_its_key(house: House) -> None:
    _land(house).start_land("D1")
    house.do("appraise_release", release_proposal="grant")
    house.deliver("withdrawal_requested")
    ours = {row.type: row.topic for row in EventCatalogue.load().types if row.writer == "workflow"}
    rows = house.rows("SELECT topic, key, envelope::json ->> 'type' AS type FROM workflow.outbox")
    assert rows and all(ours[row.type] == row.topic for row in rows)
    keys = {row.key for row in rows if row.type != "process.published"}
    assert keys == {"warm", "D1"}
