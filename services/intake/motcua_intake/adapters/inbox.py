# SPDX-License-Identifier: Apache-2.0
"""The assignment service as intake asks it: in the name of whoever calls intake, and of a unit in its own."""

from __future__ import annotations

from datetime import date

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc, desk_pb2
from motcua_hosting.calls import for_caller
from motcua_rpc import Channel, MotcuaError, current_subject

from motcua_intake.domain.standing_in import StandIn

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

    def of_callers_unit(self) -> list[StandIn]:
        """Who stands in for whom in the caller's unit today. Raises MotcuaError."""
        with for_caller():
            return self._stand_ins("")

    def of_unit(self, unit: str) -> list[StandIn]:
        """The same of any unit, asked by the service itself. Raises MotcuaError."""
        return self._stand_ins(unit)

    def _stand_ins(self, unit: str) -> list[StandIn]:
        found, token = [], ""
        for _ in range(MOST):
            asked = desk_pb2.ListSubstitutionsRequest(unit=unit, page_size=MOST, page_token=token)
            page = self._stub.ListSubstitutions(asked, timeout=SECONDS)
            found += [_stand_in(one) for one in page.substitutions if one.active]
            token = page.next_page_token
            if not token:
                break
        return found


def _stand_in(one: desk_pb2.Substitution) -> StandIn:
    return StandIn(one.absent.user, one.substitute.user, date.fromisoformat(one.to_day))
