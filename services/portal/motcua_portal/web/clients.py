# SPDX-License-Identifier: Apache-2.0
"""The services as the portal calls them: by gRPC, in the visitor's name, like any integrator."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua.liaison.v1.liaison_pb2_grpc import LiaisonServiceStub
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_hosting.calls import neighbour
from motcua_rpc import Channel

from motcua_portal.settings import Settings

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")


@dataclass(frozen=True)
class Services:
    """Stubs; every call is made inside `visit.acting()`."""

    workflow: WorkflowServiceStub
    intake: IntakeServiceStub
    assignment: AssignmentServiceStub
    notification: NotificationServiceStub
    liaison: LiaisonServiceStub
    channels: tuple[Channel, ...]

    @classmethod
    def connect(cls, settings: Settings) -> Services:
        """A channel per service; those to one address share its connection, which is gRPC's own work."""
        channels = tuple(neighbour(settings, name) for name in SERVICES)
        workflow, intake, assignment, notification, liaison = channels
        return cls(
            WorkflowServiceStub(workflow),
            IntakeServiceStub(intake),
            AssignmentServiceStub(assignment),
            NotificationServiceStub(notification),
            LiaisonServiceStub(liaison),
            channels,
        )

    def close(self) -> None:
        for opened in self.channels:
            opened.close()
