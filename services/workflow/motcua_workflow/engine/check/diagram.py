# SPDX-License-Identifier: Apache-2.0
"""What people see of a procedure: every process that runs is drawn, and nothing of it is out of sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motcua_workflow.engine.check.report import Drawn, Report
from motcua_workflow.engine.model import Drawing, Process


def check_diagram(drawing: Drawing, running: Sequence[Process], report: Report) -> None:
    """Pools, lanes, elements and flows without a shape or an edge; one finding where nothing is drawn at all."""
    if drawing.shown is None:
        report.add("diagram-missing", line=1)
        return
    for one in _visible(drawing, running):
        if one.id not in drawing.shown:
            report.at("not-drawn", one, id=one.id)


def _visible(drawing: Drawing, running: Sequence[Process]) -> Iterator[Drawn]:
    yield from drawing.participants
    yield from drawing.message_flows
    for process in running:
        yield from process.lanes
        yield from process.nodes
        yield from process.flows
