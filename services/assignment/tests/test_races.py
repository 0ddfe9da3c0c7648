# SPDX-License-Identifier: Apache-2.0
"""Events and officers at the same moment: nothing misses the other, nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import PROMISED, Desk, get, inbox, moment, new_id, step_request
from motcua_assignment.adapters import dossiers
from motcua_assignment.adapters import task_repository as tasks

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
