# SPDX-License-Identifier: Apache-2.0
"""How much time is left, in words: working time as the inbox counts it, in days of the unit, hours and minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb

from motcua_portal.web.rendering import moment, to_legal
from motcua_portal.web.visit import Visit

Level = Literal["late", "today", "soon", "fine", "still"]
"""Late: the due time has passed. Today: it is today. Soon: as the service that counts says it (`due_soon` of a task), so that as
many rows are marked as its counter says. Still: nothing is counted now."""
HOUR = 60


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`text` is a sentence in the visitor's language; `level` is its icon and colour; `due` what it counts to, None while nothing
    is counted."""

    level: Level
    text: str
    due: Timestamp | None


def time_left(
    visit: Visit, left: pb.TimeLeft, due: Timestamp, now: datetime, *, soon: bool = False
) -> TimeLeft:
    """What is left until `due`, which the service says is `soon`. A service that could not count it (`left` is empty) leaves the
    date alone to speak."""
    overdue = left.overdue if left.day_minutes else to_legal(due) < now
    level = _level(overdue, due, now, soon)
    if not left.day_minutes:
        return TimeLeft(level, visit.say("Đã quá hạn") if overdue else visit.say("Còn hạn"), due)
    minutes = abs(left.working_minutes)
    if overdue:
        return TimeLeft(level, _overdue(visit, minutes, left.day_minutes), due)
    remaining = visit.say("còn {amount} làm việc", amount=amount(visit, minutes, left.day_minutes))
    if level == "today":
        remaining = visit.say("Hôm nay, {remaining}", remaining=remaining)
    elif level == "soon":
        remaining = visit.say("Sắp đến hạn, {remaining}", remaining=remaining)
    return TimeLeft(level, remaining[:1].upper() + remaining[1:], due)


def standing_still(visit: Visit, still: pb.LegalStandstill, part: bool) -> TimeLeft:
    """Instead of what is left, while the law counts nothing for a part or for the dossier: since when, and why."""
    values = {
        "ground": visit.pick(still.ground_name) or still.ground,
        "at": moment(still.since, visit.language),
    }
    if part:
        text = visit.say("Thời hạn của phần đang không tính ({ground}), từ {at}", **values)
    else:
        text = visit.say("Thời hạn của hồ sơ đang không tính ({ground}), từ {at}", **values)
    if still.policy == "RESTART":
        text = visit.say("{said}; xong thì tính lại từ đầu", said=text)
    return TimeLeft("still", text, None)


def amount(visit: Visit, minutes: int, day_minutes: int) -> str:
    """Two units at most, rounded down: “1 ngày 3 giờ”, “1 ngày 26 phút”, “3 giờ 20 phút”, “45 phút”; “dưới 1 phút” of nothing."""
    days, rest = divmod(minutes, day_minutes)
    hours, rest_minutes = divmod(rest, HOUR)
    named = (
        (days, visit.say("{days} ngày", days=days)),
        (hours, visit.say("{hours} giờ", hours=hours)),
        (
            0 if days > 1 or (days and hours) else rest_minutes,
            visit.say("{minutes} phút", minutes=rest_minutes),
        ),
    )
    return " ".join(words for count, words in named if count) or visit.say("dưới 1 phút")


def _overdue(visit: Visit, minutes: int, day_minutes: int) -> str:
    if not minutes:  # the office has not opened since
        return visit.say("Đã quá hạn")
    return visit.say("Quá hạn {amount} làm việc", amount=amount(visit, minutes, day_minutes))


def _level(overdue: bool, due: Timestamp, now: datetime, soon: bool) -> Level:
    if overdue:
        return "late"
    if to_legal(due).date() == to_legal(now).date():
        return "today"
    return "soon" if soon else "fine"
