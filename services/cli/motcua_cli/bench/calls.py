# SPDX-License-Identifier: Apache-2.0
"""What clients do in a measurement. All go over a bare gRPC channel with a token, as any integrator's would; the two
yardsticks go the same way as far as they can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import grpc
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub

Call = Callable[[Any], None]
DEADLINE = 30.0
CHECK_ANSWERS: dict[str, Any] = {
    "check": "copy",
    "pages_checked": 2,
    "copies_made": 3,
    "check_match": "pass",
    "check_intact": "pass",
    "check_lawful": "pass",
}
ECHO = "/motcua.bench.Echo/Say"
INSERT = "INSERT INTO bench.yardstick (id, payload) VALUES (%s, %s)"
PAGE = 50


def completing(target: str, token: str) -> Call:
    """Complete the claimed task `check_original` of a copy certification."""
    inbox = AssignmentServiceStub(_channel(target))
    metadata = _metadata(token)

    def call(task_id: Any) -> None:
        inbox.CompleteTask(complete_request(task_id), timeout=DEADLINE, metadata=metadata)

    return call


def complete_request(task_id: str) -> work.CompleteTaskRequest:
    """One completion, with a request id of its own."""
    request = work.CompleteTaskRequest(request_id=str(uuid4()), task_id=task_id)
    request.step.answers.update(CHECK_ANSWERS)
    return request


def listing(target: str, token: str) -> Call:
    """The first page of the inbox."""
    inbox = AssignmentServiceStub(_channel(target))
    metadata = _metadata(token)
    request = work.ListTasksRequest(page_size=PAGE)

    def call(_: Any) -> None:
        inbox.ListTasks(request, timeout=DEADLINE, metadata=metadata)

    return call


def echoing(target: str, token: str) -> Call:
    """As many bytes as a completion sends, with the same metadata, to a server that sends them back."""
    say = _channel(target).unary_unary(ECHO, bytes, bytes)
    metadata = _metadata(token)
    payload = complete_request(str(uuid4())).SerializeToString()

    def call(_: Any) -> None:
        say(payload, timeout=DEADLINE, metadata=metadata)

    return call


def committing(target: str, _token: str) -> Call:
    """One row in a transaction of its own, on disk before the answer comes; `target` is the database's URL."""
    import psycopg

    connection = psycopg.connect(target, autocommit=True)
    connection.execute("SET synchronous_commit = on")
    payload = complete_request(str(uuid4())).SerializeToString()

    def call(_: Any) -> None:
        connection.execute(INSERT, (uuid4(), payload))

    return call


KINDS: dict[str, Callable[[str, str], Call]] = {
    "complete": completing,
    "list": listing,
    "echo": echoing,
    "commit": committing,
}


def _channel(target: str) -> grpc.Channel:
    """Connected, and not shared with another client of this process."""
    channel = grpc.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1)])
    grpc.channel_ready_future(channel).result(timeout=DEADLINE)
    return channel


def _metadata(token: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {token}"),)
