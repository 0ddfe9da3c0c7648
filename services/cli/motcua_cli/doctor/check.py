# SPDX-License-Identifier: Apache-2.0
"""One check of `motcua doctor`: what was looked at and how much it matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a check matters: `note` and `ok` leave the exit code at 0."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what was seen, and what to do about it (empty when nothing)."""

    area: str
    level: Level
    message: str
    hint: str = ""


def needs_somebody(checks: Iterable[Check]) -> bool:
    """Whether any of it is for a person to do."""
    return any(check.level in (Level.WARNING, Level.ERROR) for check in checks)
