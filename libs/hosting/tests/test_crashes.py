# SPDX-License-Identifier: Apache-2.0
"""Calls that failed unexpectedly: counted, bounded, found by their id, seen once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_calendar.clock import SystemClock
from motcua_hosting import crashes as module
from motcua_hosting.failures import ConsumerFailures, Crashes, FailureActs, Failures, UnknownFailure
from motcua_hosting.letters import NotDiscardable, key_of
from motcua_hosting.writes import Writes
from motcua_identity import Subject
from motcua_rpc import Crash, as_subject
from motcua_storage import Database, RequestLog
from motcua_storage.database import count_statements

PHUC = Subject("id-phuc", "phuc.quantri")
METHOD = "motcua.assignment.v1.AssignmentService/CompleteTask"
DOSSIERS = [f"01991c1e-6d2a-7c11-9a2f-{number:012d}" for number in range(40)]


def crash(number: str, dossier: str = "", error: str = "KeyError", place: str = "") -> Crash:
    return Crash(number, METHOD, error, place or "motcua_assignment/app/desk.py:9 open", dossier)


@pytest.fixture
def crashes(database: Database) -> Crashes:
    return Crashes(database, "assignment")


@pytest.fixture
def failures(database: Database, crashes: Crashes) -> Failures:
    writes = Writes(database, RequestLog("assignment"), "motcua.assignment.v1.AssignmentService")
    return Failures(
        writes, ConsumerFailures("assignment", []), FailureActs("assignment", SystemClock()), crashes
    )


def shown(failures: Failures, everything: bool = False) -> list[Any]:
    request = pb.ListFailuresRequest(all=everything)
    return list(failures.list(request, pb.ListFailuresResponse).failures)


def test_one_is_listed_in_both_languages_under_the_id_that_its_caller_saw(
    crashes: Crashes, failures: Failures
) -> None:
    assert crashes.keep(crash("n-1", DOSSIERS[0])) == "n-1"
    (one,) = shown(failures)
    assert (one.id, one.service, one.kind, one.state) == ("crash-n-1", "assignment", "crash", "open")
    assert (one.subject, one.cause, one.dossier_id) == (METHOD, "KeyError", DOSSIERS[0])
    assert one.message == "at motcua_assignment/app/desk.py:9 open"
    for text in (one.headline.vi, one.headline.en):
        assert "CompleteTask" in text and "n-1" in text
    assert "cùng request_id" in one.advice.vi and "same request_id" in one.advice.en
    assert not one.repairable and not one.discardable


def test_the_same_again_is_counted_under_the_first_ones_id(crashes: Crashes, failures: Failures) -> None:
    numbers = {crashes.keep(crash(f"n-{number}", DOSSIERS[number % 30])) for number in range(60)}
    assert numbers == {"n-0"}
    (one,) = shown(failures)
    assert one.attempts == 60 and "60 lần" in one.headline.vi and "60 times" in one.headline.en
    named = [dossier for dossier in DOSSIERS if dossier in one.message]
    assert named == DOSSIERS[: module.MOST_DOSSIERS] and one.dossier_id == named[-1]
    assert one.first_at.ToDatetime() < one.last_at.ToDatetime()
    assert crashes.keep(crash("other", error="ValueError")) == "other"
    assert crashes.keep(crash("elsewhere", place="motcua_assignment/app/desk.py:10 open")) == "elsewhere"


def test_many_at_once_are_one(crashes: Crashes, failures: Failures) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = set(pool.map(lambda number: crashes.keep(crash(f"n-{number}")), range(24)))
    (one,) = shown(failures)
    assert numbers == {one.id.removeprefix("crash-")} and one.attempts == 24


def test_the_newest_are_kept(
    crashes: Crashes, failures: Failures, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    for number in range(6):
        crashes.keep(crash(f"n-{number}", error=f"Error{number}"))
    assert [one.id for one in shown(failures)] == ["crash-n-5", "crash-n-4", "crash-n-3"]
    with database.begin() as connection:
        old = sa.text("UPDATE assignment.crash SET last_at = last_at - :age WHERE number = 'n-4'")
        connection.execute(old, {"age": module.KEPT + timedelta(days=1)})
    crashes.keep(crash("n-6", error="Error6"))
    assert [one.id for one in shown(failures)] == ["crash-n-6", "crash-n-5", "crash-n-3"]


def test_what_an_operator_has_seen_is_past_and_comes_anew(crashes: Crashes, failures: Failures) -> None:
    crashes.keep(crash("n-1"))
    request = pb.RetryFailureRequest(request_id="r", failure_id="crash-n-1")
    with as_subject(PHUC):
        done = failures.retry(request, pb.RetryFailureResponse)
        assert (done.failure.state, done.failure.retried_by) == ("resolved", "phuc.quantri")
        assert failures.retry(request, pb.RetryFailureResponse) == done, "the same request, the same answer"
        for odd in ("crash-n-1", "crash-", "crash-\0"):
            with pytest.raises(UnknownFailure):
                again = pb.RetryFailureRequest(request_id=f"r{odd!r}", failure_id=odd)
                failures.retry(again, pb.RetryFailureResponse)
        with pytest.raises(NotDiscardable):
            gone = pb.DiscardFailureRequest(request_id="d", failure_id="crash-n-1", reason="x")
            failures.discard(gone, pb.DiscardFailureResponse)
    assert shown(failures) == [] and [one.id for one in shown(failures, True)] == ["crash-n-1"]
    assert crashes.keep(crash("n-2")) == "n-2", "it fails again after it was seen"
    assert [one.attempts for one in shown(failures, True)] == [1, 1]


def test_pages_go_on_below_the_last_one_and_statements_are_few(crashes: Crashes) -> None:
    for number in range(4):
        crashes.keep(crash(f"n-{number}", error=f"Error{number}"))
    first = crashes.newest(None, 2, False)
    at, failure_id = key_of(first[-1])
    rest = crashes.newest((at, failure_id.removeprefix("crash-")), 9, False)
    assert [one.id for one in (*first, *rest)] == [f"crash-n-{number}" for number in (3, 2, 1, 0)]
    with count_statements() as count:
        crashes.keep(crash("again", error="Error1"))
    assert count.total == 2, "\n".join(count.statements)


def test_a_lock_is_not_waited_for_long(
    crashes: Crashes, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", "50ms")
    crashes.keep(crash("n-1"))
    with database.begin() as connection:
        connection.execute(sa.text("SELECT 1 FROM assignment.crash FOR UPDATE"))
        with pytest.raises(sa.exc.OperationalError):
            crashes.keep(crash("n-2"))
