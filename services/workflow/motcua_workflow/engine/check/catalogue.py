# SPDX-License-Identifier: Apache-2.0
"""Every code that reading and checking a drawing can give, with its sentence and hint in both languages
(codes.toml).

Codes are kebab-case and stable: they are never reused for something else, and a new meaning is a new code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from motcua_workflow.engine.model import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A code; `en`, `vi` and the hints are templates of str.format."""

    code: str
    group: str
    severity: Severity
    en: str
    vi: str
    hint_en: str
    hint_vi: str


@cache
def catalogue() -> dict[str, Entry]:
    """All codes in the order of the file, which is the order of the docs."""
    text = resources.files(__package__).joinpath("codes.toml").read_text("utf-8")
    groups = tomllib.loads(text)
    return {
        code: Entry(
            code, group, row.get("severity", "error"), row["en"], row["vi"], row["hint_en"], row["hint_vi"]
        )
        for group, rows in groups.items()
        for code, row in rows.items()
    }


def entry(code: str) -> Entry:
    """The entry of a code; a code that is not in the catalogue is a fault of the program."""
    return catalogue()[code]
