# SPDX-License-Identifier: Apache-2.0
"""What was done elsewhere and not yet here: a crash, a lost answer, a peer that is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from assignment_harness import GRANT, NOW, Desk, claim, get, ids, inbox, release, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.adapters import completions
from motcua_assignment.adapters.completions import Attempt
from motcua_assignment.app import opening
from motcua_assignment.domain.task import Actor
from motcua_rpc import AlreadyExists, Conflict, Internal, Stale, Unavailable


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process dies after workflow or intake have done it: the own transaction never commits."""

    def die(*_: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "close_as", die)
        yield


@pytest.fixture
def crashed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[str, pb.CompleteTaskRequest]:
    """A step that workflow has completed and this service knows nothing of: dossier and request."""
    dossier, task = desk.claimed_step()
    desk.workflow.next[task] = [desk.flow_task(dossier, name="Bước sau")]
    request = step_request(task, {**GRANT, "note": "Lần đầu"})
    with dying(monkeypatch), pytest.raises(Internal):
        desk.minh.CompleteTask(request)
    assert get(desk.minh, task).state == pb.TASK_STATE_CLAIMED
    return dossier, request


def test_the_same_request_again_gives_one_effect_and_the_answer(
    desk: Desk, crashed: tuple[str, pb.CompleteTaskRequest]
) -> None:
    _, request = crashed
    answer = desk.minh.CompleteTask(request)
    assert answer.task.state == pb.TASK_STATE_DONE
    assert [one.title.vi for one in answer.opened] == ["Bước sau"]
    assert desk.minh.CompleteTask(request) == answer
    assert desk.told().count("inbox.completed") == 1
    assert [row.settled for row in desk.recorded(request.task_id)] == [True]


def test_so_it_does_when_the_event_was_faster(
    desk: Desk, crashed: tuple[str, pb.CompleteTaskRequest]
) -> None:
    dossier, request = crashed
    following = desk.workflow.next[request.task_id][0]
    desk.close(dossier, request.task_id, user="minh.datdai", name="Đỗ Văn Minh")
    desk.open(dossier, task_id=following.task_id, name="Bước sau")
    (kept,) = desk.recorded(request.task_id)
    assert kept.settled, "what was filled in is kept, also if nobody asks again"
    assert kept.answers["note"] == "Lần đầu"

    answer = desk.minh.CompleteTask(request)
    assert (answer.task.state, ids(list(answer.opened))) == (pb.TASK_STATE_DONE, [following.task_id])
    assert desk.told().count("inbox.completed") == 1
    assert desk.told().count("inbox.opened") == 2


def test_the_same_request_with_other_content_is_refused(
    desk: Desk, crashed: tuple[str, pb.CompleteTaskRequest]
) -> None:
    _, request = crashed
    # The facts are the same, so workflow could not tell.
    other = step_request(request.task_id, {**GRANT, "note": "Khác"}, request.request_id)
    with pytest.raises(AlreadyExists) as reused:
        desk.minh.CompleteTask(other)
    assert reused.value.code == "REQUEST_ID_REUSED"
    assert desk.recorded(request.task_id)[0].answers["note"] == "Lần đầu"


def test_another_request_finds_the_task_done_by_the_first_one(
    desk: Desk, crashed: tuple[str, pb.CompleteTaskRequest]
) -> None:
    _, request = crashed
    with pytest.raises(Conflict) as closed:
        desk.minh.CompleteTask(step_request(request.task_id, {**GRANT, "note": "Lần hai"}))
    assert closed.value.code == "TASK_CLOSED"
    assert "Đỗ Văn Minh đã hoàn thành" in closed.value.message_vi
    (kept,) = desk.recorded(request.task_id)
    assert (kept.settled, kept.answers["note"]) == (True, "Lần đầu")
    # And the first one still gets its own answer.
    assert [one.title.vi for one in desk.minh.CompleteTask(request).opened] == ["Bước sau"]


def test_one_attempt_is_settled_whichever_was_before(desk: Desk) -> None:
    """Of a task, one completion counts at a time; the last word takes the place of an earlier guess."""
    actor = Actor("minh.datdai")
    one, two = (Attempt("task-of-two", "minh", request, b"h", actor) for request in ("r1", "r2"))
    with desk.service_database.begin() as connection:
        for attempt in (one, two):
            assert completions.begin(connection, attempt, {"note": attempt.request_id}, NOW)
        with desk.service_database.count_statements() as counted:
            completions.settle(connection, one)
        assert counted.total == 1
        assert completions.begin(connection, two, {"note": "r2"}, NOW)
        completions.settle(connection, two)
    assert [(row.request_id, row.settled) for row in desk.recorded("task-of-two")] == [("r2", True)]


def test_an_acceptance_survives_the_same_crash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.submit("dossier-000001")
    (task,) = inbox(desk.lan)
    claim(desk.lan, task.task_id)
    request = pb.CompleteTaskRequest(request_id="r", task_id=task.task_id)
    request.acceptance.accept.note = "Đủ"
    with dying(monkeypatch), pytest.raises(Internal):
        desk.lan.CompleteTask(request)
    desk.accept("dossier-000001")
    assert inbox(desk.lan) == []

    answer = desk.lan.CompleteTask(request)
    assert (answer.task.state, answer.task.assignee.name) == (pb.TASK_STATE_DONE, "Trần Thị Lan")
    sent = [request.request_id for _, request in desk.intake.peer.calls]
    assert len(sent) == 2 and len(set(sent)) == 1
    assert desk.intake.callers == ["lan.motcua", "lan.motcua"], "intake checks the person"


@pytest.mark.parametrize("error", [Unavailable(), Internal()])
def test_nothing_is_lost_when_workflow_does_not_answer(desk: Desk, error: Unavailable | Internal) -> None:
    _, task = desk.claimed_step()
    request = step_request(task)
    desk.workflow.peer.fail = error
    with pytest.raises(type(error)):
        desk.minh.CompleteTask(request)
    assert [row.settled for row in desk.recorded(task)] == [False]
    desk.workflow.peer.fail = None
    assert desk.minh.CompleteTask(request).task.state == pb.TASK_STATE_DONE


def test_an_old_attempt_does_not_finish_what_a_colleague_has_taken(desk: Desk) -> None:
    _, task = desk.claimed_step()
    request = step_request(task)
    desk.workflow.peer.fail = Unavailable()
    with pytest.raises(Unavailable):
        desk.minh.CompleteTask(request)
    desk.workflow.peer.fail = None
    release(desk.minh, task)
    claim(desk.ngoc, task)
    with pytest.raises(Stale) as taken:
        desk.minh.CompleteTask(request)
    assert taken.value.code == "TASK_TAKEN"
    desk.ngoc.CompleteTask(step_request(task))
    assert [row.actor_user for row in desk.recorded(task)] == ["ngoc.datdai"]


def test_a_lost_race_in_workflow_can_be_tried_again(desk: Desk) -> None:
    _, task = desk.claimed_step()
    desk.workflow.peer.fail = Stale("INSTANCE_MOVED")
    with pytest.raises(Stale):
        desk.minh.CompleteTask(step_request(task))
    assert desk.recorded(task) == []
    desk.workflow.peer.fail = None
    desk.minh.CompleteTask(step_request(task))
