# SPDX-License-Identifier: Apache-2.0
"""Writes at the boundary: once, however often they are asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_hosting.writes import MAX_REQUEST_ID, Writes, derived_id, reused
from motcua_identity import Subject
from motcua_rpc import InvalidInput, Unavailable, as_subject, translate
from motcua_storage import Database, RequestLog, RequestReused

LAN, HUNG = Subject("id-lan", "lan"), Subject("id-hung", "hung")
Effects = Callable[[], list[str]]


@pytest.fixture
def writes(database: Database) -> Writes:
    return Writes(database, RequestLog("assignment"), "motcua.assignment.v1.AssignmentService")


def request(request_id: str = "r-1", task_id: str = "t") -> pb.ClaimTaskRequest:
    return pb.ClaimTaskRequest(request_id=request_id, task_id=task_id)


def note(connection: sa.Connection, what: str = "done") -> pb.ClaimTaskResponse:
    connection.execute(sa.text("INSERT INTO assignment.effect (what) VALUES (:what)"), {"what": what})
    return pb.ClaimTaskResponse(task=pb.Task(task_id=what))


def run(
    writes: Writes,
    asked: pb.ClaimTaskRequest,
    work: Callable[[sa.Connection], pb.ClaimTaskResponse] = note,
    subject: Subject = LAN,
    method: str = "ClaimTask",
) -> pb.ClaimTaskResponse:
    with as_subject(subject):
        return writes.run(method, asked, pb.ClaimTaskResponse, work)


def test_the_same_request_gives_the_first_answer_and_one_effect(writes: Writes, effects: Effects) -> None:
    with as_subject(LAN):
        assert writes.answered("ClaimTask", request(), pb.ClaimTaskResponse) is None
    first = run(writes, request())
    again = run(writes, request(), lambda connection: note(connection, "second"))
    assert again == first
    assert effects() == ["done"]
    with as_subject(LAN):
        assert writes.answered("ClaimTask", request(), pb.ClaimTaskResponse) == first


def test_other_content_or_another_method_is_refused(writes: Writes, effects: Effects) -> None:
    run(writes, request())
    for attempt in (
        lambda: run(writes, request(task_id="other")),
        lambda: run(writes, request(), method="ReleaseTask"),
    ):
        with pytest.raises(RequestReused) as refused:
            attempt()
        assert translate(refused.value).code == "REQUEST_ID_REUSED"
    with as_subject(LAN), pytest.raises(RequestReused):
        writes.answered("ClaimTask", request(task_id="other"), pb.ClaimTaskResponse)
    assert effects() == ["done"]
    assert reused("r").code == "REQUEST_ID_REUSED"


def test_request_ids_are_each_callers_own(writes: Writes, effects: Effects) -> None:
    run(writes, request())
    run(writes, request(task_id="other"), subject=HUNG)
    assert effects() == ["done", "done"]


@pytest.mark.parametrize("odd", ["", "x" * (MAX_REQUEST_ID + 1), "a\0b"])
def test_a_request_id_that_cannot_be_is_refused(writes: Writes, effects: Effects, odd: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        run(writes, request(odd))
    assert [(one.field, one.code) for one in refused.value.field_errors] == [
        ("request_id", "REQUEST_ID_INVALID")
    ]
    with as_subject(LAN), pytest.raises(InvalidInput):
        writes.answered("ClaimTask", request(odd), pb.ClaimTaskResponse)
    assert effects() == []


def test_a_failure_claims_nothing(writes: Writes, effects: Effects) -> None:
    def fail(connection: sa.Connection) -> pb.ClaimTaskResponse:
        note(connection, "lost")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run(writes, request(), fail)
    assert effects() == []
    run(writes, request())
    assert effects() == ["done"]


def test_calls_at_the_same_time_are_one(writes: Writes, effects: Effects) -> None:
    start = threading.Barrier(4)

    def call(number: int) -> pb.ClaimTaskResponse:
        start.wait()
        return run(writes, request(), lambda connection: note(connection, str(number)))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(call, range(4)))
    assert len(effects()) == 1
    assert all(answer == answers[0] for answer in answers)


def test_a_call_that_waits_too_long_for_the_first_one_may_be_sent_again(
    databases: object, effects: Effects
) -> None:
    hasty = Database(databases.url("assignment"), "assignment", lock_timeout=0.1)  # type: ignore[attr-defined]
    writes = Writes(hasty, RequestLog("assignment"), "motcua.assignment.v1.AssignmentService")
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: sa.Connection) -> pb.ClaimTaskResponse:
        begun.set()
        assert go_on.wait(10)
        return note(connection)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(run, writes, request(), slow)
        assert begun.wait(10)
        with pytest.raises(Unavailable) as busy:
            run(writes, request())
        go_on.set()
        done = first.result()  # before the next try, which waits for a tenth of a second only
        assert run(writes, request()) == done
    assert busy.value.code == "REQUEST_IN_PROGRESS"
    assert effects() == ["done"]
    hasty.close()


def test_derived_ids_are_stable_and_never_run_into_one_another() -> None:
    assert derived_id("r", "a", "b") == "r:a:b" == derived_id("r", "a", "b")
    long = "x" * MAX_REQUEST_ID
    made = {derived_id(long, "a"), derived_id(long, "b"), derived_id(long[:-1] + "y", "a")}
    assert len(made) == 3
    assert max(map(len, made)) <= MAX_REQUEST_ID
    assert derived_id(long, "a") == derived_id(long, "a")


def test_docs_and_contracts_say_how_long_a_request_id_may_be() -> None:
    root = Path(__file__).parents[3]
    pages = [root / "docs" / "integrators.md", *(root / "proto").rglob("*.proto")]
    said = [
        one
        for page in pages
        for one in re.findall(r"`request_id`\W*1 to (\d+) characters", page.read_text("utf-8"))
    ]
    assert len(said) > 2 and set(said) == {str(MAX_REQUEST_ID)}
