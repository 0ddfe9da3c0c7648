# SPDX-License-Identifier: Apache-2.0
"""Whether the caller may read a dossier: intake knows its applicant, windows and agencies, so intake is asked, in the caller's
name."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.intake.v1 import intake_pb2
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua_hosting.calls import for_caller
from motcua_rpc import NotFound


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier that the caller may read; `parts`: the only ones of it that they see, None for the whole."""

    dossier_id: str
    parts: frozenset[str] | None = None


class DossierSight:
    """One rule in one place: no second list of who may see what."""

    def __init__(self, intake: IntakeServiceStub) -> None:
        self._intake = intake

    def check(self, dossier_id: str) -> Seen:
        """A dossier that the caller may read, and how much of it.

        Raises:
            NotFound: there is none for this caller; the same for one of somebody else.
        """
        if not dossier_id:
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")
        with for_caller():
            asked = intake_pb2.GetDossierRequest(dossier_id=dossier_id, only_id=True)
            found = self._intake.GetDossier(asked).dossier
        return Seen(found.dossier_id, frozenset(one.key for one in found.parts) if found.narrowed else None)
