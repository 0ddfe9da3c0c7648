# SPDX-License-Identifier: Apache-2.0
"""Working time in words: text, level, and what is said when nobody could count it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_calendar.clock import LEGAL_ZONE
from motcua_portal.desk.due import time_left
from motcua_portal.web.texts import translate

NOW = datetime(2026, 11, 27, 16, 0, tzinfo=LEGAL_ZONE)


def visit(language: str = "vi") -> Any:
    return SimpleNamespace(say=lambda text, **values: translate(text, language, **values))


def told(
    minutes: int,
    due: str,
    *,
    overdue: bool = False,
    day: int = 480,
    soon: bool = False,
    language: str = "vi",
) -> tuple[str, str]:
    at = Timestamp()
    at.FromDatetime(datetime.fromisoformat(due).replace(tzinfo=LEGAL_ZONE))
    left = pb.TimeLeft(working_minutes=minutes, overdue=overdue, day_minutes=day)
    made = time_left(visit(language), left, at, NOW, soon=soon)
    return made.level, made.text


@pytest.mark.parametrize(
    ("minutes", "due", "overdue", "level", "text"),
    [
        (660, "2026-12-01T10:00", False, "fine", "Còn 1 ngày 3 giờ làm việc"),
        (481, "2026-12-01T10:01", False, "fine", "Còn 1 ngày 1 phút làm việc"),
        (480, "2026-12-01T10:00", False, "soon", "Sắp đến hạn, còn 1 ngày làm việc"),
        (4337, "2026-12-11T10:00", False, "fine", "Còn 9 ngày làm việc"),
        (479, "2026-11-30T16:59", False, "soon", "Sắp đến hạn, còn 7 giờ 59 phút làm việc"),
        (45, "2026-11-27T16:45", False, "today", "Hôm nay, còn 45 phút làm việc"),
        (0, "2026-11-27T16:00:30", False, "today", "Hôm nay, còn dưới 1 phút làm việc"),
        (-960, "2026-11-25T16:00", True, "late", "Quá hạn 2 ngày làm việc"),
        (-61, "2026-11-27T14:59", True, "late", "Quá hạn 1 giờ 1 phút làm việc"),
        (0, "2026-11-27T15:59:30", True, "late", "Đã quá hạn"),
    ],
)
def test_in_vietnamese(minutes: int, due: str, overdue: bool, level: str, text: str) -> None:
    assert told(minutes, due, overdue=overdue, soon=level == "soon") == (level, text)


def test_soon_is_what_the_service_says() -> None:
    """However little is left: what is counted as soon is marked so, and nothing else."""
    assert told(15, "2026-11-30T07:15", soon=False)[0] == "fine"
    assert told(4800, "2026-12-11T16:00", soon=True)[0] == "soon"
    assert told(15, "2026-11-27T16:15", soon=True)[0] == "today"


def test_in_english() -> None:
    assert told(660, "2026-12-01T10:00", language="en") == ("fine", "1 d 3 h of working time left")
    assert (
        told(-45, "2026-11-27T15:15", overdue=True, language="en")[1] == "Overdue by 45 min of working time"
    )


def test_a_day_is_what_the_unit_works() -> None:
    """A unit that works seven hours: eight hours are a day and an hour."""
    assert told(480, "2026-12-01T10:00", day=420)[1] == "Còn 1 ngày 1 giờ làm việc"


@pytest.mark.parametrize(("days", "level", "text"), [(-1, "late", "Đã quá hạn"), (3, "fine", "Còn hạn")])
def test_when_nobody_counted_the_date_speaks(days: int, level: str, text: str) -> None:
    assert told(0, (NOW + timedelta(days=days)).replace(tzinfo=None).isoformat(), day=0) == (level, text)
