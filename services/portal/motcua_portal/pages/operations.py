# SPDX-License-Identifier: Apache-2.0
"""The operator's page: what failed in each service and in the portal itself, with its cause, and trying it again. A service that
does not answer is a line on the page, not an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.notification.v1 import notification_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_hosting.acts import Actor
from motcua_hosting.letters import LABELS as SERVICE_LABELS
from motcua_rpc import InvalidInput, MotcuaError, NotFound, Unauthenticated, next_page_token, page
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Posted
from motcua_portal.web import crashes
from motcua_portal.web.gate import Operator, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PATIENCE = 4.0
"""Seconds that one service may take: the page must come while another is down."""
PAGE_SIZE = 50
PORTAL = "portal"
MESSAGES: dict[str, Any] = {
    "workflow": workflow_pb2,
    "intake": intake_pb2,
    "assignment": assignment_pb2,
    "notification": notification_pb2,
    "liaison": liaison_pb2,
}
DISCARDING = frozenset(MESSAGES) - {"workflow"}
"""Services that take events; the workflow service's failures are incidents of drawings."""
LABELS = {**SERVICE_LABELS, PORTAL: "Trang web"}


@dataclass(frozen=True, slots=True)
class Health:
    """One service: its failures, or the sentence why it says nothing. `token` is the next page."""

    name: str
    label: str
    failures: tuple[common_pb2.Failure, ...] = ()
    silent: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Business time of the node."""

    now: Any
    ahead: timedelta
    trial: bool


@router.get("/van-hanh")
def operations(visit: Operator) -> Response:
    """Everything that waits for an operator."""
    return _page(visit)


@router.post("/van-hanh")
def retry(visit: Operator, typed: Posted) -> Response:
    """Let one failure be tried again, or mark a crash as seen; the list afterwards shows what came of it."""
    check_csrf(visit, typed.one("csrf"))
    service, failure_id = typed.one("service"), typed.one("failure")
    try:
        if service == PORTAL:
            _see(visit, failure_id)
        elif service in MESSAGES:
            seen = _retry(visit, service, failure_id, typed.one("request_id"))
            return RedirectResponse(f"/van-hanh?thu-lai={PORTAL if seen else service}", 303)
        else:
            return RedirectResponse("/van-hanh", 303)
    except Unauthenticated:
        raise
    except MotcuaError as error:
        return _page(visit, error, error.http_status)
    return RedirectResponse(f"/van-hanh?thu-lai={service}", 303)


@router.post("/van-hanh/bo-qua")
def discard(visit: Operator, typed: Posted) -> Response:
    """Give up on one event for good, with the reason that was typed."""
    check_csrf(visit, typed.one("csrf"))
    service = typed.one("service")
    if service not in DISCARDING:
        return RedirectResponse("/van-hanh", 303)
    request = MESSAGES[service].DiscardFailureRequest(
        request_id=typed.one("request_id"), failure_id=typed.one("failure"), reason=typed.one("reason")
    )
    try:
        with visit.acting():
            _stub(visit, service).DiscardFailure(request)
    except Unauthenticated:
        raise
    except MotcuaError as error:
        return _page(visit, error, error.http_status)
    return RedirectResponse(f"/van-hanh?da-bo={service}", 303)


def _retry(visit: Visit, service: str, failure_id: str, request_id: str) -> bool:
    """Whether nothing was tried again: a failed call is only marked as seen."""
    request = MESSAGES[service].RetryFailureRequest(request_id=request_id, failure_id=failure_id)
    with visit.acting():
        return bool(_stub(visit, service).RetryFailure(request).failure.kind == "crash")


def _see(visit: Visit, code: str) -> None:
    state = visit.request.app.state
    if not state.crashes.mark_seen(code, Actor.of(visit.subject), state.clock.now()):
        raise NotFound(
            "CRASH_UNKNOWN",
            "Không có lỗi trang nào chưa xem mang mã này.",
            "There is no crash of this code that nobody has seen.",
        )


def _page(visit: Visit, refused: MotcuaError | None = None, status: int = 200) -> Response:
    query = visit.request.query_params
    resolved = query.get("tat-ca") == "1"
    services = [_ask(visit, name, query.get(f"trang-{name}", ""), resolved) for name in MESSAGES]
    services.append(_own(visit, query.get(f"trang-{PORTAL}", ""), resolved))
    _fill_in_codes(services)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/operations.html", status=status, services=services, clock=_clock(visit), resolved=resolved,
        refused=refused, discarded=LABELS.get(query.get("da-bo", ""), ""),
        retried=LABELS.get(query.get("thu-lai", ""), ""), seen=query.get("thu-lai") == PORTAL,
        waiting=sum(_open(one) for one in services),
    )  # fmt: skip
    return page


def _ask(visit: Visit, name: str, token: str, resolved: bool) -> Health:
    request = MESSAGES[name].ListFailuresRequest(page_size=PAGE_SIZE, page_token=token, all=resolved)
    try:
        with visit.acting():
            answer = _stub(visit, name).ListFailures(request, timeout=PATIENCE)
    except Unauthenticated:
        raise
    except InvalidInput:
        return (
            _ask(visit, name, "", resolved)
            if token
            else Health(name, LABELS[name], silent=visit.say("Danh sách không đọc được."))
        )
    except MotcuaError as error:
        return Health(name, LABELS[name], silent=error.message(visit.language))
    return Health(name, LABELS[name], tuple(answer.failures), token=answer.next_page_token)


def _own(visit: Visit, token: str, resolved: bool) -> Health:
    """The portal's own crashes, from its own table."""
    query = {"list": "crashes", "all": resolved}
    try:
        wanted = page(PAGE_SIZE, token, query=query)
    except InvalidInput:
        wanted = page(PAGE_SIZE, "", query=query)
    below: Any = wanted.after
    rows = visit.request.app.state.crashes.newest(below, wanted.size + 1, resolved)
    shown = tuple(crashes.failure(row) for row in rows[: wanted.size])
    last = rows[wanted.size - 1] if len(rows) > wanted.size else None
    more = next_page_token((last.at.astimezone(UTC), last.code), query=query) if last else ""
    return Health(PORTAL, LABELS[PORTAL], shown, token=more)


def _fill_in_codes(services: Sequence[Health]) -> None:
    """An event that cannot be read knows its dossier by the id alone; a row beside it may say the code."""
    rows = [failure for one in services for failure in one.failures if failure.dossier_id]
    codes = {row.dossier_id: row.dossier_code for row in rows if row.dossier_code}
    for row in rows:
        row.dossier_code = row.dossier_code or codes.get(row.dossier_id, "")


def _clock(visit: Visit) -> Clock | None:
    try:
        with visit.acting():
            services = visit.request.app.state.services
            answer = services.workflow.GetClock(workflow_pb2.GetClockRequest(), timeout=PATIENCE)
    except Unauthenticated:
        raise
    except MotcuaError:
        return None
    return Clock(answer.now, answer.ahead.ToTimedelta(), answer.may_be_advanced)


def _open(health: Health) -> int:
    return sum(one.state != "resolved" for one in health.failures)


def _stub(visit: Visit, name: str) -> Any:
    return getattr(visit.request.app.state.services, name)
