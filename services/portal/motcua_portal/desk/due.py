# SPDX-License-Identifier: Apache-2.0
"""How much time is left, in words for a list: days from a day on, then hours, then minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from google.protobuf.timestamp_pb2 import Timestamp

from motcua_portal.web.rendering import to_legal

Level = Literal["late", "soon", "fine"]
SOON = timedelta(hours=24)
"""Less than a day left is "sắp đến hạn" (our rule for colours; the due time itself comes from the working calendar)."""

_TEXTS: dict[tuple[bool, str], str] = {
    (True, "day"): "Quá hạn {count} ngày",
    (True, "hour"): "Quá hạn {count} giờ",
    (True, "minute"): "Quá hạn {count} phút",
    (False, "day"): "Còn {count} ngày",
    (False, "hour"): "Còn {count} giờ",
    (False, "minute"): "Còn {count} phút",
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`text` is the portal's Vietnamese source with `{count}`; `level` is its colour and icon."""

    level: Level
    text: str
    count: int


def time_left(due: datetime | Timestamp, now: datetime) -> TimeLeft:
    """Calendar time between now and the due moment; both ends count in full units, rounded down."""
    left = to_legal(due) - now
    late = left < timedelta()
    unit, count = _whole(abs(left))
    level: Level = "late" if late else "soon" if left < SOON else "fine"
    return TimeLeft(level, _TEXTS[late, unit], count)


def _whole(span: timedelta) -> tuple[str, int]:
    if span >= timedelta(days=1):
        return "day", span.days
    if span >= timedelta(hours=1):
        return "hour", span.seconds // 3600
    return "minute", span.seconds // 60
