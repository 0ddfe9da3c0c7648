# SPDX-License-Identifier: Apache-2.0
"""The board as the page shows it: numbers by row and measure, each with the address of its list, and the bars of its charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import board_pb2 as pb

from motcua_portal.web.visit import Visit

PREFIX: Final = "BOARD_MEASURE_"
IN_DAYS: Final = (
    ("RECEIVED", "Hồ sơ nhận"),
    ("ACCEPTED", "Thụ lý"),
    ("SETTLED_EARLY", "Trước hạn"),
    ("SETTLED_ON_TIME", "Đúng hạn"),
    ("SETTLED_LATE", "Quá hạn"),
    ("SUPPLEMENTED", "Phải bổ sung"),
    ("EXTENDED", "Hẹn lại"),
    ("REFUSED", "Bị từ chối tiếp nhận"),
    ("DECLINED", "Không giải quyết"),
    ("WITHDRAWN", "Rút"),
    ("STOPPED", "Dừng"),
)
"""What happened in the days, in the order of the columns."""
NOW: Final = (
    ("NOW_LATE", "Quá hạn", "late"),
    ("NOW_SOON", "Sắp đến hạn", "soon"),
    ("NOW_IN_TIME", "Còn hạn", "fine"),
    ("NOW_STANDING", "Tạm dừng tính hạn", "still"),
    ("NOW_ACCEPTANCE", "Chờ tiếp nhận", "new"),
    ("NOW_READY", "Chờ trả kết quả", "ready"),
)
"""Where a dossier that has not ended is now: measure, words, kind of bar."""
RATINGS: Final = (
    ("RATED_VERY_SATISFIED", "Rất hài lòng", "fine"),
    ("RATED_SATISFIED", "Hài lòng", "ready"),
    ("RATED_DISSATISFIED", "Không hài lòng", "late"),
)
DESK: Final = (
    ("DESK_CAME", "Đến trong kỳ", "came"),
    ("DESK_DONE_IN_TIME", "Xong đúng hạn", "done_in_time"),
    ("DESK_DONE_LATE", "Xong quá hạn", "done_late"),
    ("DESK_HERE_IN_TIME", "Đang giữ, còn hạn", "here_in_time"),
    ("DESK_HERE_LATE", "Đang giữ, quá hạn", "here_late"),
)
WAITS: Final = {
    "WAIT_ELSEWHERE": ("", "Ở đơn vị khác"),
    "WAIT_PAPERS": ("Người nộp hồ sơ", "Chờ bổ sung giấy tờ"),
    "WAIT_MONEY": ("Người nộp hồ sơ", "Chờ nộp tiền"),
    "WAIT_REGISTER": ("Cơ sở dữ liệu bên ngoài", "Chờ trả lời"),
    "WAIT_INCIDENT": ("Người quản trị hệ thống", "Quy trình dừng do sự cố"),
    "WAIT_NOBODY": ("Chưa ở bàn nào", "Vừa rời một bước, hoặc chờ đến ngày"),
}
"""Who has the dossiers that no desk of the unit has, and what is waited for."""
LABELS: Final = {
    **dict(IN_DAYS),
    **{name: label for name, label, _ in (*NOW, *RATINGS, *DESK)},
    "SETTLED": "Đã giải quyết",
    "SETTLED_IN_TIME": "Giải quyết đúng hạn",
    "NOW_OPEN": "Chưa kết thúc",
    "DESK_STEP": "Đang chờ ở bước này",
    "DESK_STEP_LATE": "Đang chờ ở bước này, quá hạn",
    **{name: label for name, (_, label) in WAITS.items()},
}
LIST: Final = "/bang-theo-doi/ho-so"
_MOST_BARS: Final = 31
_WEEKS_UP_TO: Final = 125


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page says."""

    first: date
    last: date
    unit: str = ""
    procedure: str = ""

    def query(self, **more: str) -> str:
        known = {"tu": f"{self.first}", "den": f"{self.last}", "don_vi": self.unit, "thu_tuc": self.procedure}
        return urlencode({name: value for name, value in (known | more).items() if value})

    @property
    def narrowed(self) -> str:
        """What stays when another period is chosen."""
        known = {"don_vi": self.unit, "thu_tuc": self.procedure}
        return urlencode({name: value for name, value in known.items() if value})

    def list_of(self, measure: str, **more: str) -> str:
        """Where the dossiers are that a number counts."""
        return f"{LIST}?{self.query(so=measure, **more)}"


@dataclass
class Row:
    """Numbers by measure; `query` is what narrows their lists to this row."""

    key: str
    name: str
    query: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, measure: str, count: int) -> None:
        self.counts[measure] = self.counts.get(measure, 0) + count

    def of(self, *measures: str) -> int:
        return sum(self.counts.get(one, 0) for one in measures)

    @property
    def settled(self) -> int:
        return self.of("SETTLED")

    @property
    def in_time(self) -> int:
        return self.of("SETTLED_IN_TIME")


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar, in per cent of its track; `kind` is its colour and pattern."""

    kind: str
    start: float
    length: float
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of days of the chart over time; heights in per cent of the highest."""

    label: str
    first: str
    last: str
    start: float
    width: float
    received: int
    in_time: int
    late: int
    received_height: float
    in_time_height: float
    late_height: float


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Dossiers that wait at one place: who has them, for what, and the addresses of the lists."""

    who: str
    step: str
    window: str
    count: int
    late: int
    oldest_at: Timestamp
    link: str
    late_link: str


def wait_rows(visit: Visit, waits: Iterable[pb.BoardWait], asked: Asked) -> list[WaitRow]:
    """In the order of the answer."""
    return [_wait_row(visit, one, asked) for one in waits]


def _wait_row(visit: Visit, one: pb.BoardWait, asked: Asked) -> WaitRow:
    unit, measure = visit.pick(one.unit.name), pb.BoardMeasure.Name(one.measure).removeprefix(PREFIX)
    who, words = WAITS.get(measure, ("", ""))
    at_unit = not who
    if at_unit:
        words = "Chờ trả kết quả cho người nộp" if one.for_person else "Tiếp nhận hồ sơ"
    step = visit.pick(one.step) or visit.say(words)
    place = {"buoc": one.step.vi, "cho_nguoi": "1" if one.for_person else ""}
    if measure == "WAIT_ELSEWHERE":
        query, late = place | {"o": one.unit.key}, {"so": measure, "tre": "1"}
    elif at_unit:
        query, late = place | {"don_vi": one.unit.key}, {"so": "DESK_STEP_LATE"}
    else:
        query, late = {"noi": one.unit.key}, {"so": measure, "tre": "1"}
    return WaitRow(
        visit.say(who) if who else unit, step, "" if at_unit else unit, one.count, one.late, one.oldest_at,
        asked.list_of(measure, **query), f"{LIST}?{asked.query(**(query | late))}",
    )  # fmt: skip


@dataclass
class Board:
    """The numbers of a page, ready to be shown."""

    total: Row
    procedures: list[Row]
    windows: list[Row]
    columns: list[Column]
    highest: int
    waits: list[WaitRow]
    own: Row
    """What all units shown did by their own limits, added up."""
    own_procedures: list[tuple[str, pb.BoardDesk]]
    """Name of the procedure and the work of a unit on it, where it is in charge of nothing."""


def board_of(visit: Visit, found: pb.GetBoardResponse, asked: Asked) -> Board:
    names = {one.key: visit.pick(one.name) for one in (*found.units, *found.procedures)}
    total = Row("", "", {})
    procedures: dict[str, Row] = {}
    windows: dict[str, Row] = {}
    for cell in found.cells:
        measure = pb.BoardMeasure.Name(cell.measure).removeprefix(PREFIX)
        procedure = procedures.setdefault(
            cell.procedure_key,
            Row(
                cell.procedure_key,
                names.get(cell.procedure_key, cell.procedure_key),
                {"thu_tuc": cell.procedure_key},
            ),
        )
        window = windows.setdefault(
            cell.unit, Row(cell.unit, _unit(visit, cell.unit, names), {"noi": cell.unit})
        )
        for row in (total, procedure, window):
            row.add(measure, cell.count)
    columns, highest = columns_of(visit, found.days, asked)
    own = Row("", "", {"don_vi": found.desks[0].unit.key} if len(found.desks) == 1 else {})
    for desk in found.desks:
        for measure, _, name in DESK:
            own.add(measure, getattr(desk, name))
    return Board(
        total, _by_size(procedures.values()), _by_size(windows.values()), columns, highest,
        wait_rows(visit, found.waits, asked), own,
        [(names.get(one.procedure_key, one.procedure_key), one) for one in found.desk_procedures],
    )  # fmt: skip


def _unit(visit: Visit, key: str, names: Mapping[str, str]) -> str:
    """A window may be of a unit that is not below the head's own: dossiers reach an agency from everywhere."""
    known = visit.request.app.state.organisation.units.get(key)
    return names.get(key) or (visit.pick(known.name) if known else key)


def _by_size(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.of("RECEIVED"), -row.settled, row.name))


def bars(visit: Visit, row: Row, pieces: Sequence[tuple[str, str, str]], most: int) -> list[Bar]:
    """The pieces of one bar, one after the other; `most` is what fills the track."""
    made: list[Bar] = []
    start = 0.0
    for measure, label, kind in pieces:
        count = row.of(measure)
        if not count:
            continue
        length = 100 * count / max(most, 1)
        made.append(Bar(kind, round(start, 2), round(length, 2), count, visit.say(label)))
        start += length
    return made


def columns_of(visit: Visit, days: Sequence[pb.BoardDay], asked: Asked) -> tuple[list[Column], int]:
    """Days, weeks or months: as many as can be told apart; and the number of the highest."""
    stretches = _stretches(asked.first, asked.last)
    counted = [[0, 0, 0] for _ in stretches]
    at = 0
    for day in days:
        on = date.fromisoformat(day.day)
        while on > stretches[at][1]:
            at += 1
        for index, count in enumerate((day.received, day.settled_in_time, day.settled_late)):
            counted[at][index] += count
    highest = max([1, *(max(received, fine + late) for received, fine, late in counted)])
    width = 100 / len(stretches)
    made = [
        Column(
            _label(first, last), f"{first}", f"{last}", round(index * width, 3), round(width, 3), received, fine, late,
            *(round(100 * count / highest, 2) for count in (received, fine, late)),
        )
        for index, ((first, last), (received, fine, late)) in enumerate(zip(stretches, counted, strict=True))
    ]  # fmt: skip
    return made, highest


def _stretches(first: date, last: date) -> list[tuple[date, date]]:
    made: list[tuple[date, date]] = []
    length = (last - first).days + 1
    start = first
    while start <= last:
        if length <= _MOST_BARS:
            end = start
        elif length <= _WEEKS_UP_TO:
            end = start + timedelta(days=6 - start.weekday())
        else:
            end = month_end(start)
        made.append((start, min(end, last)))
        start = end + timedelta(days=1)
    return made


def _label(first: date, last: date) -> str:
    if first == last:
        return f"{first:%d/%m}"
    if first.day == 1 and last == month_end(first):
        return f"{first:%m/%Y}"
    return f"{first:%d/%m}–{last:%d/%m}"


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def share(part: int, whole: int, language: str) -> str:
    """Per cent with one digit, rounded half up, but some never to nothing and not quite all never to all; "–" of nothing."""
    if not whole:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    text = f"{tenths // 10}.{tenths % 10} %"
    return text.replace(".", ",") if language == "vi" else text
