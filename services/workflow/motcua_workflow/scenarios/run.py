# SPDX-License-Identifier: Apache-2.0
"""All scenarios of one folder, one after another, each on its own pools."""

from __future__ import annotations

from motcua_procedure import ProcedurePackage, Scenario
from motcua_text import read_yaml

from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.scenarios.coverage import Coverage, coverage, end_events
from motcua_workflow.scenarios.judge import Judge
from motcua_workflow.scenarios.play import Play, play
from motcua_workflow.scenarios.report import Report, ScenarioReport
from motcua_workflow.scenarios.wording import say


def run_scenarios(package: ProcedurePackage, drawing: Drawing, lang: Lang = "en") -> Report:
    """Play and judge every scenario of a folder.

    `drawing` is the package's own, found free of errors: what is not must not reach the core.
    """
    definition = Definition(package.key, 0, drawing, package.bpmn)
    plays: list[Play] = []
    reports: list[ScenarioReport] = []
    for scenario in package.scenarios:
        played = play(package, definition, scenario, lang)
        plays.append(played)
        reports.append(
            ScenarioReport(scenario.file, scenario.name, _judged(package, drawing, scenario, played, lang))
        )
    covered = coverage(drawing, plays)
    return Report(tuple(reports), covered, _not_reached(drawing, covered, lang))


def _judged(
    package: ProcedurePackage, drawing: Drawing, scenario: Scenario, played: Play, lang: Lang
) -> tuple[Finding, ...]:
    source = read_yaml(package.files[scenario.file], scenario.file)
    findings = Judge(package.procedure, drawing, scenario, source, played, lang).findings()
    return tuple(sorted(findings, key=lambda found: found.line))


def _not_reached(drawing: Drawing, covered: Coverage, lang: Lang) -> tuple[Finding, ...]:
    missing = set(covered.ends.missing)
    ends = (node for node in end_events(drawing) if node.id in missing)
    return tuple(say(lang, "end-not-reached", node.line, node.id, node.name) for node in ends)
