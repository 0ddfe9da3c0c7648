# SPDX-License-Identifier: Apache-2.0
"""Answers nested without end are refused with a reason, and page tokens of others with theirs."""

from __future__ import annotations

from typing import Any

import pytest
from assignment_harness import Desk, get, new_id
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_rpc import InvalidInput, channel


def length(body: bytes) -> bytes:
    """The length of a field, as a varint."""
    left, made = len(body), bytearray()
    while left >= 0x80:
        made.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*made, left])


def field(number: int, body: bytes) -> bytes:
    return bytes([number << 3 | 2]) + length(body) + body


def completion(task_id: str, levels: int) -> bytes:
    """A CompleteTaskRequest as hostile bytes, as no library would write it: `answers` nested so deep."""
    value = field(3, b"x")
    for _ in range(levels):
        value = field(5, field(1, field(1, b"a") + field(2, value)))
    answers = field(1, field(1, b"release_proposal") + field(2, value))
    return field(1, new_id().encode()) + field(2, task_id.encode()) + field(3, field(1, answers))


@pytest.mark.parametrize(
    ("levels", "reason"), [(25, "VALUE_TOO_DEEP"), (60, "REQUEST_UNREADABLE"), (20_000, "REQUEST_UNREADABLE")]
)
def test_deep_answers(desk: Desk, levels: int, reason: str) -> None:
    _, task = desk.claimed_step()
    token = desk.issuer.person("minh.datdai", "Đỗ Văn Minh", "land_officer", unit="chi_nhanh_dat_dai")
    with channel(f"127.0.0.1:{desk.server.port}", token) as opened:
        send = opened.unary_unary(
            "/motcua.assignment.v1.AssignmentService/CompleteTask", request_serializer=lambda sent: sent,
            response_deserializer=pb.CompleteTaskResponse.FromString,
        )  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            send(completion(task, levels))
    assert refused.value.code == reason
    assert get(desk.minh, task).state == pb.TASK_STATE_CLAIMED


def test_the_bytes_of_this_test_are_a_request() -> None:
    read = pb.CompleteTaskRequest.FromString(completion("task", 2))
    assert read.step.answers["release_proposal"]["a"]["a"] == "x"


def test_the_page_token_of_a_colleague_or_another_list(desk: Desk) -> None:
    for _ in range(2):
        desk.ready_step()
    asked: dict[str, Any] = {"page_size": 1}
    token = desk.minh.ListTasks(pb.ListTasksRequest(**asked)).next_page_token
    assert desk.minh.ListTasks(pb.ListTasksRequest(page_token=token, **asked)).tasks
    for stub, request in (
        (desk.ngoc, pb.ListTasksRequest(page_token=token, **asked)),
        (desk.minh, pb.ListTasksRequest(page_token=token, filter=pb.TASK_FILTER_MINE, **asked)),
    ):
        with pytest.raises(InvalidInput, match="PAGE_TOKEN_INVALID") as refused:
            stub.ListTasks(request)
        assert refused.value.field_errors[0].field == "page_token"
