# SPDX-License-Identifier: Apache-2.0
"""Runs the scenarios of a procedure's folder on the pure core: no server, no store, a clock that stands still.

    report = run_scenarios(package)

All pools run; what is thrown between them is delivered at once, and what the applicant sends is a step of the scenario.
"""

from __future__ import annotations

from motcua_workflow.scenarios.coverage import Coverage, Covered, Missed
from motcua_workflow.scenarios.report import Report, ScenarioReport
from motcua_workflow.scenarios.run import run_scenarios

__all__ = ["Coverage", "Covered", "Missed", "Report", "ScenarioReport", "run_scenarios"]
