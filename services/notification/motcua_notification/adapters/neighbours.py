# SPDX-License-Identifier: Apache-2.0
"""What other services are asked, as the service account of notification and never inside a transaction: where to reach a
person (intake), and the names of papers, parts and results (workflow)."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_hosting.calls import for_caller
from motcua_procedure import Procedure, ProcedurePackage
from motcua_procedure.published import Kept

from motcua_notification.app.ports import Contact

SECONDS = 5.0


class IntakeContacts:
    """Asked anew for each try, as an address may have been corrected."""

    def __init__(self, intake: intake_pb2_grpc.IntakeServiceStub) -> None:
        self._intake = intake

    def of(self, dossier_id: str) -> Contact:
        found = self._intake.GetContact(intake_pb2.GetContactRequest(dossier_id=dossier_id), timeout=SECONDS)
        return Contact(found.name, found.email)

    def of_draft(self, draft_id: str) -> Contact:
        found = self._intake.GetContact(intake_pb2.GetContactRequest(draft_id=draft_id), timeout=SECONDS)
        return Contact(found.name, found.email)

    def shows_whole(self, dossier_id: str) -> bool:
        """Whether the caller, in whose name intake is asked, sees the whole dossier; raises NotFound when nothing of it."""
        with for_caller():
            asked = intake_pb2.GetDossierRequest(dossier_id=dossier_id, only_id=True)
            return not self._intake.GetDossier(asked, timeout=SECONDS).dossier.narrowed


class PublishedProcedures:
    """`get(key, version)`."""

    def __init__(self, workflow: workflow_pb2_grpc.WorkflowServiceStub) -> None:
        self._workflow = workflow
        self._kept = Kept(self._fetch)

    def get(self, key: str, version: int) -> Procedure:
        return self._kept.get(key, version)

    def _fetch(self, key: str, version: int) -> Procedure:
        request = workflow_pb2.GetPackageRequest(procedure_key=key, version=version)
        files = dict(self._workflow.GetPackage(request, timeout=SECONDS).files)
        return ProcedurePackage.from_files(files).procedure
