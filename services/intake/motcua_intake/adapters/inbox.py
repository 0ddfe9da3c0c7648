# SPDX-License-Identifier: Apache-2.0
"""The assignment service as intake asks it, in the name of whoever calls intake."""

from __future__ import annotations

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua_hosting.calls import for_caller
from motcua_rpc import Channel, MotcuaError

SECONDS = 5.0
"""Longest wait for one answer."""


class CallersInbox:
    """The inbox of the caller whose call is being answered."""

    def __init__(self, channel: Channel) -> None:
        self._stub = assignment_pb2_grpc.AssignmentServiceStub(channel)

    def has_task_in(self, dossier_id: str) -> bool:
        """Whether the caller's roles and unit have an open task of the dossier. An inbox that cannot be asked shows none."""
        try:
            with for_caller():
                asked = pb.ListTasksRequest(dossier_id=dossier_id, page_size=1)
                return bool(self._stub.ListTasks(asked, timeout=SECONDS).tasks)
        except MotcuaError:
            return False
