# SPDX-License-Identifier: Apache-2.0
"""What `motcua procedure test` says: a report for each scenario and one for the folder with its coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua_text import Text

from motcua_workflow.engine.check import has_errors
from motcua_workflow.engine.model import Finding
from motcua_workflow.scenarios.coverage import Coverage


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """One scenario; `file` is its path inside the folder. `passed` are the elements and `flows` the sequence flows that it went
    through, each as often as it did."""

    file: str
    name: Text
    findings: tuple[Finding, ...]
    passed: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not has_errors(self.findings)


@dataclass(frozen=True, slots=True)
class Report:
    """A folder's scenarios. `findings` are of the drawing: end events that no scenario reaches."""

    scenarios: tuple[ScenarioReport, ...]
    coverage: Coverage
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not has_errors(self.findings) and all(scenario.ok for scenario in self.scenarios)

    def lines(self, folder: str) -> list[dict[str, Any]]:
        """One JSON object for each scenario, then one for the folder."""
        rows = [
            {
                "file": f"{folder}/{one.file}",
                "kind": "scenario",
                "ok": one.ok,
                "name": {"vi": one.name.vi, "en": one.name.en},
                "findings": [finding_json(found) for found in one.findings],
            }
            for one in self.scenarios
        ]
        return [*rows, coverage_line(folder, self.ok, self.findings, self.coverage)]


def coverage_line(
    folder: str, ok: bool, findings: tuple[Finding, ...], covered: Coverage | None
) -> dict[str, Any]:
    """The folder's own line; `coverage` is null when nothing was run."""
    return {
        "file": folder,
        "kind": "coverage",
        "ok": ok,
        "findings": [finding_json(found) for found in findings],
        "coverage": None if covered is None else covered.as_json(),
    }


def finding_json(found: Finding) -> dict[str, Any]:
    """The same fields, in the same order, as `procedure lint` prints."""
    order = ("code", "severity", "line", "element", "name", "message", "hint")
    return {key: getattr(found, key) for key in order}
