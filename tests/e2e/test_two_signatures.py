# SPDX-License-Identifier: Apache-2.0
"""One step signed twice, with two numbers: the citizen gets the paper that the officer who was answered with success signed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2 as flow
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_cli.actors import new_id, small_pdf
from motcua_rpc import MotcuaError
from support.province import COMMUNE, Province

RELEASE = "KQ.G15.000335"


def signing(province: Province) -> work.Task:
    """A claimed step that waits for its signature."""
    dossier_id = str(province.citizen().submit_land(COMMUNE).dossier_id)
    province.clerk.accept(dossier_id)
    province.land_officer.do(dossier_id, "appraise_release")
    province.land_leader.do(dossier_id, "approve_release")
    task = province.land_leader.wait_for(dossier_id, "sign_release")
    claim = work.ClaimTaskRequest(request_id=new_id(), task_id=task.task_id)
    return province.land_leader.inbox.ClaimTask(claim).task


def issued(province: Province, task: work.Task) -> list[str]:
    """Numbers that the citizen sees once the part is decided."""
    province.decided(task.dossier_id, "release")
    return [one.number for one in province.citizen().dossier(task.dossier_id).results]


@pytest.mark.parametrize("winner", [0, 1])
def test_the_paper_that_the_completion_names_goes_out_whichever_was_attached_last(
    province: Province, winner: int
) -> None:
    """The calls of two requests, in the order that does harm: both attach, then one completes."""
    task, leader = signing(province), province.land_leader
    service = province.system.client_channel("assignment")
    by = common_pb2.Actor(**{name: getattr(task.assignee, name) for name in ("user", "name", "unit")})
    attached = []
    for _ in range(2):
        file_id = leader.upload(small_pdf(f"KET QUA MAU {new_id()}"), "ket-qua-mau.pdf")
        request = pb.AttachResultRequest(
            request_id=new_id(), dossier_id=task.dossier_id, part="release", result_code=RELEASE,
            number=f"{new_id()}/XN", signer=task.assignee.name, signed_at=leader.now(), file_id=file_id, actor=by,
        )  # fmt: skip
        attached.append(intake_pb2_grpc.IntakeServiceStub(service).AttachResult(request).result)
    workflow_pb2_grpc.WorkflowServiceStub(service).CompleteTask(
        flow.CompleteTaskRequest(
            request_id=new_id(), task_id=task.task_id, actor=by, result_id=attached[winner].result_id
        )
    )
    assert issued(province, task) == [attached[winner].number]


def test_two_tabs_with_two_numbers_at_once(province: Province) -> None:
    task, leader = signing(province), province.land_leader
    numbers, start = [f"{new_id()}/XN" for _ in range(4)], threading.Barrier(4)
    signed_at = leader.now()
    files = [leader.upload(small_pdf(f"KET QUA MAU {new_id()}"), "ket-qua-mau.pdf") for _ in numbers]

    def sign(number: str, file_id: str) -> Any:
        result = work.SignedResult(
            number=number,
            signer=task.assignee.name,
            signed_at=signed_at,
            file_id=file_id,
        )
        request = work.CompleteTaskRequest(
            request_id=new_id(), task_id=task.task_id, step=work.StepAction(result=result)
        )
        start.wait()
        try:
            return leader.inbox.CompleteTask(request)
        except MotcuaError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(sign, numbers, files))
    won = [number for number, one in zip(numbers, answers, strict=True) if not isinstance(one, str)]
    assert len(won) == 1 and issued(province, task) == won
    lost = {one for one in answers if isinstance(one, str)}
    assert lost <= {"TASK_CLOSED", "DOSSIER_STATE", "RESULT_ISSUED", "INSTANCE_MOVED"}
