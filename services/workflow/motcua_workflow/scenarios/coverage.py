# SPDX-License-Identifier: Apache-2.0
"""Which elements, sequence flows and end events of a drawing the scenarios of a folder went through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua_workflow.engine.check import running
from motcua_workflow.engine.model import Drawing, Node
from motcua_workflow.scenarios.play import Play


@dataclass(frozen=True, slots=True)
class Covered:
    """`missing` are ids in the drawing's order."""

    total: int
    missing: tuple[str, ...]

    @property
    def covered(self) -> int:
        return self.total - len(self.missing)

    def as_json(self) -> dict[str, Any]:
        return {"covered": self.covered, "total": self.total, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of all executable processes, at every depth."""

    nodes: Covered
    flows: Covered
    ends: Covered

    def as_json(self) -> dict[str, Any]:
        return {"nodes": self.nodes.as_json(), "flows": self.flows.as_json(), "ends": self.ends.as_json()}


def coverage(drawing: Drawing, plays: Iterable[Play]) -> Coverage:
    """What these plays passed together."""
    passed: set[str] = set()
    flows: set[str] = set()
    for play in plays:
        passed |= set(play.pools.history.passed())
        flows |= set(play.pools.history.flows)
    processes = running(drawing)
    nodes = [node.id for process in processes for node in process.nodes]
    return Coverage(
        nodes=_covered(nodes, passed),
        flows=_covered([flow.id for process in processes for flow in process.flows], flows),
        ends=_covered([node.id for node in end_events(drawing)], passed),
    )


def end_events(drawing: Drawing) -> list[Node]:
    """Every end event of the executable processes, those inside sub-processes too."""
    return [node for process in running(drawing) for node in process.nodes if node.type == "endEvent"]


def _covered(ids: list[str], passed: set[str]) -> Covered:
    return Covered(len(ids), tuple(one for one in ids if one not in passed))
