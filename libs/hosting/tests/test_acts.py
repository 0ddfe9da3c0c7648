# SPDX-License-Identifier: Apache-2.0
"""Who did what about a failure, and when: kept with what was done, told newest first, also when the failure is past."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import FixedClock
from motcua_events import Consumer, ConsumerPolicy, Event, EventCatalogue, PostgresEventLog
from motcua_hosting import acts as module
from motcua_hosting.acts import Actor, FailureActs
from motcua_hosting.failures import ConsumerFailures, Crashes, Failures
from motcua_hosting.letters import HELD_BACK
from motcua_hosting.writes import Writes
from motcua_identity import Subject
from motcua_rpc import Crash, as_subject
from motcua_storage import Database, RequestLog
from motcua_storage.database import count_statements

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHUC = Subject("id-phuc", "phuc.quantri", "Đỗ Văn Phúc", unit="so-khcn")
LAN = Subject("id-lan", "lan.quantri", "Trần Thị Lan", unit="so-khcn")


class Room:
    """A service with one consumer whose handler fails while `broken`."""

    def __init__(self, database: Database) -> None:
        self.database, self.broken, self.clock = database, True, FixedClock(NOW)
        log = PostgresEventLog(database, EventCatalogue.load().topics)
        handlers = {"dossier.accepted": self._handle}
        self.consumer = Consumer(
            database, "assignment", ["motcua.dossier"], handlers, log, policy=ConsumerPolicy(flood_limit=9)
        )
        self.crashes = Crashes(database, "assignment")
        self.failures = self.restarted()
        self._requests = iter(range(1000))

    def restarted(self) -> Failures:
        """The methods as a process that starts has them."""
        writes = Writes(self.database, RequestLog("assignment"), "motcua.assignment.v1.AssignmentService")
        letters = ConsumerFailures("assignment", [self.consumer])
        return Failures(writes, letters, FailureActs("assignment", self.clock), self.crashes)

    def _handle(self, connection: sa.Connection, event: Event) -> None:
        connection.execute(sa.text("INSERT INTO assignment.effect (what) VALUES (:id)"), {"id": event.id})
        if self.broken:
            raise ValueError("no unit")

    def letter(self, key: str, error: str = "ValueError") -> str:
        """A letter of this key, as the consumer buries one."""
        envelope = {
            "specversion": "1.0", "id": f"e-{key}-{next(self._requests)}", "type": "dossier.accepted",
            "source": "/motcua/intake", "subject": key, "time": "2026-11-23T09:00:00+07:00",
            "dossierid": key, "datacontenttype": "application/json", "data": {"dossier": {"code": "H99-1"}},
        }  # fmt: skip
        row = {"key": key, "id": envelope["id"], "envelope": json.dumps(envelope), "error": error}
        added = (
            'INSERT INTO assignment.dead_letter (consumer_group, topic, partition, "offset", key, event_id, event_type, '
            "envelope, error_class, error, attempts, first_failed_at, last_failed_at) VALUES ('assignment', "
            "'motcua.dossier', 0, 1, :key, :id, 'dossier.accepted', :envelope, :error, 'x', 1, now(), now()) RETURNING id"
        )
        with self.database.begin() as connection:
            return f"letter-{connection.execute(sa.text(added), row).scalar_one()}"

    def retry(self, failure_id: str, who: Subject = PHUC) -> common_pb2.Failure:
        request = pb.RetryFailureRequest(request_id=f"r{next(self._requests)}", failure_id=failure_id)
        with as_subject(who):
            return self.failures.retry(request, pb.RetryFailureResponse).failure

    def shown(self, failures: Failures | None = None) -> dict[str, common_pb2.Failure]:
        answer = (failures or self.failures).list(pb.ListFailuresRequest(all=True), pb.ListFailuresResponse)
        return {one.id: one for one in answer.failures}


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    yield Room(database)


def said(failure: common_pb2.Failure) -> list[tuple[Any, ...]]:
    """Act, name, unit, hours after the start, outcome, note."""
    return [
        (
            one.act,
            one.name,
            one.unit,
            (one.at.ToDatetime(tzinfo=UTC) - NOW) / timedelta(hours=1),
            one.outcome,
            one.note,
        )
        for one in failure.acts
    ]


def test_every_try_of_an_event_says_who_and_when_and_outlives_the_process(room: Room) -> None:
    letter = room.letter("d-1")
    assert said(room.retry(letter)) == [("retry", "Đỗ Văn Phúc", "so-khcn", 0, "failed", "")]
    room.clock.set(NOW + timedelta(hours=2))
    room.broken = False
    done = room.retry(letter, LAN)
    story = [
        ("retry", "Trần Thị Lan", "so-khcn", 2, "resolved", ""),
        ("retry", "Đỗ Văn Phúc", "so-khcn", 0, "failed", ""),
    ]
    assert (done.state, said(done)) == ("resolved", story)
    assert said(room.shown(room.restarted())[letter]) == story
    assert done.acts[0].user == "lan.quantri"


def test_the_same_request_is_one_act(room: Room) -> None:
    letter = room.letter("d-1")
    request = pb.RetryFailureRequest(request_id="once", failure_id=letter)
    with as_subject(PHUC):
        first = room.failures.retry(request, pb.RetryFailureResponse)
        assert room.failures.retry(request, pb.RetryFailureResponse) == first
    assert len(room.shown()[letter].acts) == 1


def test_who_asks_for_one_that_waits_has_tried_the_one_before_it(room: Room) -> None:
    first, second = room.letter("d-1"), room.letter("d-1", HELD_BACK)
    assert [act.outcome for act in room.retry(second).acts] == ["waiting"]
    shown = room.shown()
    assert [act.outcome for act in shown[first].acts] == ["failed"]
    room.broken = False
    room.retry(second)
    shown = room.shown()
    assert [act.outcome for act in shown[first].acts] == ["resolved", "failed"]
    assert [act.outcome for act in shown[second].acts] == ["resolved", "waiting"]


def test_a_try_that_cannot_be_noted_has_no_effect(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = room.letter("d-1")
    room.broken = False

    def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(FailureActs, "note", lost)
        with pytest.raises(ConnectionError):
            room.retry(letter)
    with database.read() as connection:
        effects = connection.execute(sa.text("SELECT count(*) FROM assignment.effect")).scalar_one()
    failure = room.shown()[letter]
    assert (effects, failure.state, failure.attempts) == (0, "open", 1)


def test_giving_up_and_seeing_say_who_and_when(room: Room) -> None:
    letter = room.letter("d-1")
    room.clock.set(NOW + timedelta(hours=1))
    gone = pb.DiscardFailureRequest(request_id="d", failure_id=letter, reason=" Hồ sơ thử ")
    with as_subject(LAN):
        told = room.failures.discard(gone, pb.DiscardFailureResponse).failure
        assert room.failures.discard(gone, pb.DiscardFailureResponse).failure == told
    assert said(told) == [("discard", "Trần Thị Lan", "so-khcn", 1, "resolved", "Hồ sơ thử")]
    room.crashes.keep(Crash("n-1", "m", "KeyError", "here", ""))
    assert said(room.retry("crash-n-1")) == [("seen", "Đỗ Văn Phúc", "so-khcn", 1, "", "")]
    assert said(room.shown(room.restarted())[letter]) == said(told)


def test_the_newest_acts_of_all_cost_one_statement(room: Room, database: Database) -> None:
    acts, actor = FailureActs("assignment", room.clock), Actor.of(PHUC)
    ids = [room.letter(f"d-{number}") for number in range(5)]
    with database.begin() as connection:
        for number in range(module.SHOWN + 5):
            for one in ids:
                acts.note(connection, one, "retry", actor, outcome="failed", note=str(number))
    with count_statements() as counted:
        shown = room.shown()
    assert {len(shown[one].acts) for one in ids} == {module.SHOWN}
    assert shown[ids[0]].acts[0].note == str(module.SHOWN + 4), "the newest first"
    assert sum("failure_act" in one for one in counted.statements) == 1
