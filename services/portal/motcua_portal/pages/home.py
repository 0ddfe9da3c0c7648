# SPDX-License-Identifier: Apache-2.0
"""The first page: search for a procedure, follow a dossier by its code."""

from __future__ import annotations

from fastapi import APIRouter
from motcua.intake.v1 import intake_pb2 as pb
from starlette.responses import Response

from motcua_portal.web.gate import Anyone

router = APIRouter()


@router.get("/")
def home(visit: Anyone) -> Response:
    """Everybody's first page."""
    state = visit.request.app.state
    with visit.acting():
        found = state.services.intake.ListProcedures(pb.ListProceduresRequest(page_size=20))
    answer: Response = state.pages.render(visit, "home.html", procedures=found.procedures)
    return answer
