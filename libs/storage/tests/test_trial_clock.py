# SPDX-License-Identifier: Apache-2.0
"""Business time moves forward in a trial, for everybody, and never back."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import structlog
from motcua_storage import TrialClock, TrialTimeRefused
from motcua_storage.testing import ServiceDatabases

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Times:
    """A system clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def system() -> Times:
    return Times()


@pytest.fixture
def clock(databases: ServiceDatabases, system: Times) -> Iterator[TrialClock]:
    clock = TrialClock(databases["workflow"], trial=True, system=system)
    yield clock
    clock.close()


def move_elsewhere(databases: ServiceDatabases, interval: str) -> None:
    """As another process would."""
    with psycopg.connect(databases.admin_url) as connection:
        connection.execute("UPDATE platform.trial_clock SET ahead = %s::interval", [interval])


def test_unmoved_it_is_the_systems_time_in_the_legal_zone(clock: TrialClock) -> None:
    assert clock.now().isoformat() == "2026-11-23T09:00:00+07:00"


def test_advancing_is_seen_at_once_by_every_clock_of_the_process(
    clock: TrialClock, databases: ServiceDatabases, system: Times
) -> None:
    other = TrialClock(databases["intake"], trial=True, system=system)
    assert other.now() == NOW

    assert clock.advance(3 * DAY) == NOW + 3 * DAY
    assert other.now() == NOW + 3 * DAY
    assert clock.advance(DAY) == NOW + 4 * DAY
    assert other.ahead == 4 * DAY
    other.close()


def test_advancing_elsewhere_is_seen_when_the_reading_is_no_longer_fresh(
    clock: TrialClock, databases: ServiceDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now()
    move_elsewhere(databases, "2 days")
    assert clock.now() == NOW

    monkeypatch.setattr("motcua_storage.trial_clock.FRESH_FOR", 0.0)
    assert clock.now() == NOW + 2 * DAY


TELLER = """
import sys
from motcua_storage import Database, TrialClock
clock = TrialClock(Database(sys.argv[1], "intake", 1), trial=True, shared=True)
for _ in sys.stdin:
    print(clock.now().isoformat(), flush=True)
"""


def test_who_moved_the_time_meets_no_process_that_tells_an_earlier_one(databases: ServiceDatabases) -> None:
    moved = TrialClock(databases["workflow"], trial=True, shared=True)
    with subprocess.Popen(
        [sys.executable, "-c", TELLER, databases["intake"].url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:  # fmt: skip
        assert other.stdin and other.stdout

        def told() -> datetime:
            other.stdin.write("\n")
            other.stdin.flush()
            return datetime.fromisoformat(other.stdout.readline().strip())

        before = told()
        for days in range(1, 4):
            told()  # freshly read, and so known for a while
            new = moved.advance(DAY)
            assert told() >= new - timedelta(seconds=1) > before + days * DAY - timedelta(seconds=1)
        other.stdin.close()
    moved.close()


def test_it_never_goes_back(clock: TrialClock, databases: ServiceDatabases, system: Times) -> None:
    clock.advance(2 * DAY)
    told = clock.now()
    system.now -= timedelta(hours=1)

    assert clock.now() == told


def test_it_moves_forward_only(clock: TrialClock) -> None:
    for duration in (timedelta(0), -DAY):
        with pytest.raises(TrialTimeRefused, match="forward only"):
            clock.advance(duration)


def test_outside_a_trial_it_is_not_moved(databases: ServiceDatabases, system: Times) -> None:
    clock = TrialClock(databases["workflow"], system=system)
    with pytest.raises(TrialTimeRefused, match="this is no trial"):
        clock.advance(DAY)

    assert clock.now() == NOW
    clock.close()


def test_outside_a_trial_a_moved_database_is_refused(databases: ServiceDatabases, system: Times) -> None:
    move_elsewhere(databases, "2 days")
    clock = TrialClock(databases["workflow"], system=system)

    with pytest.raises(TrialTimeRefused, match="was moved by 2 days"):
        clock.now()
    clock.close()


def test_it_answers_in_threads_that_hold_every_connection(
    clock: TrialClock, databases: ServiceDatabases
) -> None:
    """Asked inside a transaction it must not wait for a second connection of the same pool."""
    database = databases["workflow"]
    inside = threading.Barrier(8)
    told: list[datetime] = []

    def ask() -> None:
        with database.begin():
            inside.wait()
            told.append(clock.now())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [NOW] * 8


def test_a_machine_whose_clock_was_set_back_does_not_take_business_time_back(
    clock: TrialClock, databases: ServiceDatabases, system: Times
) -> None:
    clock.advance(DAY)
    clock.remember()
    system.now = NOW - 400 * DAY
    restarted = TrialClock(databases["workflow"], trial=True, system=system)

    assert restarted.resume() == 400 * DAY
    assert restarted.now() == NOW + DAY
    system.now += timedelta(hours=1)
    assert restarted.now() == NOW + DAY + timedelta(hours=1), "it runs on"
    assert restarted.resume() == timedelta(0)
    restarted.close()


def test_outside_a_trial_a_clock_that_was_set_back_is_refused(
    databases: ServiceDatabases, system: Times
) -> None:
    serious = TrialClock(databases["workflow"], system=system)
    serious.remember()
    system.now = NOW - DAY

    with pytest.raises(TrialTimeRefused, match=r"1 day, 0:00:00 behind .*23 November 2026 09:00"):
        serious.resume()
    system.now = NOW - timedelta(seconds=30)
    assert serious.resume() == timedelta(0), "a correction by seconds is no matter"
    serious.close()


def test_what_is_remembered_never_goes_back(
    clock: TrialClock, databases: ServiceDatabases, system: Times
) -> None:
    clock.remember()
    system.now = NOW - DAY
    other = TrialClock(databases["workflow"], trial=True, system=system)
    other.remember()
    assert other.resume() == DAY
    other.close()


def test_a_clock_set_back_while_we_run_is_said_once(clock: TrialClock, system: Times) -> None:
    assert clock.now() == NOW
    system.now = NOW - DAY
    with structlog.testing.capture_logs() as logs:
        assert [clock.now() for _ in range(3)] == [NOW] * 3
    assert [entry["event"] for entry in logs] == ["clock.set_back"]
