# SPDX-License-Identifier: Apache-2.0
"""The workflow service as intake asks it, as itself; every call is idempotent by an id that follows from what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_rpc import Channel
from motcua_rpc.structs import to_struct

from motcua_intake.adapters.actors import kept_actor
from motcua_intake.domain.records import Dossier

SECONDS = 10.0
"""Longest wait for one answer."""


@dataclass(frozen=True, slots=True)
class Package:
    version: int
    files: dict[str, bytes]


class Workflow:
    """Raises errors of motcua_rpc: Unavailable and DeadlineExceeded when it cannot be reached now."""

    def __init__(self, channel: Channel) -> None:
        self._stub = workflow_pb2_grpc.WorkflowServiceStub(channel)

    def package(self, key: str, version: int) -> Package:
        """The files of one version; 0 is the newest."""
        answer = self._stub.GetPackage(
            pb.GetPackageRequest(procedure_key=key, version=version), timeout=SECONDS
        )
        return Package(answer.version.version, dict(answer.files))

    def start(self, dossier: Dossier, facts: Mapping[str, Any]) -> None:
        """Start the process of an accepted dossier; repeated, it changes nothing."""
        self._stub.StartProcess(
            pb.StartProcessRequest(
                request_id=f"start:{dossier.id}",
                dossier_id=dossier.id,
                dossier_code=dossier.code,
                procedure_key=dossier.procedure_key,
                procedure_version=dossier.procedure_version,
                territory=dossier.territory,
                facts=to_struct(facts),
            ),
            timeout=SECONDS,
        )

    def deliver(
        self,
        request_id: str,
        message_id: str,
        name: str,
        dossier_id: str,
        payload: Mapping[str, Any],
        actor: Mapping[str, str],
    ) -> bool:
        """Hand a message of the applicant to whoever waits for it; False when nobody does. `actor` is who caused it, as the
        history keeps it."""
        answer = self._stub.DeliverMessage(
            pb.DeliverMessageRequest(
                request_id=request_id,
                message_id=message_id,
                name=name,
                dossier_id=dossier_id,
                payload=to_struct(payload),
                actor=kept_actor(actor) if any(actor.values()) else None,
            ),
            timeout=SECONDS,
        )
        return bool(answer.delivery == pb.DELIVERY_ACCEPTED)
