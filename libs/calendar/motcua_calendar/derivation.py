# SPDX-License-Identifier: Apache-2.0
"""Owns the derivation of a due date: its steps as data, and the sentence of each step in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from motcua_text import Text

from motcua_calendar.text import DaySpan, Language, TimeSpans, written


class Step(StrEnum):
    """What a step of the derivation states."""

    RECEIVED = "RECEIVED"
    AFTER_PART = "AFTER_PART"
    AFTER_DECISION = "AFTER_DECISION"
    AFTER_AWAITED = "AFTER_AWAITED"
    RESTARTED = "RESTARTED"
    PAUSED = "PAUSED"
    EXCLUDED = "EXCLUDED"
    STILL_STOPPED = "STILL_STOPPED"
    STILL_AWAITED = "STILL_AWAITED"
    FROM_DAY_AFTER = "FROM_DAY_AFTER"
    FROM_MOMENT = "FROM_MOMENT"
    DAYS_AS_HOURS = "DAYS_AS_HOURS"
    SAME_DAY = "SAME_DAY"
    AFTER_CUTOFF = "AFTER_CUTOFF"
    AFTER_CLOSING = "AFTER_CLOSING"
    ON_DAY_OFF = "ON_DAY_OFF"
    COUNTED = "COUNTED"
    SKIPPED = "SKIPPED"
    WORKED = "WORKED"
    MOVED_ON = "MOVED_ON"
    CUTOFF_NOT_USED = "CUTOFF_NOT_USED"
    COUNT_NOT_USED = "COUNT_NOT_USED"
    DUE = "DUE"
    EXTENDED = "EXTENDED"
    PROVISIONAL = "PROVISIONAL"
    NOT_ANNOUNCED = "NOT_ANNOUNCED"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    WINDOW_HOURS = "WINDOW_HOURS"


_SENTENCES: Mapping[Step, Text] = {
    Step.RECEIVED: Text("Nhận lúc {moment}.", "Received at {moment}."),
    Step.AFTER_PART: Text(
        "Tính tiếp sau hạn của phần trước: {day}.",
        "Counted after the day on which the part before is due: {day}.",
    ),
    Step.AFTER_DECISION: Text(
        "Tính từ ngày phần trước có kết quả: {day}.",
        "Counted from the day on which the part before was decided: {day}.",
    ),
    Step.AFTER_AWAITED: Text(
        "Tính từ ngày phần trước có kết quả; chưa có nên tạm tính từ hạn của phần đó: {day}.",
        "Counted from the day on which the part before is decided; until then reckoned from the day on which it is due: {day}.",
    ),
    Step.RESTARTED: Text(
        "Tính lại từ đầu{ground}: coi như nhận lúc {moment}.",
        "Counted anew{ground}: as if received at {moment}.",
    ),
    Step.PAUSED: Text("Tạm dừng từ {start} đến {end}{ground}.", "Paused from {start} to {end}{ground}."),
    Step.EXCLUDED: Text(
        "Không tính vào thời hạn từ {start} đến {end}{ground}.",
        "Excluded from the limit from {start} to {end}{ground}.",
    ),
    Step.STILL_STOPPED: Text(
        "Đồng hồ dừng từ {start}, chưa chạy lại{ground}: tạm tính như chạy lại lúc {end}.",
        "The clock stands still since {start}{ground}: reckoned as if it went on at {end}.",
    ),
    Step.STILL_AWAITED: Text(
        "Thời hạn sẽ tính lại từ đầu; chờ từ {start}, chưa xong{ground}: tạm tính như nhận lúc {end}.",
        "The limit will be counted anew; awaited since {start}{ground}: reckoned as if received at {end}.",
    ),
    Step.FROM_DAY_AFTER: Text(
        "Thời hạn {limit} tính từ ngày tiếp theo, {day} (BLDS 2015, Điều 147 khoản 2).",
        "The limit of {limit} counts from the next day, {day} (Civil Code 2015, art. 147.2).",
    ),
    Step.FROM_MOMENT: Text(
        "Thời hạn {limit} tính theo giờ làm việc từ {moment}.",
        "The limit of {limit} counts working time from {moment}.",
    ),
    Step.DAYS_AS_HOURS: Text(
        "{limit} × {daily} = {total} làm việc, tính từ thời điểm nhận.",
        "{limit} × {daily} = {total} of working time, counted from the moment of receipt.",
    ),
    Step.SAME_DAY: Text("Trả trong ngày nhận, {day}.", "Due on the day of receipt, {day}."),
    Step.AFTER_CUTOFF: Text(
        "Nhận sau {cutoff}: hạn là ngày làm việc tiếp theo.",
        "Received after {cutoff}: due on the next working day.",
    ),
    Step.AFTER_CLOSING: Text(
        "Nhận sau giờ đóng cửa {closing}: hạn là ngày làm việc tiếp theo.",
        "Received after closing at {closing}: due on the next working day.",
    ),
    Step.ON_DAY_OFF: Text(
        "Nhận vào ngày nghỉ ({reason}): hạn là ngày làm việc tiếp theo.",
        "Received on a day off ({reason}): due on the next working day.",
    ),
    Step.COUNTED: Text("Tính {days}: ngày thứ {numbers}.", "Counted {days}: day {numbers}."),
    Step.SKIPPED: Text("Không tính {days}: {reason}.", "Not counted {days}: {reason}."),
    Step.WORKED: Text(
        "{day}: {spans}, được {amount}; cộng dồn {total}.", "{day}: {spans}, {amount}; in sum {total}."
    ),
    Step.MOVED_ON: Text(
        "Không kết thúc vào {days} ({reason}): chuyển sang ngày làm việc sau (BLDS 2015, Điều 148 khoản 5).",
        "Cannot end on {days} ({reason}): moved on to the next working day (Civil Code 2015, art. 148.5).",
    ),
    Step.CUTOFF_NOT_USED: Text(
        "Nhận sau {cutoff} không làm đổi thời hạn {limit}: giờ chốt chỉ áp dụng cho việc trả trong ngày.",
        "Receipt after {cutoff} does not change a limit of {limit}: the cutoff is for same-day limits only.",
    ),
    Step.COUNT_NOT_USED: Text(
        "Cách tính từ thời điểm nhận chỉ áp dụng cho ngày làm việc, không làm đổi thời hạn {limit}.",
        "Counting from the moment concerns working days only and does not change a limit of {limit}.",
    ),
    Step.EXTENDED: Text(
        "Thêm {limit}{ground}, theo yêu cầu ngày {day}.", "{limit} more{ground}, as asked on {day}."
    ),
    Step.DUE: Text("Hạn trả: {moment}.", "Due: {moment}."),
    Step.PROVISIONAL: Text(
        "Hạn tạm tính; hạn chính thức có khi đồng hồ chạy lại.",
        "Provisional; the due date is fixed when the clock goes on.",
    ),
    Step.NOT_ANNOUNCED: Text(
        "Lịch nghỉ và hoán đổi ngày làm việc năm {year} chưa công bố: hạn này có thể đổi khi có quyết định.",
        "The days off and swapped working days of {year} are not announced yet: this date may change then.",
    ),
    Step.WINDOW_CLOSED: Text(
        "Bộ phận Một cửa nghỉ {day} ({reason}): hẹn trả vào ngày làm việc tiếp theo của Bộ phận Một cửa, {moment} "
        "(BLDS 2015, Điều 148 khoản 5).",
        "The window is closed on {day} ({reason}): promised for its next working day, {moment} "
        "(Civil Code 2015, art. 148.5).",
    ),
    Step.WINDOW_HOURS: Text(
        "Bộ phận Một cửa không mở cửa lúc {closed}: hẹn trả lúc {moment}.",
        "The window is not open at {closed}: promised for {moment}.",
    ),
}


@dataclass(frozen=True, slots=True)
class DerivationStep:
    """One step: its code, its values, and its sentence in Vietnamese (`vi`) and English (`en`)."""

    code: Step
    values: Mapping[str, object]

    @property
    def vi(self) -> str:
        return self.sentence("vi")

    @property
    def en(self) -> str:
        return self.sentence("en")

    def sentence(self, language: Language) -> str:
        """Return the step as a person reads it."""
        template = _SENTENCES[self.code].to(language)
        values = {name: written(value, language) for name, value in self.values.items()}
        sentence = template.format_map(values)
        return sentence[:1].upper() + sentence[1:]

    def as_dict(self) -> dict[str, object]:
        """Return code, values and both sentences as plain JSON data."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"code": str(self.code), "values": values, "vi": self.vi, "en": self.en}


def step(code: Step, **values: object) -> DerivationStep:
    return DerivationStep(code, values)


def ground_clause(ground: Text) -> Text:
    """Return the ground of an interval as it follows in a sentence; nothing where none was given."""
    return Text(*(f" ({words})" if words else "" for words in (ground.vi, ground.en or ground.vi)))


def _plain(value: object) -> object:
    match value:
        case Text():
            return {"vi": value.vi, "en": value.en}
        case DaySpan():
            return {"first": value.first.isoformat(), "last": value.last.isoformat()}
        case TimeSpans():
            return [[start.isoformat(), end.isoformat()] for start, end in value.spans]
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return int(value.total_seconds())
        case _:
            return value
