# SPDX-License-Identifier: Apache-2.0
"""The periods of the board, the stretches of its chart, and shares."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from motcua.intake.v1 import board_pb2 as pb
from motcua_portal.desk.board import Asked, Row, bars, columns_of, share
from motcua_portal.desk.board_days import keys_of, period_of

VISIT: Any = SimpleNamespace(say=lambda text: text)


@pytest.mark.parametrize(
    ("key", "first", "last", "before", "after"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026-01", "2026-03"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028-01", "2028-03"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026-11", "2027-01"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q3", "2027-Q1"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2027"),
    ],
)
def test_a_period_is_whole_days_between_its_neighbours(
    key: str, first: date, last: date, before: str, after: str
) -> None:
    period = period_of(key)
    assert period is not None
    assert (period.first, period.last, period.before, period.after) == (first, last, before, after)
    assert key in keys_of(first)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "0000",
        "9999",
        "9999-12",
        "0001",
        "26-11",
        "2026-1",
        "x",
        "٢٠٢٦",
        "2026-11-01",
    ],
)
def test_what_is_no_period_is_none(key: str) -> None:
    assert period_of(key) is None


@pytest.mark.parametrize(("length", "most"), [(1, 1), (31, 31), (92, 14), (366, 13)])
def test_every_day_falls_into_one_stretch(length: int, most: int) -> None:
    first = date(2026, 1, 1)
    asked = Asked(first, first + timedelta(days=length - 1))
    days = [
        pb.BoardDay(day=f"{first + timedelta(days=at)}", received=1, settled_in_time=2, settled_late=at % 2)
        for at in range(length)
    ]
    columns, highest = columns_of(VISIT, days, asked)
    assert len(columns) <= most
    assert sum(one.received for one in columns) == length
    assert sum(one.in_time for one in columns) == 2 * length
    assert sum(one.late for one in columns) == length // 2
    assert (columns[0].first, columns[-1].last) == (f"{asked.first}", f"{asked.last}")
    assert all(one.in_time_height + one.late_height <= 100.01 for one in columns)
    assert highest == max(one.in_time + one.late for one in columns)


def test_pieces_of_a_bar_follow_each_other_and_fill_it() -> None:
    row = Row("", "", {}, {"A": 1, "B": 0, "C": 3})
    pieces = bars(VISIT, row, [("A", "a", "fine"), ("B", "b", "soon"), ("C", "c", "late")], 4)
    assert [(one.kind, one.start, one.length) for one in pieces] == [
        ("fine", 0.0, 25.0),
        ("late", 25.0, 75.0),
    ]


def test_a_share_is_rounded_but_some_never_to_nothing_nor_to_all() -> None:
    assert share(2, 7, "vi") == "28,6 %"
    assert share(1, 16, "vi") == "6,3 %"
    assert share(9999, 10000, "vi") == "99,9 %"
    assert share(1, 10000, "vi") == "0,1 %"
    assert share(0, 7, "vi") == "0,0 %"
    assert share(1, 3, "en") == "33.3 %"
    assert share(0, 0, "vi") == "–"
    assert share(5, 5, "vi") == "100,0 %"
