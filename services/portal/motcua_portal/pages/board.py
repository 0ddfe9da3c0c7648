# SPDX-License-Identifier: Apache-2.0
"""The board of heads of units and operators: numbers as charts and as tables, files for spreadsheets, and the list behind each
number. What is looked at stands in the address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from motcua.intake.v1 import board_pb2 as pb
from motcua_rpc import InvalidInput
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk import board as shown
from motcua_portal.desk.beside import said_beside
from motcua_portal.desk.board import DESK, IN_DAYS, LABELS, NOW, PREFIX, RATINGS, WAITS, Asked, Row
from motcua_portal.desk.board_days import Period, keys_of, period_of
from motcua_portal.pages.files import disposition
from motcua_portal.web.errors import PageRefused, PageUnknown
from motcua_portal.web.gate import SignedIn
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

router = APIRouter()
PAGE_SIZE: Final = 50
FIELDS: Final = {"from_day": "tu", "to_day": "den", "unit": "don_vi"}
_SAID: Final = 60
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@router.get("/bang-theo-doi")
def board(
    visit: SignedIn, ky: str = "", tu: str = "", den: str = "", don_vi: str = "", thu_tuc: str = ""
) -> Response:
    """The numbers of a period; this month where none is named. What is wrong in the address is said, and not shown as if it were
    an answer."""
    _allowed(visit)
    wrong = _no_period(visit, ky)
    found, said, ky, don_vi = _answer(visit, ky, tu, den, don_vi, thu_tuc)
    wrong |= said
    if _unknown(found, thu_tuc):
        wrong["thu_tuc"], thu_tuc = (
            visit.say("Không có thủ tục “{key}”; dưới đây là tất cả thủ tục.", key=thu_tuc[:_SAID]),
            "",
        )
        found = _get(visit, found.from_day, found.to_day, don_vi, "")
    period = _shown(found, ky)
    asked = Asked(period.first, period.last, don_vi, thu_tuc)
    made = shown.board_of(visit, found, asked)
    now: date = visit.request.app.state.clock.now().date()
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/board.html", status=422 if wrong else 200, found=found, board=made, asked=asked, period=period,
        wrong=wrong, tu=tu or f"{period.first}", den=den or f"{period.last}", shortcuts=_shortcuts(now),
        in_days=IN_DAYS, current=NOW, ratings=RATINGS, at_desk=DESK, share=shown.share, bars=shown.bars,
        most_desk=max([1, *(one.done_in_time + one.done_late for one in found.desks)]),
        procedure_name={one.key: visit.pick(one.name) for one in found.procedures},
    )  # fmt: skip
    return page


@router.get("/bang-theo-doi.csv")
def export(
    visit: SignedIn,
    ky: str = "",
    tu: str = "",
    den: str = "",
    don_vi: str = "",
    thu_tuc: str = "",
    bang: str = "",
) -> Response:
    """All numbers by window and procedure, or by unit that does the work (`bang=don-vi`), or where dossiers wait now
    (`bang=dang-cho`): UTF-8 with its mark, so that spreadsheets read the accents."""
    _allowed(visit)
    try:
        found = _get(visit, *_days(visit, ky, tu, den), don_vi, thu_tuc)
    except InvalidInput:
        return RedirectResponse("/bang-theo-doi", 303)
    if _no_period(visit, ky) or _unknown(found, thu_tuc):
        asked = {"ky": ky, "tu": tu, "den": den, "don_vi": don_vi, "thu_tuc": thu_tuc}
        return RedirectResponse(f"/bang-theo-doi?{urlencode(asked)}", 303)  # the page says what is wrong
    rows = {"don-vi": _desk_rows, "dang-cho": _wait_rows}.get(bang, _cell_rows)(visit, found)
    name = f"bang-theo-doi{f'-{bang}' if bang in ('don-vi', 'dang-cho') else ''}-{found.from_day}-{found.to_day}.csv"
    headers = {
        "Content-Disposition": disposition(name, inline=False),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/bang-theo-doi/ho-so")
def dossiers(
    visit: SignedIn, so: str = "", tu: str = "", den: str = "", don_vi: str = "", thu_tuc: str = "", noi: str = "",
    buoc: str = "", cho_nguoi: str = "", o: str = "", tre: str = "", trang: str = "",
) -> Response:  # fmt: skip
    """The dossiers that one number counts. What is wrong with days or unit the board says."""
    _allowed(visit)
    if so not in LABELS:
        raise PageUnknown()
    first, last = _days(visit, "", tu, den)
    asked = {"tu": first, "den": last, "don_vi": don_vi, "thu_tuc": thu_tuc}
    more = {"so": so, "noi": noi, "buoc": buoc, "cho_nguoi": cho_nguoi, "o": o, "tre": tre}
    query = urlencode({name: value for name, value in (asked | more).items() if value})
    request = pb.ListBoardDossiersRequest(
        measure=getattr(pb, PREFIX + so), from_day=first, to_day=last, unit=don_vi,
        procedure_key=thu_tuc, window=noi, step=buoc, for_person=cho_nguoi == "1", desk=o, late=tre == "1",
        page_size=PAGE_SIZE, page_token=trang,
    )  # fmt: skip
    try:
        with visit.acting():
            found = visit.request.app.state.services.intake.ListBoardDossiers(request)
    except InvalidInput:
        board = f"/bang-theo-doi?{urlencode(asked | {'don_vi': noi or don_vi})}"
        return RedirectResponse(f"{shown.LIST}?{query}" if trang else board, 303)
    in_days = not so.startswith(("NOW_", "DESK_HERE", "DESK_STEP", "WAIT_"))
    own = "" if visit.is_operator else visit.subject.unit or ""
    page: Response = visit.request.app.state.pages.render(
        visit, "desk/board_dossiers.html", found=found, label=_label(visit, so, tre), in_days=in_days, step=buoc,
        days=[f"{date.fromisoformat(one.strip()):%d/%m/%Y}" for one in (first, last)] if in_days else [],
        unit=_unit(visit, o or noi or don_vi or own),
        first=not trang, query=query, board_query=urlencode({name: value for name, value in asked.items() if value}),
    )  # fmt: skip
    return page


def _allowed(visit: Visit) -> None:
    """Heads and operators; the service checks it again. Raises PageRefused."""
    if not (visit.is_operator or visit.leads):
        raise PageRefused()


def _get(visit: Visit, first: str, last: str, unit: str, procedure: str) -> pb.GetBoardResponse:
    request = pb.GetBoardRequest(from_day=first, to_day=last, unit=unit, procedure_key=procedure)
    with visit.acting():
        found: pb.GetBoardResponse = visit.request.app.state.services.intake.GetBoard(request)
    return found


def _no_period(visit: Visit, key: str) -> dict[str, str]:
    """What is said beside the first day of a period that there is not."""
    if not key or period_of(key) is not None:
        return {}
    sentence = visit.say(
        "Không có kỳ “{key}”; hãy viết 2026-11 (tháng), 2026-Q4 (quý) hoặc 2026 (năm), hoặc chọn ngày.",
        key=key[:_SAID],
    )
    return {"tu": sentence}


def _answer(
    visit: Visit, ky: str, tu: str, den: str, unit: str, procedure: str
) -> tuple[pb.GetBoardResponse, dict[str, str], str, str]:
    """The numbers, what is wrong with the days or the unit that were asked for, and the period and unit that are right."""
    wrong: dict[str, str] = {}
    while True:
        try:
            return _get(visit, *_days(visit, ky, tu, den), unit, procedure), wrong, ky, unit
        except InvalidInput as error:
            said = said_beside(visit, error, FIELDS)
            if not said.keys() - wrong.keys():
                raise
            wrong |= said
            if "don_vi" in said:
                wrong["don_vi"], unit = _no_unit(visit, unit), ""
            else:
                ky = tu = den = ""


def _no_unit(visit: Visit, unit: str) -> str:
    return visit.say("Không có đơn vị “{key}”; dưới đây là tất cả đơn vị.", key=unit[:_SAID])


def _unknown(found: pb.GetBoardResponse, procedure: str) -> bool:
    """Whether a procedure was asked for that was never published: the service names those that it knows."""
    return bool(procedure) and procedure not in {one.key for one in found.procedures}


def _month(visit: Visit) -> Period:
    found = period_of(keys_of(visit.request.app.state.clock.now().date())[0])
    assert found is not None, "a day has a month"
    return found


def _days(visit: Visit, key: str, first: str, last: str) -> tuple[str, str]:
    """Of a named period, else what was typed, else this month. What is no day the service refuses, and says so."""
    named, month = period_of(key), _month(visit)
    if named is None and (first or last):
        return first or f"{month.first}", last or f"{month.last}"
    chosen = named or month
    return f"{chosen.first}", f"{chosen.last}"


def _shown(found: pb.GetBoardResponse, key: str) -> Period:
    """The days of the answer; with their name where they are a period that has one."""
    first, last = date.fromisoformat(found.from_day), date.fromisoformat(found.to_day)
    named = (period_of(one) for one in (key, *keys_of(first)))
    return next((one for one in named if one and (one.first, one.last) == (first, last)), Period(first, last))


def _shortcuts(today: date) -> list[tuple[str, str]]:
    month, quarter, year = keys_of(today)
    return [("Tháng này", month), ("Quý này", quarter), ("Năm nay", year)]


def _unit(visit: Visit, key: str) -> str:
    known = visit.request.app.state.organisation.units.get(key)
    return visit.pick(known.name) if known else ""


def _label(visit: Visit, measure: str, late: str) -> str:
    who, _ = WAITS.get(measure, ("", ""))
    words = [*([visit.say(who)] if who else []), visit.say(LABELS[measure])]
    return ": ".join(words) + (f", {visit.say('quá hạn')}" if late and measure in WAITS else "")


def _cell_rows(visit: Visit, found: pb.GetBoardResponse) -> Iterable[list[str]]:
    names = {one.key: visit.pick(one.name) for one in found.procedures}
    measures = [*(name for name, _ in IN_DAYS), *(name for name, _, _ in (*NOW, *RATINGS))]
    rows: dict[tuple[str, str], Row] = {}
    for cell in found.cells:
        at = (cell.unit, cell.procedure_key)
        row = rows.setdefault(at, Row(cell.unit, _unit(visit, cell.unit) or cell.unit, {}))
        row.add(pb.BoardMeasure.Name(cell.measure).removeprefix(PREFIX), cell.count)
    current = {name for name, _, _ in NOW}
    heads = [_head(visit, name, current) for name in measures]
    yield [
        visit.say("Từ ngày"),
        visit.say("Đến ngày"),
        visit.say("Nơi tiếp nhận"),
        visit.say("Thủ tục"),
        *heads,
    ]
    for (_, procedure), row in sorted(rows.items(), key=lambda item: (item[1].name, item[0][1])):
        line = [found.from_day, found.to_day, row.name, names.get(procedure, procedure)]
        yield [*line, *(str(row.of(name)) for name in measures)]


def _head(visit: Visit, name: str, current: set[str]) -> str:
    label = visit.say(LABELS[name])
    return f"{visit.say('Hiện nay')}: {label}" if name in current else label


def _desk_rows(visit: Visit, found: pb.GetBoardResponse) -> Iterable[list[str]]:
    yield [
        visit.say("Từ ngày"),
        visit.say("Đến ngày"),
        visit.say("Đơn vị"),
        *(visit.say(label) for _, label, _ in DESK),
    ]
    for one in found.desks:
        numbers = [str(getattr(one, name)) for _, _, name in DESK]
        yield [found.from_day, found.to_day, visit.pick(one.unit.name), *numbers]


def _wait_rows(visit: Visit, found: pb.GetBoardResponse) -> Iterable[list[str]]:
    heads = ("Lúc", "Nơi đang giữ", "Bước", "Nơi tiếp nhận", "Số hồ sơ", "Quá hạn", "Chờ lâu nhất từ")
    yield [visit.say(one) for one in heads]
    asked = Asked(date.fromisoformat(found.from_day), date.fromisoformat(found.to_day))
    for one in shown.wait_rows(visit, found.waits, asked):
        since = moment(one.oldest_at, visit.language)
        numbers = [f"{one.count}", f"{one.late}", since]
        yield [moment(found.as_of, visit.language), one.who, one.step, one.window, *numbers]


def _csv(rows: Iterable[list[str]]) -> bytes:
    """What a spreadsheet would take for a formula is made a text (OWASP, CSV injection)."""
    out = io.StringIO()
    writer = csv.writer(out)
    for cells in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return "\ufeff".encode() + out.getvalue().encode()
