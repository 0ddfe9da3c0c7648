# SPDX-License-Identifier: Apache-2.0
"""The operator reads what was sent: the mailbox of the embedded shape."""

from __future__ import annotations

from fastapi import APIRouter
from motcua.notification.v1 import notification_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.web.gate import Operator

router = APIRouter()
PAGE_SIZE = 50


@router.get("/van-hanh/hop-thu")
def mailbox(visit: Operator, trang: str = "") -> Response:
    """Mails, newest first."""
    state = visit.request.app.state
    try:
        with visit.acting():
            found = state.services.notification.ListMail(
                pb.ListMailRequest(page_size=PAGE_SIZE, page_token=trang)
            )
    except InvalidInput:
        return RedirectResponse("/van-hanh/hop-thu", 303)
    page: Response = state.pages.render(
        visit, "desk/mailbox.html", mails=found.mails, next_token=found.next_page_token, first=not trang
    )
    return page


@router.get("/van-hanh/hop-thu/{mail_id}")
def mail(visit: Operator, mail_id: str) -> Response:
    """One mail as plain text."""
    state = visit.request.app.state
    with visit.acting():
        found = state.services.notification.GetMail(pb.GetMailRequest(mail_id=mail_id)).mail
    page: Response = state.pages.render(visit, "desk/mail.html", mail=found)
    return page
