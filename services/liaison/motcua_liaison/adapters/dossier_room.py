# SPDX-License-Identifier: Apache-2.0
"""Intake as this service uses it for lookups: what they are asked with, and where their answers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.intake.v1 import lookups_pb2 as pb
from motcua_hosting.calls import for_caller

from motcua_liaison.adapters.inquiries import Inquiry
from motcua_liaison.adapters.workflow_business import request_id
from motcua_liaison.app.telling import stamp
from motcua_liaison.domain.lookup import Reply

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """`source` is the database's key in the procedure, `answer` the message that brings its answer. `not_needed`: the dossier
    ended without a result, and nothing may be asked."""

    source: str
    asks: Mapping[str, str]
    answer: str
    not_needed: bool = False


class DossierRoom:
    """Calls intake by the service account of liaison, but where a caller wants to read."""

    def __init__(self, intake: intake_pb2_grpc.IntakeServiceStub) -> None:
        self._intake = intake

    def question(self, inquiry: Inquiry) -> Question:
        request = pb.GetLookupQuestionRequest(dossier_id=inquiry.dossier_id, message=inquiry.message)
        found = self._intake.GetLookupQuestion(request, timeout=SECONDS)
        return Question(found.source, dict(found.asks), found.answer, found.not_needed)

    def shows_whole(self, dossier_id: str) -> bool:
        """Whether the caller, in whose name intake is asked, sees the whole dossier; raises NotFound when nothing of it."""
        with for_caller():
            asked = intake_pb2.GetDossierRequest(dossier_id=dossier_id, only_id=True)
            return not self._intake.GetDossier(asked, timeout=SECONDS).dossier.narrowed

    def keep(self, inquiry: Inquiry, question: Question, reply: Reply) -> tuple[str, str]:
        """Outcome and reference as they are kept: of an answer that came twice, the first."""
        # Another answer than before a crash is another request; intake keeps the first of an inquiry.
        asked = f"{inquiry.message_id}:{reply.outcome}"
        request = pb.KeepLookupRequest(
            request_id=request_id(asked, 1), dossier_id=inquiry.dossier_id, lookup_id=inquiry.message_id,
            source=question.source, outcome=reply.outcome, values=dict(reply.values), reference=reply.reference,
            asked_at=stamp(inquiry.asked_at),
        )  # fmt: skip
        kept = self._intake.KeepLookup(request, timeout=SECONDS).lookup
        return kept.outcome, kept.reference
