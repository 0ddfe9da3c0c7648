# SPDX-License-Identifier: Apache-2.0
"""Apologies of a unit that is late (form 04): what waits for the signature of its head, or of who signs for that one, read,
corrected and signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from fastapi import APIRouter
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua_calendar import legal_time
from motcua_calendar.text import short_day
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.beside import said_beside
from motcua_portal.desk.typed import Posted, Typed
from motcua_portal.pages.files import disposition
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE = 25
MOST_COUNTED = 10
VIEWS: Final = {
    "cho-ky": (pb.EXTENSION_STATE_DRAFT, "Chờ ký", "Không có văn bản nào chờ ký."),
    "da-ky": (pb.EXTENSION_STATE_SIGNED, "Đã ký", "Chưa ký văn bản nào."),
    "khong-can": (pb.EXTENSION_STATE_NOT_NEEDED, "Không cần nữa", "Không có văn bản nào được bỏ."),
}
FIELDS: Final = {"reason": "reason", "new_day": "new-day"}
"""Names of the request's fields and ids on the page."""
NO_DAY: Final = "Hãy chọn ngày hẹn mới."


@router.get("/xin-loi")
def listed(visit: Officer, muc: str = "cho-ky", trang: str = "") -> Response:
    """The apologies of the unit. A page token of another list starts over instead of an error."""
    key = muc if muc in VIEWS else "cho-ky"
    asked = pb.ListExtensionsRequest(state=VIEWS[key][0], page_size=PAGE_SIZE, page_token=trang)
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.ListExtensions(asked)
    except InvalidInput:
        return RedirectResponse(f"/xin-loi?muc={key}", 303)
    now = legal_time(visit.request.app.state.clock.now())
    tonight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/apologies.html", views=VIEWS, chosen=key, extensions=found.extensions,
        next_token=found.next_page_token, may_sign=found.may_sign, signers=told(visit, found.signers),
        allowed=found.allowed, first=not trang, moment_now=now.astimezone(UTC).replace(tzinfo=None),
        tonight=tonight.astimezone(UTC).replace(tzinfo=None),
    )  # fmt: skip
    return page


@router.get("/xin-loi/{extension_id}")
def show(visit: Officer, extension_id: str) -> Response:
    """One apology; a draft as a form to sign, to whom may sign it."""
    return _page(visit, _find(visit, extension_id), Typed.of_fields(visit.fields))


@router.get("/xin-loi/{extension_id}/xem-truoc")
def looked_before(visit: Officer, extension_id: str) -> Response:
    """The page again, without what was typed: where a change of language or a link leads back to."""
    return RedirectResponse(f"/xin-loi/{extension_id}", 303)


@router.post("/xin-loi/{extension_id}/xem-truoc")
def look(visit: Officer, typed: Posted, extension_id: str) -> Response:
    """What the chosen day comes to, and with `sheet` the sheet as it would be signed (PDF). Nothing is signed."""
    check_csrf(visit, typed.one("csrf"))
    if not typed.one("new-day").strip():
        return _page(visit, _find(visit, extension_id), typed, {"new-day": visit.say(NO_DAY)})
    sheet = typed.one("view") == "sheet"
    asked = pb.GetExtensionRequest(
        extension_id=extension_id, new_day=typed.one("new-day"), reason=typed.one("reason"), preview=sheet
    )
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.GetExtension(asked)
    except (InvalidInput, Conflict) as error:
        return _page(visit, _find(visit, extension_id), typed, said_beside(visit, error, FIELDS), error)
    if sheet:
        name = disposition(f"du-thao-{found.extension.code}.pdf", inline=True)
        headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
        return Response(found.preview, media_type="application/pdf", headers=headers)
    return _page(visit, found, typed, looked=True)


@router.post("/xin-loi/{extension_id}")
def sign(visit: Officer, typed: Posted, extension_id: str) -> Response:
    """Sign; what is refused is said beside what was typed."""
    check_csrf(visit, typed.one("csrf"))
    request = pb.SignExtensionRequest(
        request_id=typed.one("request_id"),
        extension_id=extension_id,
        reason=typed.one("reason"),
        new_day=typed.one("new-day"),
    )
    try:
        with visit.acting():
            visit.request.app.state.services.intake.SignExtension(request)
    except (InvalidInput, Conflict, AlreadyExists) as error:
        beside = said_beside(visit, error, FIELDS)
        return _page(visit, _find(visit, extension_id), typed, beside, error)
    return RedirectResponse(f"/xin-loi/{extension_id}?xong=1", 303)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many drafts wait, counted to 10, as "10+" beyond, and whether this person signs them."""

    count: str
    may_sign: bool


def waiting(visit: Visit) -> Waiting | None:
    """What waits for a signature, to a head and to who stands in for one; None where nothing does, and to anybody else. The inbox
    does not wait for a service that is away."""
    with suppress(MotcuaError), visit.acting():
        intake = visit.request.app.state.services.intake
        found = intake.ListExtensions(pb.ListExtensionsRequest(page_size=MOST_COUNTED))
        count = len(found.extensions)
        if count:
            return Waiting(f"{count}+" if found.next_page_token else str(count), found.may_sign)
    return None


def told(visit: Visit, signers: Iterable[pb.Signer]) -> list[str]:
    """Who signs and who could, each in a line."""
    return [_told(visit, one) for one in signers]


def _told(visit: Visit, one: pb.Signer) -> str:
    name = one.person.name
    heads = ", ".join(head.name for head in one.in_place_of)
    if heads and one.today:
        return visit.say("{name}, đang làm thay và ký thay {heads}", name=name, heads=heads)
    if heads:
        return visit.say("{name}, nếu được cử làm thay {heads}", name=name, heads=heads)
    if one.away_until:
        away = _written(visit, one.away_until)
        return visit.say("{name}, vắng đến hết {day}; đến ký vẫn được", name=name, day=away)
    return name


def _find(visit: Visit, extension_id: str) -> pb.GetExtensionResponse:
    with visit.acting():
        intake = visit.request.app.state.services.intake
        found: pb.GetExtensionResponse = intake.GetExtension(
            pb.GetExtensionRequest(extension_id=extension_id)
        )
    return found


def _page(
    visit: Visit,
    found: pb.GetExtensionResponse,
    typed: Typed,
    wrong: Mapping[str, str] | None = None,
    error: MotcuaError | None = None,
    *,
    looked: bool = False,
) -> Response:
    extension = found.extension
    drafted = extension.state == pb.EXTENSION_STATE_DRAFT
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/apology.html", status=422 if wrong else error.http_status if error else 200,
        one=extension, drafted=drafted, signed=extension.state == pb.EXTENSION_STATE_SIGNED, typed=typed, wrong=wrong or {},
        first=_written(visit, extension.first_day), last=_written(visit, extension.last_day),
        error=error.message(visit.language) if error and not wrong else "",
        done=visit.request.query_params.get("xong") == "1", looked=looked, may_sign=found.may_sign,
        signers=told(visit, found.signers),
    )  # fmt: skip
    return page


def _written(visit: Visit, day: str) -> str:
    return short_day(date.fromisoformat(day), "en" if visit.language == "en" else "vi") if day else ""
