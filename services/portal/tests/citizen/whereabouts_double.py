# SPDX-License-Identifier: Apache-2.0
"""The one method of assignment that citizens' pages call, in memory behind its real contract."""

from __future__ import annotations

from typing import Any

from intake_double import fail
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc, journey_pb2
from motcua_rpc import Unavailable


class WhereaboutsDouble(assignment_pb2_grpc.AssignmentServiceServicer):
    """`places` is public; `away` makes the service not answer."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.places: list[pb.Whereabouts] = []
        self.past: list[journey_pb2.Stay] = []
        self.asked: list[str] = []
        self.away = False

    def GetWhereabouts(self, request: pb.GetWhereaboutsRequest, context: Any) -> Any:
        self.asked.append(request.dossier_id)
        if self.away:
            fail(context, Unavailable())
        return pb.GetWhereaboutsResponse(places=self.places, past=self.past)
