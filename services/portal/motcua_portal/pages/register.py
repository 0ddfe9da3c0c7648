# SPDX-License-Identifier: Apache-2.0
"""The register of a window (form 07): a list with days and procedure in the address, a file for spreadsheets, extracts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import intake_pb2
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as pb_ways
from motcua_rpc import AlreadyExists, InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response, StreamingResponse

from motcua_portal.desk.beside import said_beside
from motcua_portal.desk.typed import Posted
from motcua_portal.pages.files import disposition
from motcua_portal.web.gate import Officer, check_csrf
from motcua_portal.web.rendering import to_legal
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE, EXPORTED_AT_ONCE = 50, 100
FIELDS: Final = {"from_day": "tu", "to_day": "den"}
"""Names of the request's fields and of the page's."""
COLUMNS: Final = (
    "Số", "Mã hồ sơ", "Thủ tục", "Số bộ", "Cá nhân, tổ chức", "Địa chỉ", "Điện thoại", "Cơ quan chủ trì", "Nhận lúc", "Hẹn trả",
    "Chuyển lúc", "Nhận kết quả", "Trả kết quả", "Người nhận", "Ghi chú", "Cách nộp", "Cách nhận kết quả",
)  # fmt: skip
SOURCES: Final = {
    "WINDOW": "Trực tiếp tại quầy",
    "POST": "Qua bưu chính công ích",
    "PORTAL": "Trực tuyến",
    "NATIONAL_PORTAL": "Trực tuyến, Cổng DVCQG",
}
WAY_NAMES: Final = {
    pb_ways.RETURN_WAY_WINDOW: "Tại quầy",
    pb_ways.RETURN_WAY_POST: "Qua bưu chính công ích",
    pb_ways.RETURN_WAY_ELECTRONIC: "Bản điện tử",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@router.get("/so-theo-doi")
def show(visit: Officer, tu: str = "", den: str = "", thu_tuc: str = "", trang: str = "") -> Response:
    """The register of these days; this month where none are given."""
    return _page(visit, *_days(visit, tu, den), thu_tuc, trang)


@router.get("/so-theo-doi.csv")
def export(visit: Officer, tu: str = "", den: str = "", thu_tuc: str = "") -> Response:
    """All lines of these days: UTF-8 with its mark, so that spreadsheets read the accents."""
    tu, den = _days(visit, tu, den)
    asked = pb.ListRegisterRequest(from_day=tu, to_day=den, procedure_key=thu_tuc, page_size=EXPORTED_AT_ONCE)
    try:
        first = _read(visit, asked)
    except InvalidInput:
        return RedirectResponse(f"/so-theo-doi?{urlencode({'tu': tu, 'den': den, 'thu_tuc': thu_tuc})}", 303)
    headers = {
        "Content-Disposition": disposition(f"so-theo-doi-{tu}-{den}.csv", inline=False),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(
        _rows(visit, asked, first), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.get("/so-theo-doi/{extract_id}")
def looks(visit: Officer, extract_id: str, trang: str = "") -> Response:
    """Who opened or printed an extract, and when."""
    asked = pb.ListPrintingsRequest(extract_id=extract_id, page_size=PAGE_SIZE, page_token=trang)
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.ListPrintings(asked)
    except InvalidInput:
        return RedirectResponse(f"/so-theo-doi/{extract_id}" if trang else "/so-theo-doi", 303)
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/extract_looks.html", printings=found.printings, next_token=found.next_page_token, extract=extract_id,
    )  # fmt: skip
    return page


@router.post("/so-theo-doi")
def print_extract(visit: Officer, typed: Posted) -> Response:
    """Issue an extract on paper."""
    check_csrf(visit, typed.one("csrf"))
    tu, den, chosen = typed.one("tu"), typed.one("den"), typed.one("thu_tuc")
    request = pb.PrintRegisterRequest(
        request_id=typed.one("request_id"), from_day=tu, to_day=den, procedure_key=chosen
    )
    try:
        with visit.acting():
            made = visit.request.app.state.services.intake.PrintRegister(request).extract
    except (InvalidInput, AlreadyExists) as error:
        return _page(visit, tu, den, chosen, "", error)
    return RedirectResponse(
        f"/so-theo-doi?{urlencode({'tu': tu, 'den': den, 'thu_tuc': chosen, 'so': made.number})}#extracts",
        303,
    )


def _page(
    visit: Visit, tu: str, den: str, chosen: str, trang: str, error: MotcuaError | None = None
) -> Response:
    asked = pb.ListRegisterRequest(
        from_day=tu, to_day=den, procedure_key=chosen, page_size=PAGE_SIZE, page_token=trang
    )
    found, wrong = pb.ListRegisterResponse(), said_beside(visit, error, FIELDS)
    try:
        found = _read(visit, asked)
    except InvalidInput as refused:
        if trang:
            return RedirectResponse(
                f"/so-theo-doi?{urlencode({'tu': tu, 'den': den, 'thu_tuc': chosen})}", 303
            )
        wrong = wrong or said_beside(visit, refused, FIELDS)
    intake = visit.request.app.state.services.intake
    with visit.acting():
        extracts = intake.ListRegisterExtracts(pb.ListRegisterExtractsRequest(page_size=10)).extracts
        procedures = intake.ListProcedures(intake_pb2.ListProceduresRequest(page_size=100)).procedures
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/register.html", status=422 if wrong else error.http_status if error else 200,
        lines=found.lines, sources=SOURCES, ways=WAY_NAMES,
        next_token=found.next_page_token, first=not trang, tu=tu, den=den, chosen=chosen, procedures=procedures,
        extracts=extracts, wrong=wrong, error=error.message(visit.language) if error and not wrong else "",
        query=urlencode({"tu": tu, "den": den, "thu_tuc": chosen}), made=visit.request.query_params.get("so", ""),
    )  # fmt: skip
    return page


def _days(visit: Visit, tu: str, den: str) -> tuple[str, str]:
    today: date = visit.request.app.state.clock.now().date()
    return tu or today.replace(day=1).isoformat(), den or today.isoformat()


def _read(visit: Visit, asked: pb.ListRegisterRequest) -> pb.ListRegisterResponse:
    with visit.acting():
        found: pb.ListRegisterResponse = visit.request.app.state.services.intake.ListRegister(asked)
    return found


def _rows(visit: Visit, asked: pb.ListRegisterRequest, page: pb.ListRegisterResponse) -> Iterator[bytes]:
    """The file piece by piece: one page of the list at a time is held."""
    yield "\ufeff".encode()
    yield _csv([visit.say(one) for one in COLUMNS])
    while True:
        for one in page.lines:
            yield _csv(_cells(visit, one))
        if not page.next_page_token:
            return
        asked.page_token = page.next_page_token
        page = _read(visit, asked)


def _cells(visit: Visit, one: pb.RegisterLine) -> list[str]:
    return [
        one.number, one.code, visit.pick(one.procedure_name), str(one.sets), one.applicant_name, one.address, one.phone,
        visit.pick(one.lead), _moment(one, "accepted_at"), _moment(one, "promised_at"), _moment(one, "transferred_at"),
        _moment(one, "result_at"), _moment(one, "returned_at"), one.receiver, visit.pick(one.note),
        visit.say(SOURCES.get(one.source, "")), visit.say(WAY_NAMES.get(one.return_way, "")),
    ]  # fmt: skip


def _moment(one: pb.RegisterLine, name: str) -> str:
    """As spreadsheets read it; "" when it has not come."""
    stamped: Timestamp = getattr(one, name)
    at: datetime = to_legal(stamped)
    return f"{at:%Y-%m-%d %H:%M}" if one.HasField(name) else ""


def _csv(cells: list[str]) -> bytes:
    """One line. What a spreadsheet would take for a formula is made a text (OWASP, CSV injection)."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode()
