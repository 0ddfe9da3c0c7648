# SPDX-License-Identifier: Apache-2.0
"""The assignment service as intake asks it, in the name of whoever calls intake."""

from __future__ import annotations

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua_hosting.calls import for_caller
from motcua_rpc import Channel, MotcuaError, current_subject

SECONDS = 5.0
"""Longest wait for one answer."""
MOST = 50
"""Open tasks of one dossier in one inbox that are looked through."""


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

    def holds_return_as(self, dossier_id: str) -> str:
        """By what name the caller has the step of returning results: with both names where they stand in for a colleague; ""
        where they do not have it. Raises MotcuaError: where nobody can be asked, nothing is written under one name alone."""
        user = current_subject().username
        with for_caller():
            asked = pb.ListTasksRequest(dossier_id=dossier_id, page_size=MOST)
            tasks = self._stub.ListTasks(asked, timeout=SECONDS).tasks
        held = [one for one in tasks if one.kind == pb.TASK_KIND_RETURN and one.assignee.user == user]
        return held[0].assignee.name if held else ""
