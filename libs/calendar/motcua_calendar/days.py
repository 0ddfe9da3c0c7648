# SPDX-License-Identifier: Apache-2.0
"""Owns which exceptional days this process counts with: the table that ships, under a file of the operator's where one is set.

Law is data: a holiday that the Government announces, or a row of ours that is wrong, is entered in a file and needs no release.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from motcua_calendar.errors import ClockError
from motcua_calendar.table import DayTable, overridden, read_rules, read_table, shipped_rules


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The exceptional days in force. `file` is the operator's (None: only what ships), of which `rows` rows with this `sha256`
    count; they win over what ships, day by day."""

    table: DayTable
    file: Path | None = None
    rows: int = 0
    sha256: str = ""


@cache
def shipped() -> Days:
    """What ships with the package alone."""
    return Days(DayTable.of(shipped_rules()))


def read_days(file: Path | None) -> Days:
    """What ships under the rows of a file: a shipped row that speaks of the same day as one of them falls away whole.

    Raises:
        ClockError: DAY_TABLE, with file and line of every problem; also when the file cannot be read.
    """
    if file is None:
        return shipped()
    try:
        content = read_table(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ClockError(
            "DAY_TABLE",
            f"Bảng ngày nghỉ: không đọc được {file}: {reason}.",
            f"Table of days: {file} cannot be read: {reason}.",
        ) from error
    rules = read_rules(content, str(file))
    table = DayTable.of(overridden(shipped_rules(), rules))
    return Days(table, file, len(rules), hashlib.sha256(content).hexdigest())


_in_force: Days | None = None


def days_in_force() -> Days:
    """What this process counts with."""
    return _in_force or shipped()


def use_days(file: Path | None) -> Days:
    """Count with the days of a file from here on, or with what ships alone. Called once, when a process starts.

    Raises:
        ClockError: as `read_days`; then nothing has changed.
    """
    return put_in_force(read_days(file))


def put_in_force(days: Days) -> Days:
    """The same with days that were read already."""
    global _in_force
    known = days_in_force()
    # The same days keep the calendars that were built from them.
    if (known.file, known.sha256) != (days.file, days.sha256):
        _in_force = days
    return days_in_force()
