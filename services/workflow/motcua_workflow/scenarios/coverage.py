# SPDX-License-Identifier: Apache-2.0
"""Which elements, sequence flows and end events of a drawing the scenarios of a folder went through. Owns the gate: publishing
asks for every end event and nine of ten sequence flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua_workflow.engine.check import running
from motcua_workflow.engine.model import Drawing, Flow, Node
from motcua_workflow.scenarios.play import Play

ENDS_PERCENT = 100
FLOWS_PERCENT = 90


@dataclass(frozen=True, slots=True)
class Missed:
    """What no scenario passed, as people find it: `source` and `target` are the ids that a sequence flow joins, else ""."""

    id: str
    name: str
    line: int
    source: str = ""
    target: str = ""

    def as_json(self) -> dict[str, Any]:
        ends = {"source": self.source, "target": self.target} if self.source else {}
        return {"id": self.id, "name": self.name, "line": self.line, **ends}


@dataclass(frozen=True, slots=True)
class Covered:
    """`missed` is in the drawing's order."""

    total: int
    missed: tuple[Missed, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of what was missed."""
        return tuple(one.id for one in self.missed)

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nothing is missing."""
        return 100 * self.covered // self.total if self.total else 100

    @property
    def covered(self) -> int:
        return self.total - len(self.missed)

    def as_json(self) -> dict[str, Any]:
        return {
            "covered": self.covered,
            "total": self.total,
            "percent": self.percent,
            "missing": list(self.missing),
            "missed": [one.as_json() for one in self.missed],
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of all executable processes, at every depth."""

    nodes: Covered
    flows: Covered
    ends: Covered

    @property
    def enough(self) -> bool:
        """Whether publishing takes it."""
        return self.ends.percent >= ENDS_PERCENT and self.flows.percent >= FLOWS_PERCENT

    def as_json(self) -> dict[str, Any]:
        return {
            "nodes": self.nodes.as_json(),
            "flows": self.flows.as_json(),
            "ends": self.ends.as_json(),
            "gate": {"ends": ENDS_PERCENT, "flows": FLOWS_PERCENT, "ok": self.enough},
        }


def coverage(drawing: Drawing, plays: Iterable[Play]) -> Coverage:
    """What these plays passed together."""
    passed: set[str] = set()
    flows: set[str] = set()
    for play in plays:
        passed |= set(play.pools.history.passed())
        flows |= set(play.pools.history.flows)
    processes = running(drawing)
    return Coverage(
        nodes=_covered([_node(node) for process in processes for node in process.nodes], passed),
        flows=_covered([_flow(flow) for process in processes for flow in process.flows], flows),
        ends=_covered([_node(node) for node in end_events(drawing)], passed),
    )


def end_events(drawing: Drawing) -> list[Node]:
    """Every end event of the executable processes, those inside sub-processes too."""
    return [node for process in running(drawing) for node in process.nodes if node.type == "endEvent"]


def _node(node: Node) -> Missed:
    return Missed(node.id, node.name, node.line)


def _flow(flow: Flow) -> Missed:
    return Missed(flow.id, flow.name, flow.line, flow.source, flow.target)


def _covered(every: list[Missed], passed: set[str]) -> Covered:
    return Covered(len(every), tuple(one for one in every if one.id not in passed))
