# SPDX-License-Identifier: Apache-2.0
"""The control slip (form 06) of a dossier, and who opened or printed its forms."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.web.gate import Officer

router = APIRouter()
PAGE_SIZE = 25
OUTCOMES: Final = {
    pb.PUNCTUALITY_UNDER_WAY: ("info", "…", "Đang giải quyết"),
    pb.PUNCTUALITY_EARLY: ("ok", "✓", "Trước hạn"),
    pb.PUNCTUALITY_ON_TIME: ("ok", "✓", "Đúng hạn"),
    pb.PUNCTUALITY_LATE: ("bad", "✕", "Quá hạn"),
}
"""By what came of a stay: colour, sign and words."""


@router.get("/viec/ho-so/{dossier_id}/phieu-kiem-soat")
def show(visit: Officer, dossier_id: str, trang: str = "") -> Response:
    """The hand-overs as they stand now; the printed form once the dossier has ended."""
    intake = visit.request.app.state.services.intake
    asked = pb.ListPrintingsRequest(dossier_id=dossier_id, page_size=PAGE_SIZE, page_token=trang)
    with visit.acting():
        slip = intake.GetControlSlip(pb.GetControlSlipRequest(dossier_id=dossier_id)).slip
        try:
            looks = intake.ListPrintings(asked)
        except InvalidInput:
            return RedirectResponse(f"/viec/ho-so/{dossier_id}/phieu-kiem-soat", 303)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/control_slip.html", slip=slip, outcomes=OUTCOMES, printings=looks.printings,
        next_token=looks.next_page_token,
    )  # fmt: skip
    return page
