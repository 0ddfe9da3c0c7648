# SPDX-License-Identifier: Apache-2.0
"""What workflow says of a form's fields: kept, shown to whoever may see the task, not to be changed where it is readonly."""

from __future__ import annotations

from typing import Any

from assignment_harness import Desk, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_rpc.structs import to_dict, to_struct

TAX = {
    "role": "tax_officer",
    "agency": "tax_office",
    "form": "xac-dinh-nghia-vu",
    "element": "determine_obligation",
}
SLIP = {
    "slip_no": "12/PC",
    "taxable_area": 120.5,
    "land_price": 9_000_000,
    "land_use": "residential",
    "liaison_no": 7,
}
ANSWERS = {
    "obligation": "payable", "tax_notice_no": "34/TB", "income_tax": 17_000_000, "registration_fee": 4_250_000,
    "pay_by": "2026-12-27", "pay_at": "Kho bạc", "tax_notice_date": "2026-11-23",
}  # fmt: skip


def _tax_task(desk: Desk, **more: Any) -> str:
    return desk.claimed_step(desk.huong, given=to_struct(SLIP), **TAX, **more)[1]


def _given(desk: Desk, task: str) -> dict[str, Any]:
    return to_dict(desk.huong.GetTask(pb.GetTaskRequest(task_id=task)).task.given)


def test_a_task_shows_what_it_was_given_to_whoever_may_see_it_and_lists_do_not(desk: Desk) -> None:
    task = _tax_task(desk)
    assert _given(desk, task) == SLIP
    listed = desk.huong.ListTasks(pb.ListTasksRequest()).tasks
    assert task in [one.task_id for one in listed] and not any(one.HasField("given") for one in listed)


def test_a_readonly_field_is_never_taken_from_what_was_sent(desk: Desk) -> None:
    task = _tax_task(desk)
    forged = {"taxable_area": 1, "land_price": 1, "liaison_no": 1, "slip_no": "giả"}
    desk.huong.CompleteTask(step_request(task, ANSWERS | forged))

    ((_, sent),) = desk.workflow.peer.calls
    assert to_dict(sent.facts) == ANSWERS, "what was only shown does not go back as a fact"
    (kept,) = desk.recorded(task)
    assert kept.answers == SLIP | ANSWERS, "the record says what the officer saw"
    (record,) = desk.huong.GetTask(pb.GetTaskRequest(task_id=task)).records
    assert {one.key for one in record.answers} == set(ANSWERS), "and names only what the officer filled in"


def test_the_event_and_the_answer_of_a_call_bring_the_same_and_a_repetition_changes_nothing(
    desk: Desk,
) -> None:
    dossier, first = desk.claimed_step(desk.huong, given=to_struct(SLIP), **TAX)
    event = desk.opened(
        dossier, given=to_struct({"tax_notice_no": "34/TB"}), **(TAX | {"form": "xac-nhan-nop-tien"})
    )
    desk.workflow.next[first] = [desk.as_flow_task(event)]
    desk.huong.CompleteTask(step_request(first, ANSWERS))
    assert _given(desk, event.task_id) == {"tax_notice_no": "34/TB"}
    desk.handle("task.opened", event, dossier)
    desk.handle("task.opened", event, dossier)
    assert _given(desk, event.task_id) == {"tax_notice_no": "34/TB"}


def test_an_opening_that_is_read_after_the_closing_still_brings_it(desk: Desk) -> None:
    dossier, _ = desk.ready_step()
    event = desk.opened(dossier, given=to_struct(SLIP), **TAX)
    desk.close(dossier, event.task_id, user="huong.thue")
    desk.handle("task.opened", event, dossier)
    assert _given(desk, event.task_id) == SLIP
