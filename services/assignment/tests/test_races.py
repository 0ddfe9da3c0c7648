# SPDX-License-Identifier: Apache-2.0
"""Events and officers at the same moment: nothing misses the other, nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from assignment_harness import PROMISED, Desk, get, inbox, moment, new_id, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.adapters import completions, dossiers
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app import opening
from motcua_rpc import Conflict
from psycopg.errors import DeadlockDetected

LATER = PROMISED + timedelta(days=3)


def test_a_step_that_opens_while_the_date_moves_gets_the_new_date(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = new_id()
    desk.accept(dossier)
    known, go_on, add = threading.Event(), threading.Event(), tasks.add

    def slow(*arguments: Any) -> Any:
        known.set()
        go_on.wait(0.4)
        return add(*arguments)

    with ThreadPoolExecutor(2) as pool:
        with monkeypatch.context() as patch:
            patch.setattr(tasks, "add", slow)
            opening = pool.submit(desk.open, dossier, part="transfer")
            assert known.wait(5)
        moving = pool.submit(desk.accept, dossier, LATER)
        task = opening.result(10)
        moving.result(10)
    assert moment(get(desk.minh, task).legal_due_at) == LATER


def test_a_closing_and_an_opening_at_once_never_leave_a_living_step(desk: Desk) -> None:
    for _ in range(8):
        dossier, task = new_id(), new_id()
        desk.accept(dossier)
        start = threading.Barrier(2)

        def at_once(work: Any, start: threading.Barrier = start) -> None:
            start.wait()
            work()

        with ThreadPoolExecutor(2) as pool:
            jobs = [
                pool.submit(at_once, lambda d=dossier, t=task: desk.open(d, task_id=t)),
                pool.submit(at_once, lambda d=dossier, t=task: desk.close(d, t, "cancelled")),
            ]
            for job in jobs:
                job.result(10)
    assert inbox(desk.minh) == []


def test_a_completion_and_its_events_at_once_are_one_effect(desk: Desk) -> None:
    for _ in range(6):
        dossier, task = desk.claimed_step()
        following = desk.flow_task(dossier, role="land_leader")
        desk.workflow.next[task] = [following]
        start = threading.Barrier(3)

        def at_once(work: Any, start: threading.Barrier = start) -> None:
            start.wait()
            work()

        works = (
            lambda t=task: desk.minh.CompleteTask(step_request(t)),
            lambda d=dossier, t=task, f=following: (
                desk.close(d, t, user="minh.datdai", name="Đỗ Văn Minh"),
                desk.open(d, task_id=f.task_id, role="land_leader"),
            ),
            lambda d=dossier: desk.accept(d, LATER),
        )
        with ThreadPoolExecutor(3) as pool:
            for job in [pool.submit(at_once, work) for work in works]:
                try:
                    job.result(20)
                except Exception as error:
                    # The event may be first: then the task is done already, and the answer says by whom.
                    assert getattr(error, "code", "") == "TASK_CLOSED", error
    told = desk.told()
    assert (told.count("inbox.completed"), told.count("inbox.opened")) == (6, 12)
    assert len(inbox(desk.son)) == 6
    assert {moment(one.legal_due_at) for one in inbox(desk.son)} == {moment(inbox(desk.son)[0].legal_due_at)}


def test_a_dossier_is_introduced_once_by_two_first_steps(desk: Desk) -> None:
    dossier = new_id()
    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(lambda _: desk.open(dossier), range(2)))
    assert {one.task_id for one in inbox(desk.minh)} == set(opened)
    with desk.database.begin() as connection:
        assert dossiers.lock(connection, dossier) is not None


def test_who_did_it_hears_so_while_a_second_request_learns_that_it_is_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first request has closed the task and not yet settled, when the second one is refused by workflow."""
    _, task = desk.claimed_step()
    first, second = step_request(task), step_request(task)
    settling, settle = threading.Event(), completions.settle

    def slow(connection: sa.Connection, attempt: completions.Attempt) -> None:
        if attempt.request_id == first.request_id:
            settling.set()
            _until_somebody_waits(desk)
        settle(connection, attempt)

    monkeypatch.setattr(completions, "settle", slow)
    with ThreadPoolExecutor(2) as pool:
        winner = pool.submit(desk.minh.CompleteTask, first)
        assert settling.wait(5)
        loser = pool.submit(desk.minh.CompleteTask, second)
        assert winner.result(20).task.state == pb.TASK_STATE_DONE
        with pytest.raises(Conflict) as closed:
            loser.result(20)
    assert closed.value.code == "TASK_CLOSED"
    assert [(row.request_id, row.settled) for row in desk.recorded(task)] == [(first.request_id, True)]


def _until_somebody_waits(desk: Desk) -> None:
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(500):
        with desk.database.read() as connection:
            if connection.scalar(waiting):
                return
        threading.Event().wait(0.01)
    raise AssertionError("the second request never came to the row that the first one holds")


def test_a_completion_that_the_database_rolled_back_for_another_is_settled_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workflow has done it, so the answer cannot be that somebody else was faster."""
    _, task = desk.claimed_step()
    close, tried = opening.close_as, list[int]()

    def victim(*arguments: Any) -> None:
        tried.append(1)
        if len(tried) < 3:
            raise sa.exc.OperationalError("", {}, DeadlockDetected())
        close(*arguments)

    monkeypatch.setattr(opening, "close_as", victim)
    assert desk.minh.CompleteTask(step_request(task)).task.state == pb.TASK_STATE_DONE
    assert (len(tried), desk.told().count("inbox.completed")) == (3, 1)
    assert [row.settled for row in desk.recorded(task)] == [True]
