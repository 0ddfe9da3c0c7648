# SPDX-License-Identifier: Apache-2.0
"""A file of the operator's over the table of days that ships: it wins day by day, and what is wrong in it is told by line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from motcua_calendar import ClockError, calendar_of, days_in_force, read_days, use_days
from motcua_calendar.cli import DueRequest, clock_due
from motcua_calendar.days import shipped
from motcua_calendar.national import announced_until

EXTRA = "  - {date: 2026-07-06, kind: rest, name: {vi: Nghỉ bão, en: Storm}, basis: Công điện 1}\n"
# Of the swap that ships (2 January 2026 off, Saturday the 10th worked) only the day off is to remain.
CORRECTED = "  - {date: 2026-01-02, kind: rest, name: {vi: Nghỉ, en: Off}, basis: Công văn 2}\n"


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    use_days(None)


def written(folder: Path, rows: str) -> Path:
    path = folder / "ours.yaml"
    path.write_text("rows:\n" + rows, encoding="utf-8")
    return path


def test_a_row_of_the_operator_counts_from_then_on(tmp_path: Path) -> None:
    request = DueRequest("2026-07-03T09:00", "1wd")
    assert clock_due(request).at.date() == date(2026, 7, 6)
    used = use_days(written(tmp_path, EXTRA))
    assert (used.file, used.rows, days_in_force()) == (tmp_path / "ours.yaml", 1, used)
    due = clock_due(request)
    assert due.at.date() == date(2026, 7, 7) and "Nghỉ bão" in "".join(step.vi for step in due.steps)
    use_days(None)
    assert clock_due(request).at.date() == date(2026, 7, 6)


def test_a_shipped_row_about_the_same_day_falls_away_whole(tmp_path: Path) -> None:
    assert calendar_of().day(date(2026, 1, 10)).works
    use_days(written(tmp_path, CORRECTED))
    assert not calendar_of().day(date(2026, 1, 2)).works
    assert not calendar_of().day(date(2026, 1, 10)).works, "a plain Saturday again"


def test_rows_about_other_days_leave_what_ships(tmp_path: Path) -> None:
    ours = read_days(written(tmp_path, EXTRA)).table
    assert (
        ours.off.keys() == {*shipped().table.off, date(2026, 7, 6)} and ours.worked == shipped().table.worked
    )


def test_a_row_about_a_year_makes_it_known(tmp_path: Path) -> None:
    before = announced_until()
    use_days(written(tmp_path, EXTRA.replace("2026-07-06", f"{before + 1}-07-06")))
    assert announced_until() == before + 1


def test_every_problem_is_told_with_file_and_line_and_nothing_changes(tmp_path: Path) -> None:
    path = written(tmp_path, EXTRA + EXTRA + CORRECTED.replace("rest", "nap") + EXTRA.replace("basis", "why"))
    before = days_in_force()
    with pytest.raises(ClockError) as refused:
        use_days(path)
    said = refused.value.message_en.split("\n")
    assert [line.partition(f"{path}:")[2].partition(": ")[0] for line in said] == ["3", "4", "5"]
    assert "named twice" in said[0] and f"{path}:2" in said[0]
    assert "nap" in said[1] and "unknown fields" in said[2]
    assert len(refused.value.message_vi.split("\n")) == 3
    assert days_in_force() is before


@pytest.mark.parametrize("kind", ["pipe", "folder", "none", "device", "large"])
def test_what_is_no_readable_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        path.write_bytes(b"#" * 1_000_001)
    elif kind == "device":
        path = Path("/dev/zero")
    with pytest.raises(ClockError, match=str(path)) as refused:
        use_days(path)
    assert refused.value.code == "DAY_TABLE"
