# SPDX-License-Identifier: Apache-2.0
"""Collects findings and words them from the catalogue, in English or Vietnamese."""

from __future__ import annotations

from typing import Literal

from motcua_workflow.engine.check.catalogue import entry
from motcua_workflow.engine.model import Finding

Lang = Literal["en", "vi"]
_SHOWN = 120


def _shown(value: object) -> object:
    """A drawn text inside a sentence: one line, of bounded length."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


class Report:
    """Findings of one file in the order found; `findings()` sorts them by line."""

    def __init__(self, lang: Lang = "en") -> None:
        self._lang: Lang = lang
        self._found: dict[Finding, None] = {}

    def add(self, code: str, *, line: int = 0, element: str = "", name: str = "", **values: object) -> None:
        """One finding of a code of the catalogue; `values` fill its sentence and hint."""
        words = entry(code)
        shown = {key: _shown(value) for key, value in values.items()}
        text = words.vi if self._lang == "vi" else words.en
        hint = words.hint_vi if self._lang == "vi" else words.hint_en
        message, advice = text.format_map(shown), hint.format_map(shown)
        self._found[Finding(code, words.severity, line, element, name, message, advice)] = None

    def extend(self, findings: tuple[Finding, ...]) -> None:
        self._found.update(dict.fromkeys(findings))

    def findings(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._found, key=lambda found: (found.line, found.element, found.code)))
