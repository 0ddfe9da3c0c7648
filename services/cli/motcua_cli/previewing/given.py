# SPDX-License-Identifier: Apache-2.0
"""What a task's form is given in the preview: the facts of the process when a scenario came to that task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from motcua_procedure import Complete, Form, Scenario
from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.model import Drawing
from motcua_workflow.scenarios.play import play

from motcua_cli.previewing.seeing import Seen


@dataclass(frozen=True, slots=True)
class Meeting:
    """A scenario that completes a task of the form, and what the form is given then."""

    scenario: Scenario
    element: str
    given: dict[str, Any]

    @property
    def key(self) -> str:
        """Short name in addresses."""
        return f"{self.scenario.file.removeprefix('scenarios/').removesuffix('.yaml')}.{self.element}"


@lru_cache(maxsize=64)
def meetings(seen: Seen, key: str) -> tuple[Meeting, ...]:
    """One for each scenario and element, in the order of the files; none where the scenarios cannot run."""
    if seen.report is None or seen.package is None or seen.drawing is None:
        return ()
    return tuple(_meetings(seen, seen.package.forms[key], seen.drawing))


def _meetings(seen: Seen, form: Form, drawing: Drawing) -> Iterator[Meeting]:
    package = seen.package
    assert package is not None
    elements = {node.id for node in seen.tasks_of(form.key)}
    definition = Definition(package.key, 0, drawing, package.bpmn)
    for scenario in package.scenarios:
        met: set[str] = set()
        for index, step in enumerate(scenario.steps):
            if not isinstance(step, Complete) or step.element not in elements - met:
                continue
            met.add(step.element)
            before = play(package, definition, replace(scenario, steps=scenario.steps[:index]), "en")
            found = before.pools.open_task(step.element)
            if found is not None:
                yield Meeting(scenario, step.element, form.given(found[0].facts))
