# SPDX-License-Identifier: Apache-2.0
"""All scenarios of one folder, one after another, each on its own pools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from motcua_procedure import ProcedurePackage, Scenario
from motcua_text import read_yaml

from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.scenarios.coverage import FLOWS_PERCENT, Coverage, Covered, Missed, coverage
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
        judged, history = _judged(package, drawing, scenario, played, lang), played.pools.history
        way = tuple(history.passed()), tuple(history.flows)
        reports.append(ScenarioReport(scenario.file, scenario.name, judged, *way))
    covered = coverage(drawing, plays)
    return Report(tuple(reports), covered, _not_reached(drawing, covered, lang))


def _judged(
    package: ProcedurePackage, drawing: Drawing, scenario: Scenario, played: Play, lang: Lang
) -> tuple[Finding, ...]:
    source = read_yaml(package.files[scenario.file], scenario.file)
    findings = Judge(package.procedure, drawing, scenario, source, played, lang).findings()
    return tuple(sorted(findings, key=lambda found: found.line))


def _not_reached(drawing: Drawing, covered: Coverage, lang: Lang) -> tuple[Finding, ...]:
    """Each end event and sequence flow that no scenario passes, by name; flows are warnings once enough are taken."""
    names = {node.id: node.name or node.id for process in drawing.processes for node in process.nodes}
    ends = (say(lang, "end-not-reached", one.line, one.id, one.name) for one in covered.ends.missed)
    flows = (_not_taken(one, names, covered.flows, lang) for one in covered.flows.missed)
    return (*ends, *flows)


def _not_taken(flow: Missed, names: Mapping[str, str], flows: Covered, lang: Lang) -> Finding:
    way = f"{names.get(flow.source, flow.source)} → {names.get(flow.target, flow.target)}"
    told = f"“{flow.name}” ({way})" if flow.name else way
    place = (flow.line, flow.id, flow.name)
    if flows.percent >= FLOWS_PERCENT:
        return replace(say(lang, "flow-not-tried", *place, flow=told), severity="warning")
    shares = {"taken": flows.covered, "total": flows.total, "percent": flows.percent, "wanted": FLOWS_PERCENT}
    return say(lang, "flow-not-taken", *place, flow=told, **shares)
