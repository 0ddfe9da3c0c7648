# SPDX-License-Identifier: Apache-2.0
"""What an operator reads of a message that could not be handed over: names for people, and the real error."""

from __future__ import annotations

from pathlib import Path

import pytest
from liaison_harness import FakeWorkflow, Rig, thrown
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_liaison.adapters.message_names import Names
from motcua_liaison.app.waiting import VISIBLE_AFTER, cause_of
from motcua_liaison.entrypoints.failures import MessageFailures
from motcua_organisation import Organisation
from motcua_rpc import Channel, Unavailable

DRAWING = Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong/process.bpmn"


def failing(rig: Rig, workflow: FakeWorkflow) -> None:
    def broken(request: workflow_pb2.DeliverMessageRequest) -> None:
        raise ValueError("ông Bình, số 012345678901")

    workflow.before = broken
    rig.send(thrown(1))
    for _ in range(VISIBLE_AFTER):
        rig.work()
        rig.let_time_pass()


@pytest.mark.parametrize("drawn", [True, False])
def test_a_failure_names_message_and_unit_and_the_real_error(
    rig: Rig, workflow: FakeWorkflow, to_workflow: Channel, organisation: Organisation, drawn: bool,
) -> None:  # fmt: skip
    workflow.drawing = DRAWING.read_bytes() if drawn else b""
    failing(rig, workflow)
    names = Names(workflow_pb2_grpc.WorkflowServiceStub(to_workflow), organisation)
    failures = MessageFailures(rig.database, rig.retrier, names)
    (one,) = failures.newest(None, 10, False)
    tax = organisation.unit("thue_co_so").name
    vi, en = ("Mẫu số 19", "Form 19") if drawn else ("tax_information_slip", "tax_information_slip")
    assert one.headline.vi == f"Chưa chuyển được văn bản “{vi}” tới {tax.vi}."
    assert one.headline.en == f"“{en}” could not be delivered to {tax.to('en')} yet."
    assert one.cause == "ValueError" and "test_failure_wording.py" in one.message
    assert "Bình" not in one.message and "0123" not in str(one)
    with rig.database.begin() as connection:
        again = failures.retry(connection, one.id.removeprefix("message-"), "phuc")
    assert again.headline == one.headline
    failures.newest(None, 10, False)
    assert set(workflow.drawn) == {("dat-dai/thu", 1)}
    assert drawn == (len(workflow.drawn) == 1), "read once; one that was not there is asked for again"


def test_what_a_foreign_error_says_stays_in_the_house() -> None:
    try:
        raise KeyError("Nguyễn Văn Bình")
    except KeyError as error:
        code, sentence = cause_of(error)
    assert code == "KeyError" and "test_failure_wording.py" in sentence and "Bình" not in sentence
    assert cause_of(Unavailable("AWAY", "Đi vắng.", "Away.")) == ("AWAY", "Đi vắng. (Away.)")
