# SPDX-License-Identifier: Apache-2.0
"""Whether the caller may read a dossier: intake knows its applicant, windows and agencies, so intake is asked, in the caller's
name."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua_hosting.calls import for_caller
from motcua_rpc import NotFound


class DossierSight:
    """One rule in one place: no second list of who may see what."""

    def __init__(self, intake: IntakeServiceStub) -> None:
        self._intake = intake

    def check(self, dossier_id: str) -> str:
        """The id of a dossier that the caller may read.

        Raises:
            NotFound: there is none for this caller; the same for one of somebody else.
        """
        if not dossier_id:
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")
        with for_caller():
            asked = intake_pb2.GetDossierRequest(dossier_id=dossier_id, only_id=True)
            found: str = self._intake.GetDossier(asked).dossier.dossier_id
        return found
