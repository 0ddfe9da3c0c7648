# SPDX-License-Identifier: Apache-2.0
"""Collects findings and words them from the catalogue, in English or Vietnamese; a bounded number of them.

Owns how many are listed of one file: a hostile file could have one for each of its attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from motcua_workflow.engine.check.catalogue import entry
from motcua_workflow.engine.model import (
    Finding,
    Flow,
    Lane,
    Message,
    MessageFlow,
    Node,
    Oddity,
    Participant,
    Process,
    Severity,
)

Lang = Literal["en", "vi"]
Drawn = Process | Node | Flow | Lane | Participant | MessageFlow | Message
MOST_FINDINGS = 500
"""Listed of one file for each severity, so that no number of warnings hides an error."""
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
    """Findings of one file in the order found; `findings()` sorts them by line and says how many are not listed."""

    def __init__(self, lang: Lang = "en", most: int = MOST_FINDINGS) -> None:
        self._lang: Lang = lang
        self._most = most
        self._seen: set[Oddity] = set()
        self._listed: dict[Severity, list[Finding]] = {"error": [], "warning": []}

    def add(self, code: str, *, line: int = 0, element: str = "", name: str = "", **values: object) -> None:
        """One finding of a code of the catalogue; `values` fill its sentence and hint."""
        self.put(code, line, element, name, values)

    def put(self, code: str, line: int, element: str, name: str, values: Mapping[str, object]) -> None:
        """As `add`, with the values in a mapping."""
        self._take(Oddity(code, line, element, name, tuple(values.items())))

    def at(self, code: str, element: Drawn, line: int = 0, **values: object) -> None:
        """One finding at a drawn element, on its line unless another is given."""
        self.add(code, line=line or element.line, element=element.id, name=element.name, **values)

    def word(self, key: str) -> str:
        """A short word of our own inside a sentence, in the language of the report."""
        return _WORDS[self._lang].get(key, key)

    def extend(self, oddities: Iterable[Oddity]) -> None:
        """What the reader saw, worded here."""
        for oddity in oddities:
            self._take(oddity)

    def findings(self) -> tuple[Finding, ...]:
        both = [*self._listed["error"], *self._listed["warning"]]
        listed = sorted(both, key=lambda found: (found.line, found.element, found.code))
        if (more := len(self._seen) - len(listed)) > 0:
            # On the line of the last one, so that whoever sorts by line leaves it at the end.
            listed.append(self._worded(Oddity("findings-cut", listed[-1].line, "", "", (("count", more),))))
        return tuple(listed)

    def _take(self, oddity: Oddity) -> None:
        if oddity in self._seen:
            return
        self._seen.add(oddity)
        listed = self._listed[entry(oddity.code).severity]
        if len(listed) < self._most:
            listed.append(self._worded(oddity))

    def _worded(self, oddity: Oddity) -> Finding:
        words = entry(oddity.code)
        shown = {key: _shown(value) for key, value in oddity.values}
        vietnamese = self._lang == "vi"
        text, hint = (words.vi, words.hint_vi) if vietnamese else (words.en, words.hint_en)
        message, advice = text.format_map(shown), hint.format_map(shown)
        return Finding(oddity.code, words.severity, oddity.line, oddity.element, oddity.name, message, advice)
