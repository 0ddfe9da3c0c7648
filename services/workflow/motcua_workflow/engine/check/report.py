# SPDX-License-Identifier: Apache-2.0
"""Collects findings and words them from the catalogue, in English or Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from motcua_workflow.engine.check.catalogue import entry
from motcua_workflow.engine.model import (
    Finding,
    Flow,
    Lane,
    Message,
    MessageFlow,
    Node,
    Participant,
    Process,
)

Lang = Literal["en", "vi"]
Drawn = Process | Node | Flow | Lane | Participant | MessageFlow | Message
_SHOWN = 120
_WORDS: dict[Lang, dict[str, str]] = {
    "en": {"script": "The script", "condition": "The condition"},
    "vi": {"script": "Kịch bản", "condition": "Điều kiện"},
}


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
        self.put(code, line, element, name, values)

    def put(self, code: str, line: int, element: str, name: str, values: Mapping[str, object]) -> None:
        """As `add`, with the values in a mapping."""
        words = entry(code)
        shown = {key: _shown(value) for key, value in values.items()}
        text = words.vi if self._lang == "vi" else words.en
        hint = words.hint_vi if self._lang == "vi" else words.hint_en
        message, advice = text.format_map(shown), hint.format_map(shown)
        self._found[Finding(code, words.severity, line, element, name, message, advice)] = None

    def at(self, code: str, element: Drawn, line: int = 0, **values: object) -> None:
        """One finding at a drawn element, on its line unless another is given."""
        self.add(code, line=line or element.line, element=element.id, name=element.name, **values)

    def word(self, key: str) -> str:
        """A short word of our own inside a sentence, in the language of the report."""
        return _WORDS[self._lang].get(key, key)

    def extend(self, findings: tuple[Finding, ...]) -> None:
        self._found.update(dict.fromkeys(findings))

    def findings(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._found, key=lambda found: (found.line, found.element, found.code)))
