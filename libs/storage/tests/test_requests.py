# SPDX-License-Identifier: Apache-2.0
"""A request id is answered once, whoever asks at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from motcua_storage import Database, RequestInProgress, RequestLog, RequestReused, content_hash

LOG = RequestLog("intake")
METHOD = "motcua.intake.v1.IntakeService/SubmitDossier"
CONTENT = content_hash(b"content")


def submit(
    database: Database,
    request_id: str = "r1",
    *,
    caller: str = "an",
    content: bytes = CONTENT,
    method: str = METHOD,
    before_commit: Callable[[], None] = lambda: None,
) -> bytes:
    """A service's write: find, do, store, in one transaction."""
    with database.begin() as connection:
        answer = LOG.find(connection, request_id, content, caller=caller, method=method)
        if answer is None:
            insert = sa.text("INSERT INTO intake.dossier (code) VALUES (:code) RETURNING id")
            number = connection.scalar(insert, {"code": f"{caller}/{request_id}"})
            answer = f"dossier {number}".encode()
            LOG.store(connection, request_id, answer, caller=caller)
            before_commit()
        return answer


def dossiers(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM intake.dossier")) or 0


def test_a_repeated_request_gets_the_first_answer_and_is_not_done_again(database: Database) -> None:
    first = submit(database)

    assert submit(database) == first
    assert dossiers(database) == 1


def test_an_empty_answer_is_an_answer(database: Database) -> None:
    with database.begin() as connection:
        assert LOG.find(connection, "r", CONTENT, caller="an", method=METHOD) is None
        LOG.store(connection, "r", b"", caller="an")
    with database.begin() as connection:
        assert LOG.find(connection, "r", CONTENT, caller="an", method=METHOD) == b""


def test_the_same_id_with_other_content_or_method_is_refused(database: Database) -> None:
    submit(database)

    with pytest.raises(RequestReused, match="r1 was used for another content"):
        submit(database, content=content_hash(b"other"))
    with pytest.raises(RequestReused):
        submit(database, method="motcua.intake.v1.IntakeService/Withdraw")
    assert dossiers(database) == 1


def test_another_caller_with_the_same_id_is_another_request(database: Database) -> None:
    first = submit(database, caller="an")

    assert submit(database, caller="binh") != first
    assert dossiers(database) == 2


def test_many_calls_at_once_are_done_once(database: Database) -> None:
    answers: list[bytes] = []
    start = threading.Barrier(6)

    def call() -> None:
        start.wait()
        answers.append(submit(database))

    run_all([call] * 6)

    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert dossiers(database) == 1


def test_a_second_call_waits_and_does_the_work_when_the_first_fails(database: Database) -> None:
    claimed, answers = threading.Event(), []

    def fail() -> None:
        claimed.set()
        waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'")
        with database.read() as connection:
            for _ in range(1000):
                if connection.scalar(waiting):
                    break
                connection.execute(sa.text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.005)"))
        raise ZeroDivisionError

    def first() -> None:
        with pytest.raises(ZeroDivisionError):
            submit(database, before_commit=fail)

    def second() -> None:
        claimed.wait()
        answers.append(submit(database))

    run_all([first, second])

    assert len(answers) == 1
    assert dossiers(database) == 1


def test_a_wait_that_is_too_long_says_in_progress(database: Database) -> None:
    hasty = Database(database.url, "intake", lock_timeout=0.05)
    with database.begin() as connection:
        LOG.find(connection, "slow", CONTENT, caller="an", method=METHOD)
        with pytest.raises(RequestInProgress, match="send it again"):
            submit(hasty, "slow")
    hasty.close()


def test_storing_what_was_not_claimed_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="not claimed"), database.begin() as connection:
        LOG.store(connection, "unknown", b"x", caller="an")
    submit(database)
    with pytest.raises(RuntimeError, match="answer already"), database.begin() as connection:
        LOG.store(connection, "r1", b"x", caller="an")


def test_peeking_claims_nothing(database: Database) -> None:
    with database.read() as connection:
        assert LOG.peek(connection, "r1", CONTENT, caller="an", method=METHOD) is None
    answer = submit(database)
    with database.read() as connection:
        assert LOG.peek(connection, "r1", CONTENT, caller="an", method=METHOD) == answer
        assert LOG.peek(connection, "r1", CONTENT, caller="binh", method=METHOD) is None
        with pytest.raises(RequestReused):
            LOG.peek(connection, "r1", content_hash(b"other"), caller="an", method=METHOD)


def test_a_forgotten_answer_is_no_empty_answer(database: Database) -> None:
    with database.begin() as connection:
        LOG.find(connection, "r", CONTENT, caller="an", method=METHOD)

    with pytest.raises(RuntimeError, match="without storing its answer"):
        submit(database, "r")


def test_old_requests_are_forgotten(database: Database) -> None:
    submit(database, "old")
    submit(database, "new")
    with database.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE intake.request SET created_at = now() - interval '31 days' WHERE request_id = 'old'"
            )
        )
        assert LOG.prune(connection, timedelta(days=30)) == 1
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT request_id FROM intake.request")) == "new"


def test_it_costs_two_statements_the_first_time_and_two_the_second(database: Database) -> None:
    with database.count_statements() as first:
        submit(database)
    with database.count_statements() as again:
        submit(database)

    assert (first.total, again.total) == (3, 2)


def run_all(calls: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
