# SPDX-License-Identifier: Apache-2.0
"""The running service: relay, log and consumers at work, as in production."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from intake_harness import House, request_id
from motcua.events.v1 import process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events.testing import publish_as_writers
from motcua_rpc import NotFound


@pytest.fixture
def live(house: House) -> Iterator[House]:
    for part in house.service.background:
        part.start()
    yield house
    for part in reversed(house.service.background):
        part.stop()


def until(true: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait for it; what came last is in the assertion."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends, f"still {found!r} after {seconds} s"
        time.sleep(0.05)
    return found


def publish(house: House, kind: str, message: Any, dossier: str) -> None:
    """As the workflow service would: one event in the log."""
    event = house.catalogue.event(kind, message, time=house.clock.now(), dossierid=dossier)
    publish_as_writers(house.admin_url, event)


def test_a_start_that_was_lost_is_made_up_for(live: House) -> None:
    dossier = live.submit()
    live.workflow.away = True
    live.accept(dossier)
    assert live.get(dossier).status == pb.DOSSIER_STATUS_ACCEPTED
    live.workflow.away = False
    until(lambda: live.get(dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS)
    assert len(live.workflow.started[dossier.dossier_id]) == 1


def test_the_consumer_does_not_start_beside_the_call_that_is_under_way(live: House) -> None:
    dossiers = [live.accepted() for _ in range(3)]
    until(lambda: all(live.get(one).status == pb.DOSSIER_STATUS_IN_PROGRESS for one in dossiers))
    time.sleep(0.3)
    assert [len(live.workflow.started[one.dossier_id]) for one in dossiers] == [1, 1, 1]


def test_what_failed_is_seen_repaired_and_tried_again(live: House) -> None:
    dossier = live.accepted()
    said = process_pb2.ProcessResultDecided(part="release", outcome="granted")
    said.process.dossier_id = dossier.dossier_id
    said.process.dossier_code = dossier.code
    publish(live, "process.result_decided", said, dossier.dossier_id)

    operator = live.of("phuc")
    failure = until(lambda: operator.ListFailures(pb.ListFailuresRequest()).failures)[0]
    assert (failure.service, failure.kind, failure.subject) == (
        "intake",
        "dead_letter",
        "process.result_decided",
    )
    assert failure.dossier_id == dossier.dossier_id
    assert "signed result is not attached" in failure.message
    assert failure.dossier_code == dossier.code and failure.headline.vi and failure.advice.en

    still = operator.RetryFailure(
        pb.RetryFailureRequest(request_id=request_id(), failure_id=failure.id)
    ).failure
    assert (still.state, still.retried_by) == ("retried", "phuc.quantri")
    live.sign(dossier, "release", "KQ.G15.000335")
    request = pb.RetryFailureRequest(request_id=request_id(), failure_id=failure.id)
    done = operator.RetryFailure(request)
    assert done.failure.state == "resolved"
    assert operator.RetryFailure(request) == done
    assert live.get(dossier).parts[0].status == pb.PART_STATUS_GRANTED
    assert not operator.ListFailures(pb.ListFailuresRequest()).failures
    for unknown in (failure.id, "letter-99999", "x", ""):
        with pytest.raises(NotFound):
            operator.RetryFailure(pb.RetryFailureRequest(request_id=request_id(), failure_id=unknown))
