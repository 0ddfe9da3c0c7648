# SPDX-License-Identifier: Apache-2.0
"""Holds the clock against due dates computed by hand (`table.yaml`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from motcua_calendar.calendar import calendar_of
from motcua_calendar.cli import DueRequest, clock_due, parse_moment
from motcua_calendar.due import Due, compute_after
from motcua_calendar.hours import DEFAULT_HOURS, OfficeHours
from motcua_calendar.intervals import Interval, Policy
from motcua_calendar.limits import Limit

UNITS = {
    "default": DEFAULT_HOURS,
    "saturday": OfficeHours.of({"mon-fri": ["07:00-11:30", "13:30-17:00"], "sat": ["07:00-11:30"]}),
    "early": OfficeHours.of({"mon-fri": ["07:30-12:00", "13:00-16:30"]}),
}
TABLE = Path(__file__).with_name("table.yaml")
ROWS: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
OPTIONS = {"cutoff", "pause", "exclude", "restart", "count", "unit"}
KNOWN = {"id", "received", "after", "limit", "due", "why"} | OPTIONS


def test_table_holds_at_least_forty_reasoned_rows() -> None:
    assert len(ROWS) >= 40
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(set(row) <= KNOWN and row["why"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_due_date_is_the_one_computed_by_hand(row: dict[str, Any]) -> None:
    due = _after(row) if "after" in row else clock_due(_request(row), UNITS.__getitem__)
    derivation = "\n".join(step.en for step in due.steps)
    assert due.at.isoformat() == f"{row['due']}:00+07:00", f"{row['why']}\n{derivation}"


def _request(row: dict[str, Any]) -> DueRequest:
    options = {key: value for key, value in row.items() if key not in ("id", "due", "why")}
    for name in ("pause", "exclude"):
        options[name] = tuple(options.get(name, ()))
    return DueRequest(**options)


def _after(row: dict[str, Any]) -> Due:
    assert set(row) <= {"id", "after", "limit", "exclude", "due", "why"}
    intervals = [
        Interval(Policy.EXCLUDE, parse_moment("exclude", start), parse_moment("exclude", end))
        for start, end in (text.split("/") for text in row.get("exclude", ()))
    ]
    day = date.fromisoformat(row["after"])
    return compute_after(day, Limit.parse(row["limit"]), calendar_of(), intervals=intervals)
