# SPDX-License-Identifier: Apache-2.0
"""The mail log: what was told to whom, when, and what became of it; for operators, who may let it be tried again, and for heads
of units, who may read what went to applicants of their own."""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from motcua.notification.v1 import mail_log_pb2 as pb
from motcua.notification.v1 import notification_pb2
from motcua_rpc import InvalidInput, MotcuaError, Unauthenticated
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import notice_words
from motcua_portal.desk.beside import said_beside
from motcua_portal.desk.typed import Posted
from motcua_portal.web.errors import PageRefused
from motcua_portal.web.gate import Officer, Operator, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE: Final = 50
OPERATORS, HEADS = "/van-hanh/thong-bao", "/thong-bao-da-gui"
FIELDS: Final = {"from_day": "tu", "to_day": "den", "state": "trang_thai"}
STATES: Final = (
    ("failed", "Gửi hỏng"),
    ("retrying", "Đang gửi lại"),
    ("queued", "Đang chờ gửi"),
    ("sent", "Đã gửi"),
    ("no_address", "Không có địa chỉ"),
    ("not_needed", "Không cần gửi nữa"),
)


@router.get(OPERATORS)
def for_operators(
    visit: Operator, ma: str = "", trang_thai: str = "", tu: str = "", den: str = "", trang: str = ""
) -> Response:
    """Everything, without persons."""
    return _page(visit, OPERATORS, {"ma": ma, "trang_thai": trang_thai, "tu": tu, "den": den}, trang)


@router.get(HEADS)
def for_heads(
    visit: Officer, ma: str = "", trang_thai: str = "", tu: str = "", den: str = "", trang: str = ""
) -> Response:
    """What went to applicants of the head's own units."""
    _head(visit)
    return _page(visit, HEADS, {"ma": ma, "trang_thai": trang_thai, "tu": tu, "den": den}, trang)


@router.get(HEADS + "/{notice_id}")
def text(visit: Officer, notice_id: str) -> Response:
    """The text of one notice."""
    _head(visit)
    with visit.acting():
        asked = pb.GetNoticeTextRequest(notice_id=notice_id)
        found = visit.request.app.state.services.notification.GetNoticeText(asked)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/notice_text.html", found=found, one=found.notice, states=dict(STATES)
    )
    return page


@router.post(OPERATORS)
def retry(visit: Operator, typed: Posted) -> Response:
    """Let one be tried again, in the operator's name."""
    check_csrf(visit, typed.one("csrf"))
    narrowed = {name: typed.one(name) for name in ("ma", "trang_thai", "tu", "den")}
    request = notification_pb2.RetryFailureRequest(
        request_id=typed.one("request_id"), failure_id=typed.one("failure")
    )
    try:
        with visit.acting():
            visit.request.app.state.services.notification.RetryFailure(request)
    except Unauthenticated:
        raise
    except MotcuaError as error:
        return _page(visit, OPERATORS, narrowed, "", error)
    return RedirectResponse(f"{OPERATORS}?{_query(narrowed | {'thu-lai': '1'})}", 303)


def _page(
    visit: Visit, path: str, narrowed: dict[str, str], token: str, refused: MotcuaError | None = None
) -> Response:
    asked = pb.ListMailLogRequest(
        dossier_code=narrowed["ma"], state=narrowed["trang_thai"], from_day=narrowed["tu"],
        to_day=narrowed["den"], page_size=PAGE_SIZE, page_token=token,
    )  # fmt: skip
    found, wrong = pb.ListMailLogResponse(), {}
    try:
        with visit.acting():
            found = visit.request.app.state.services.notification.ListMailLog(asked)
    except InvalidInput as error:
        if token:
            return RedirectResponse(f"{path}?{_query(narrowed)}", 303)
        wrong = said_beside(visit, error, FIELDS)
    status = 422 if wrong else refused.http_status if refused else 200
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/notices.html", status=status, notices=found.notices, next_token=found.next_page_token,
        first=not token, path=path, narrowed=narrowed, wrong=wrong, states=STATES, words=dict(STATES),
        query=_query(narrowed), operators=path == OPERATORS, about=partial(notice_words.about, visit),
        way=partial(notice_words.way, visit), told=partial(notice_words.told, visit),
        refused=refused.message(visit.language) if refused else "",
        retried=visit.request.query_params.get("thu-lai") == "1",
    )  # fmt: skip
    return page


def _head(visit: Visit) -> None:
    """The service checks it again. Raises PageRefused."""
    if not visit.leads:
        raise PageRefused()


def _query(values: dict[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value})
