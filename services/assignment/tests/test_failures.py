# SPDX-License-Identifier: Apache-2.0
"""Events that cannot be handled: through log, consumer, dead letters and the operator's methods."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from assignment_harness import Desk, ids, inbox, new_id
from google.protobuf.message import Message
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_events import BEGINNING, Event
from motcua_events.testing import publish_as_writers
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound


def publish(desk: Desk, type_: str, message: Message, dossier_id: str) -> None:
    """Into the log, as the relay of the writing service does."""
    event = desk.catalogue.event(type_, message, time=desk.clock.now(), dossierid=dossier_id)
    publish_as_writers(desk.databases.admin_url, event)


@contextmanager
def consuming(desk: Desk) -> Iterator[None]:
    desk.consumer.start()
    try:
        yield
    finally:
        desk.consumer.stop()


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)


def failures(desk: Desk, **values: Any) -> list[common_pb2.Failure]:
    return list(desk.phuc.ListFailures(pb.ListFailuresRequest(**values)).failures)


def retry(desk: Desk, failure_id: str, request_id: str = "") -> common_pb2.Failure:
    request = pb.RetryFailureRequest(request_id=request_id or new_id(), failure_id=failure_id)
    return desk.phuc.RetryFailure(request).failure


def test_work_for_nobody_waits_for_an_operator_and_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = new_id()
    opened = desk.opened(dossier, agency="sea_office")
    with consuming(desk):
        publish(desk, "task.opened", opened, dossier)
        eventually(lambda: len(failures(desk)) == 1)
        (failure,) = failures(desk)
        assert (failure.service, failure.kind, failure.subject) == (
            "assignment",
            "dead_letter",
            "task.opened",
        )
        assert (failure.dossier_id, failure.state) == (dossier, "open")
        assert "sea_office" in failure.message
        assert failure.dossier_code and failure.headline.vi and failure.headline.en

        again = retry(desk, failure.id)
        assert (again.state, again.retried_by) == ("retried", "phuc.quantri")
        assert again.attempts == failure.attempts + 1

        # The organisation file was repaired.
        working_time = desk.service.register.__closure__[0].cell_contents._.desk.working_time
        competent = working_time.unit
        monkeypatch.setattr(working_time, "unit", lambda agency, *rest: competent("land_branch", *rest))
        resolved = retry(desk, failure.id, "r-1")
        assert resolved.state == "resolved"
        assert failures(desk) == []
        (past,) = failures(desk, all=True)
        assert (past.id, past.state, past.retried_by) == (failure.id, "resolved", "phuc.quantri")
        assert ids(inbox(desk.minh)) == [opened.task_id]
        assert retry(desk, failure.id, "r-1") == resolved, "the first answer"
        with pytest.raises(NotFound):
            retry(desk, failure.id)


def test_what_follows_in_the_same_dossier_waits_behind_and_others_go_on(desk: Desk) -> None:
    stuck, free = new_id(), new_id()
    bad, good = desk.opened(stuck, role="captain"), desk.opened(free)
    with consuming(desk):
        publish(desk, "task.opened", bad, stuck)
        publish(desk, "task.opened", desk.opened(stuck), stuck)
        publish(desk, "task.opened", good, free)
        eventually(lambda: len(failures(desk)) == 2 and ids(inbox(desk.minh)) == [good.task_id])
        first, token = [], ""
        while True:
            answer = desk.phuc.ListFailures(pb.ListFailuresRequest(page_size=1, page_token=token))
            first.extend(one.dossier_id for one in answer.failures)
            token = answer.next_page_token
            if not token:
                break
        assert first == [stuck, stuck]


def test_a_flood_stops_the_consumer_which_an_operator_sees_and_lets_go_on(desk: Desk) -> None:
    with consuming(desk):
        for _ in range(21):
            dossier = new_id()
            publish(desk, "task.opened", desk.opened(dossier, agency="sea_office"), dossier)
        eventually(lambda: desk.consumer.status().state == "flooded")
        found = {one.id: one for one in failures(desk)}
        assert len(found) == 21
        assert "20 dead letters" in found["consumer-assignment"].message
        resumed = retry(desk, "consumer-assignment")
        assert (resumed.state, resumed.retried_by) == ("retried", "phuc.quantri")
        eventually(
            lambda: len(failures(desk)) == 21 and "consumer-assignment" not in {f.id for f in failures(desk)}
        )
        with pytest.raises(NotFound):
            retry(desk, "consumer-assignment")


def discard(
    desk: Desk, failure_id: str, reason: str = "Hồ sơ thử", request_id: str = ""
) -> common_pb2.Failure:
    request = pb.DiscardFailureRequest(
        request_id=request_id or new_id(), failure_id=failure_id, reason=reason
    )
    return desk.phuc.DiscardFailure(request).failure


def test_an_event_that_an_operator_gives_up_on_is_never_handled_and_its_history_stays(desk: Desk) -> None:
    dossier = new_id()
    bad, next_one = desk.opened(dossier, agency="sea_office"), desk.opened(dossier)
    with consuming(desk):
        publish(desk, "task.opened", bad, dossier)
        publish(desk, "task.opened", next_one, dossier)
        eventually(lambda: len(failures(desk)) == 2)
        behind, first = failures(desk)
        assert (first.discardable, behind.discardable) == (True, False)
        with pytest.raises(Conflict) as waits:
            discard(desk, behind.id)
        assert waits.value.code == "FAILURE_NOT_DISCARDABLE"
        for reason in ("", "   ", "x" * 501, "a\0b"):
            with pytest.raises(InvalidInput):
                discard(desk, first.id, reason)
        assert len(failures(desk)) == 2, "nothing has changed"

        gone = discard(desk, first.id, " Hồ sơ thử ", "d-1")
        assert (gone.state, gone.discarded_by, gone.discard_reason) == (
            "resolved",
            "phuc.quantri",
            "Hồ sơ thử",
        )
        assert (gone.retried_by, gone.discardable) == ("", False)
        assert discard(desk, first.id, " Hồ sơ thử ", "d-1") == gone, "the first answer"
        with pytest.raises(AlreadyExists):
            discard(desk, first.id, "Another", "d-1")
        with pytest.raises(NotFound):
            discard(desk, first.id)
        assert retry(desk, behind.id).state == "resolved"
        assert ids(inbox(desk.minh)) == [next_one.task_id], (
            "what waited goes on, what was given up on does not come"
        )
        assert {one.id: one.discarded_by for one in failures(desk, all=True)} == {
            behind.id: "", first.id: "phuc.quantri"
        }  # fmt: skip


def test_a_stopped_consumer_is_nothing_to_give_up_on(desk: Desk) -> None:
    with pytest.raises(Conflict) as refused:
        discard(desk, "consumer-assignment")
    assert refused.value.code == "FAILURE_NOT_DISCARDABLE"
    for odd in ("", "letter-", "letter-0", "letter-" + "9" * 40, "x"):
        with pytest.raises(NotFound):
            discard(desk, odd)


@pytest.mark.parametrize(
    "odd", ["", "letter-", "letter-0", "letter-x", "letter-" + "9" * 40, "7", "consumer-x"]
)
def test_a_failure_that_is_not_there_is_said(desk: Desk, odd: str) -> None:
    with pytest.raises(NotFound) as unknown:
        retry(desk, odd)
    assert unknown.value.code == "FAILURE_UNKNOWN"


def test_own_events_reach_the_log_in_order(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    desk.close(dossier, task)
    while desk.relay.relay_batch():
        pass
    log = desk.relay._log
    records = [
        record
        for partition in range(log.partitions("motcua.inbox"))
        for record in log.read("motcua.inbox", partition, BEGINNING, 10)
    ]
    assert [Event.from_json(record.envelope).type for record in records] == [
        "inbox.opened",
        "inbox.completed",
    ]
    assert {record.key for record in records} == {dossier}
