# SPDX-License-Identifier: Apache-2.0
"""What the lint of a folder says. Same fields as the engine's findings, so that one report holds both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motcua_text import Problem, Text
from motcua_text.hidden import visible

Severity = Literal["error", "warning"]
Kind = Literal["process", "decision", "form", "procedure", "scenario", "diagram"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a designer must (error) or should (warning) change.

    `line` is 1-based, 0 when unknown; `element` is the element's id in a drawing, the field path elsewhere.
    """

    code: str
    severity: Severity
    line: int
    element: str
    name: str
    said: Text
    advice: Text

    @property
    def message(self) -> str:
        """What is wrong, in English, as the engine's findings have it where no language is asked for."""
        return self.said.to("en")

    @property
    def hint(self) -> str:
        """What helps, in English; may be empty."""
        return self.advice.to("en")


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The findings of one file; `file` is its path inside the folder."""

    file: str
    kind: Kind
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """No error; warnings may be there."""
        return not any(finding.severity == "error" for finding in self.findings)


class ProcedureError(ValueError):
    """A folder that cannot be taken; `files` says where and why."""

    def __init__(self, files: tuple[FileFindings, ...]) -> None:
        self.files = files
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """All findings in "vi" or "en", a line for each."""
        return "\n".join(
            sentence(report.file, found, language) for report in self.files for found in report.findings
        )


def sentence(file: str, finding: Finding, language: str = "en") -> str:
    """One finding as a line for people who read "vi" or "en"."""
    place = f"{file}:{finding.line}" + (f": {finding.element}" if finding.element else "")
    said, advice = finding.said.to(language), finding.advice.to(language)
    return visible(f"{place}: {said}" + (f" {advice}" if advice else ""))


def from_problem(problem: Problem, prefix: str) -> Finding:
    """A source problem as an error finding; `prefix` is the kind of file ("procedure", "form", …)."""
    code = f"{prefix}-{problem.code}"
    said, advice = _visible(problem.said), _visible(problem.advice)
    return Finding(code, "error", problem.line, visible(problem.path), "", said, advice)


def _visible(text: Text) -> Text:
    return Text(visible(text.vi), visible(text.en))
