# SPDX-License-Identifier: Apache-2.0
"""Two requests to sign one step: the completion names its own paper, and a crash between the calls changes no paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from assignment_harness import NOW, Desk, stamp, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.app import opening
from motcua_rpc import Conflict, Internal, Unavailable

SIGN = {"result_code": "KQ.G15.000335", "form": "ky-xoa", "element": "sign_release"}


def signing(desk: Desk) -> str:
    return desk.claimed_step(**SIGN)[1]


def sign(task: str, number: str, file_id: str = "") -> pb.CompleteTaskRequest:
    result = pb.SignedResult(
        number=number, signer="Ngô Quang Minh", signed_at=stamp(NOW), file_id=file_id or f"file-{number}"
    )
    return step_request(task, {}, result=result)


def named(desk: Desk) -> list[str]:
    """The file of the paper of each completion that workflow was asked for, in order; asked again is asked once."""
    files = {f"paper-{one.request_id}": one.file_id for _, one in desk.intake.peer.calls}
    asked = [request.result_id for _, request in desk.workflow.peer.calls]
    return [files.get(one, one) for place, one in enumerate(asked) if asked[place - 1 : place] != [one]]


def test_the_winner_names_its_own_paper_though_the_loser_attached_last(desk: Desk) -> None:
    task = signing(desk)
    first_is_in, second_is_in = Event(), Event()

    def attached(number: str) -> None:
        if number == "1/XN":
            first_is_in.set()
            assert second_is_in.wait(10)
        else:
            second_is_in.set()

    desk.intake.attached = attached
    ended = Event()
    with ThreadPoolExecutor(2) as pool:
        winner = pool.submit(desk.minh.CompleteTask, sign(task, "1/XN"))
        assert first_is_in.wait(10)
        loser = pool.submit(_after, desk, ended, sign(task, "2/XN"))
        assert winner.result(20).task.state == pb.TASK_STATE_DONE
        ended.set()
        assert loser.result(20) == "TASK_CLOSED"
    assert named(desk) == ["file-1/XN", "file-2/XN"]


def _after(desk: Desk, ended: Event, request: pb.CompleteTaskRequest) -> Any:
    """Attaches at once, and asks workflow when the other one is through."""
    attached = desk.intake.attached

    def hold(number: str) -> None:
        attached(number)
        if number == "2/XN":
            assert ended.wait(10)

    desk.intake.attached = hold
    with pytest.raises(Conflict) as closed:
        desk.minh.CompleteTask(request)
    return closed.value.code


def test_a_death_after_the_paper_was_attached_names_the_same_paper_again(desk: Desk) -> None:
    task = signing(desk)
    request = sign(task, "1/XN")
    desk.workflow.peer.fail = Unavailable()
    with pytest.raises(Unavailable):
        desk.minh.CompleteTask(request)
    desk.workflow.peer.fail = None
    assert desk.minh.CompleteTask(request).task.state == pb.TASK_STATE_DONE
    assert named(desk) == ["file-1/XN"]


def test_a_form_that_is_sent_anew_after_a_death_names_its_own_paper(desk: Desk) -> None:
    task = signing(desk)
    desk.workflow.peer.fail = Unavailable()
    with pytest.raises(Unavailable):
        desk.minh.CompleteTask(sign(task, "1/XN"))
    desk.workflow.peer.fail = None
    desk.minh.CompleteTask(sign(task, "1/XN", "second"))
    assert named(desk) == ["file-1/XN", "second"]


def test_a_death_after_workflow_has_done_it_is_healed_with_the_same_paper(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = signing(desk)
    request = sign(task, "1/XN")

    def die(*_: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as patch, pytest.raises(Internal):
        patch.setattr(opening, "close_as", die)
        desk.minh.CompleteTask(request)
    with pytest.raises(Conflict) as closed:
        desk.minh.CompleteTask(sign(task, "2/XN"))
    assert closed.value.code == "TASK_CLOSED"
    assert desk.minh.CompleteTask(request).task.state == pb.TASK_STATE_DONE
    assert named(desk) == ["file-1/XN", "file-2/XN", "file-1/XN"]


def test_a_step_without_a_result_names_none(desk: Desk) -> None:
    _, task = desk.claimed_step()
    desk.minh.CompleteTask(step_request(task))
    assert named(desk) == [""]
