# SPDX-License-Identifier: Apache-2.0
"""The inbox as a list: order, pages, filters, counters; what each operation costs, and that it does not grow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from assignment_harness import (
    NOW,
    PROMISED,
    SAME_DAY,
    Desk,
    claim,
    get,
    ids,
    inbox,
    new_id,
    release,
    step_request,
)
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.events.v1 import dossier_pb2 as d
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.tables import metadata
from motcua_assignment.domain.narrowing import Narrowing, Times
from motcua_identity import Subject
from motcua_rpc import InvalidInput, Page
from motcua_storage.testing import assert_tables_match

MINH = Subject("id-minh.datdai", "minh.datdai", "Minh", frozenset({"land_officer"}), "chi_nhanh_dat_dai")


def pages(stub: Any, size: int, filter_: int = 0) -> list[list[str]]:
    found, token = [], ""
    while True:
        answer = stub.ListTasks(pb.ListTasksRequest(filter=filter_, page_size=size, page_token=token))
        found.append(ids(list(answer.tasks)))
        token = answer.next_page_token
        if not token:
            return found


def test_the_list_is_in_the_order_of_the_law(desk: Desk) -> None:
    dossiers = [new_id() for _ in range(3)]
    for days, dossier in zip((2, 0, 1), dossiers, strict=True):
        desk.accept(dossier, PROMISED + timedelta(days=days), release=PROMISED + timedelta(days=days))
    opened = [desk.open(dossier) for dossier in dossiers]
    assert ids(inbox(desk.minh)) == [opened[1], opened[2], opened[0]]


def test_pages_lose_and_double_nothing_when_all_dates_are_the_same(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    opened = {desk.open(dossier, element=f"e{number}") for number in range(11)}
    whole = ids(inbox(desk.minh))
    assert set(whole) == opened
    for size in (1, 3, 5, 11, 12):
        turned = pages(desk.minh, size)
        assert [one for page in turned for one in page] == whole
        assert all(len(page) == size for page in turned[:-1])


def test_of_what_is_due_together_that_comes_first_which_was_opened_first(desk: Desk) -> None:
    """At the window as well, where ids follow from the occasion."""
    start = desk.clock.now()
    dossiers = [new_id() for _ in range(8)]
    opened = []
    for number, dossier in enumerate(dossiers):
        desk.clock.set(start + timedelta(seconds=len(dossiers) - number))
        desk.accept(dossier)
        opened.insert(0, desk.open(dossier))
    assert ids(inbox(desk.minh)) == opened
    assert [one for page in pages(desk.minh, 3) for one in page] == opened


def test_pages_of_what_is_done_go_back_in_time(desk: Desk) -> None:
    finished = []
    for number in range(5):
        _, task = desk.claimed_step()
        desk.clock.set(NOW + timedelta(minutes=number // 2))
        desk.minh.CompleteTask(step_request(task))
        finished.append(task)
    turned = pages(desk.minh, 2, pb.TASK_FILTER_DONE)
    assert sorted(one for page in turned for one in page) == sorted(finished)
    assert turned[0][0] == finished[4]
    assert inbox(desk.ngoc, pb.TASK_FILTER_DONE) == []


def test_filters_and_counters_agree(desk: Desk) -> None:
    dossier = new_id()
    dates = {
        "late": NOW - timedelta(hours=1),
        "today": NOW + timedelta(hours=14, minutes=59),
        "later": PROMISED,
    }
    desk.accept(dossier, **dates)
    late, today, later = (desk.open(dossier, part=part) for part in dates)
    claim(desk.minh, late)
    claim(desk.ngoc, today)
    other, elsewhere = desk.ready_step(part="later")
    assert ids(inbox(desk.minh)) == [late, today, *ids(inbox(desk.minh, pb.TASK_FILTER_UNASSIGNED))]
    assert ids(inbox(desk.minh, pb.TASK_FILTER_MINE)) == [late]
    assert set(ids(inbox(desk.minh, pb.TASK_FILTER_UNASSIGNED))) == {later, elsewhere}
    assert ids(inbox(desk.minh, dossier_id=other)) == [elsewhere]
    assert inbox(desk.minh, dossier_id="a%00b") == []
    counted = desk.minh.CountTasks(pb.CountTasksRequest())
    assert (counted.open, counted.mine, counted.overdue, counted.due_today) == (4, 1, 1, 1)
    desk.minh.CompleteTask(step_request(late))
    assert ids(inbox(desk.minh, pb.TASK_FILTER_DONE, dossier_id=other)) == []
    assert ids(inbox(desk.minh, pb.TASK_FILTER_DONE, dossier_id=dossier)) == [late]
    counted = desk.minh.CountTasks(pb.CountTasksRequest())
    assert (counted.open, counted.mine, counted.overdue) == (3, 0, 0)


def test_counters_count_what_the_rows_show(desk: Desk) -> None:
    """The time of the law, by which the list is sorted: a step that is behind its own time is not overdue by it."""
    dossier, today, fine = new_id(), new_id(), new_id()
    desk.accept(dossier, PROMISED, release=NOW + timedelta(hours=6))
    late = [desk.open(dossier, element=f"e{number}") for number in range(2)]
    desk.accept(today, PROMISED, release=NOW + timedelta(hours=8))
    desk.open(today, limit="8wh")  # by its own time, tomorrow
    desk.accept(fine, PROMISED, release=PROMISED)
    behind = desk.open(fine, limit="1wh")
    desk.clock.set(NOW + timedelta(hours=7))

    assert get(desk.minh, behind).time_left.overdue
    shown = {one.task_id: one.legal_time_left.overdue for one in inbox(desk.minh)}
    counted = desk.minh.CountTasks(pb.CountTasksRequest())

    assert {task for task, red in shown.items() if red} == set(late)
    assert (counted.open, counted.overdue, counted.due_today) == (4, 2, 1)
    whole = ids(inbox(desk.minh))
    red, soon = (ids(inbox(desk.minh, due=one)) for one in (pb.TASK_DUE_OVERDUE, pb.TASK_DUE_TODAY))
    assert (set(red), len(soon)) == (set(late), 1)
    assert red == [one for one in whole if one in red] and soon[0] not in red, "in the order of the list"


def test_a_list_narrowed_by_due_time_is_paged_and_its_token_is_its_own(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    opened = [desk.open(dossier, element=f"e{number}") for number in range(3)]
    desk.clock.set(NOW + timedelta(days=2))
    found, token = [], ""
    for _ in opened:
        asked = pb.ListTasksRequest(due=pb.TASK_DUE_OVERDUE, page_size=1, page_token=token)
        answer = desk.minh.ListTasks(asked)
        found += ids(list(answer.tasks))
        foreign, token = token, answer.next_page_token
    assert sorted(found) == sorted(opened) and token == ""
    for due in (pb.TASK_DUE_UNSPECIFIED, pb.TASK_DUE_TODAY):
        with pytest.raises(InvalidInput):
            desk.minh.ListTasks(pb.ListTasksRequest(due=due, page_size=1, page_token=foreign))
    assert inbox(desk.minh, due=pb.TASK_DUE_TODAY) == []


def test_an_answer_at_the_window_counts_and_handing_over_does_not(desk: Desk) -> None:
    waiting = new_id()
    desk.submit(waiting)
    ready = new_id()
    desk.accept(ready, NOW - timedelta(days=3))
    message = d.DossierResultsReady(dossier=desk.head(ready), result_codes=["KQ.G15.000335"], complete=True)
    desk.handle("dossier.results_ready", message, ready)
    counted = desk.lan.CountTasks(pb.CountTasksRequest())
    assert (counted.overdue, counted.due_today) == (0, 1)
    desk.clock.set(SAME_DAY + timedelta(minutes=1))
    counted = desk.lan.CountTasks(pb.CountTasksRequest())
    assert (counted.overdue, counted.due_today) == (1, 0)


def test_a_filter_or_page_that_cannot_be_is_refused(desk: Desk) -> None:
    for _ in range(2):
        desk.ready_step()
    token = desk.minh.ListTasks(pb.ListTasksRequest(page_size=1)).next_page_token
    for request in (
        pb.ListTasksRequest(filter=99),
        pb.ListTasksRequest(due=99),
        pb.ListTasksRequest(due=pb.TASK_DUE_TODAY, filter=pb.TASK_FILTER_DONE),
        pb.ListTasksRequest(page_size=-1),
        pb.ListTasksRequest(page_token="nonsense"),
        pb.ListTasksRequest(page_token=token, filter=pb.TASK_FILTER_DONE),
    ):
        with pytest.raises(InvalidInput):
            desk.minh.ListTasks(request)


# Cost -------------------------------------------------------------------------------------------------------


@pytest.fixture
def cost(desk: Desk) -> Callable[[Callable[[], Any]], int]:
    database = desk.service_database

    def count(operation: Callable[[], Any]) -> int:
        with database.count_statements() as counted:
            operation()
        return int(counted.total)

    return count


def test_statements_for_each_operation_are_few_and_do_not_depend_on_how_much_there_is(
    desk: Desk, cost: Callable[[Callable[[], Any]], int]
) -> None:
    dossier, task = desk.ready_step()
    for number in range(5):
        desk.open(dossier, element=f"e{number}")
    desk.workflow.next[task] = [desk.flow_task(dossier, element=f"n{number}") for number in range(7)]
    filters = pb.TaskFilter.values()
    assert [cost(lambda one=one: inbox(desk.minh, one)) for one in filters] == [1] * len(filters)
    dues = pb.TaskDue.values()
    assert [cost(lambda one=one: inbox(desk.minh, due=one)) for one in dues] == [1] * len(dues)
    assert cost(lambda: get(desk.minh, task)) == 3
    assert cost(lambda: desk.minh.CountTasks(pb.CountTasksRequest())) == 2
    assert cost(lambda: desk.minh.GetWhereabouts(pb.GetWhereaboutsRequest(dossier_id=dossier))) == 1
    assert cost(lambda: claim(desk.minh, task)) == 7
    assert cost(lambda: release(desk.minh, task)) == 7
    claim(desk.minh, task)
    request = step_request(task)
    assert cost(lambda: desk.minh.CompleteTask(request)) == 12
    assert cost(lambda: desk.minh.CompleteTask(request)) == 1, "the kept answer"


def test_statements_for_each_event_are_few(desk: Desk, cost: Callable[[Callable[[], Any]], int]) -> None:
    dossier = new_id()
    with desk.database.count_statements() as counted:
        desk.submit(dossier)
    assert counted.total <= 4
    with desk.database.count_statements() as counted:
        desk.accept(dossier)
    assert counted.total <= 7
    for number in range(3):
        with desk.database.count_statements() as counted:
            task = desk.open(dossier, element=f"e{number}")
        assert counted.total <= 3
    with desk.database.count_statements() as counted:
        desk.close(dossier, task)
    assert counted.total <= 4


@pytest.fixture
def crowded(desk: Desk) -> Iterator[Desk]:
    """50,000 tasks of one unit: 1 % of them live, the others done by two officers."""
    with psycopg.connect(desk.databases.admin_url, autocommit=True) as connection:
        connection.execute("""
            INSERT INTO assignment.dossier
            SELECT 'd' || n, 'c' || n, 'p', 1, 'vi', 'en', 'suoi_trong', 'An', now(), '[]', '[]'
            FROM generate_series(1, 5000) AS n""")
        connection.execute("""
            INSERT INTO assignment.task
            SELECT 't' || lpad(n::text, 6, '0'), 'step', CASE WHEN n % 100 = 0 THEN 'open' ELSE 'done' END,
                'd' || (n % 5000 + 1), 'e', 'vi', 'en', '', CASE WHEN n % 200 = 0 THEN 'land_officer' ELSE 'land_leader' END,
                'chi_nhanh_dat_dai', '', '', now(), now(), now() + n * interval '1 minute',
                CASE WHEN n % 100 = 0 THEN NULL WHEN n % 2 = 1 THEN 'minh.datdai' ELSE 'ngoc.datdai' END, 'x',
                CASE WHEN n % 100 = 0 THEN NULL ELSE now() + n * interval '1 second' END, 1
            FROM generate_series(1, 50000) AS n""")
        connection.execute("UPDATE assignment.task SET role = 'land_officer' WHERE state = 'done'")
        connection.execute("ANALYZE assignment.task, assignment.dossier")
    yield desk


TIMES = Times(NOW, PROMISED, PROMISED, PROMISED)
MINH_TODAY = tasks.officer_of(MINH, NOW.date())
QUERIES: dict[str, tuple[Callable[[sa.Connection], Any], str]] = {
    "all": (lambda c: tasks.inbox(c, MINH, Page(50), Narrowing(TIMES)), "task_inbox"),
    "next page": (
        lambda c: tasks.inbox(c, MINH, Page(50, (PROMISED, PROMISED, PROMISED, "t")), Narrowing(TIMES)), "task_inbox",
    ),
    "mine": (lambda c: tasks.inbox(c, MINH, Page(50), Narrowing(TIMES, taken=True)), "task_mine"),
    "nobody's": (lambda c: tasks.inbox(c, MINH, Page(50), Narrowing(TIMES, taken=False)), "task_inbox"),
    "done": (lambda c: tasks.done_by(c, MINH, Page(50), dossier_id=""), "task_done"),
    "done, next page": (lambda c: tasks.done_by(c, MINH, Page(50, (PROMISED, "t")), dossier_id=""), "task_done"),
    "of a dossier": (lambda c: tasks.inbox(c, MINH, Page(50), Narrowing(TIMES, dossier_id="d7")), "task_"),
    "soon": (lambda c: tasks.inbox(c, MINH, Page(50), Narrowing(TIMES, due="soon")), "task_inbox"),
    "by a substitute": (lambda c: tasks.inbox(c, MINH_TODAY, Page(50), Narrowing(TIMES)), "task_inbox"),
    "choices": (lambda c: tasks.choices(c, MINH), "task_inbox"),
    "count": (lambda c: tasks.count(c, MINH, TIMES), "task_inbox"),
}  # fmt: skip


WHOLE = ("count", "choices", "soon")
"""What reads all live tasks of the unit, and no other."""


def test_lists_read_what_they_show_whatever_lies_done(crowded: Desk) -> None:
    read = {name: explained(crowded, query) for name, (query, _) in QUERIES.items()}
    for name, (_, index) in QUERIES.items():
        indexes, rows, _ = read[name]
        assert any(index in one for one in indexes), (name, indexes)
        # 500 tasks are live, 250 of them of this role; a page has 51.
        assert rows <= (500 if name in WHOLE else 130), (name, rows)
    # Dossiers here are so few that reading all of them is cheaper than 250 looks into an index.
    assert not any("Seq Scan" in kinds for name, (_, _, kinds) in read.items() if name != "choices")


def explained(desk: Desk, query: Callable[[sa.Connection], Any]) -> tuple[set[str], int, set[str]]:
    """Indexes used, rows of `task` read, and kinds of nodes, by a plan that knows no parameters (the one that PostgreSQL may
    keep)."""
    caught: list[tuple[str, Any]] = []

    def catch(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        caught.append((statement, parameters))

    with desk.database.begin() as connection:
        sa.event.listen(desk.database.engine, "before_cursor_execute", catch)
        try:
            query(connection)
        finally:
            sa.event.remove(desk.database.engine, "before_cursor_execute", catch)
        ((statement, parameters),) = caught
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        found = raw.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters, prepare=True
        ).fetchone()
    plan = found[0] if isinstance(found[0], list) else json.loads(found[0])
    nodes = list(_nodes(plan[0]["Plan"]))
    rows = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
        if node.get("Relation Name") == "task"
    )
    return {node.get("Index Name", "") for node in nodes}, int(rows), {node["Node Type"] for node in nodes}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def test_tables_and_migrations_are_the_same(desk: Desk) -> None:
    assert_tables_match(desk.databases.admin_url, metadata)
