# SPDX-License-Identifier: Apache-2.0
"""What a compiled process is: the elements as the core needs them. Data only; `compile` makes it, the core reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua_workflow.engine.core_tree import TokenSpecification
from motcua_workflow.engine.model import Participant
from motcua_workflow.engine.normalise import Meaning


@dataclass(frozen=True, slots=True)
class Branch:
    """A sequence flow as its source sees it; `condition` is "" when none is drawn."""

    flow: str
    target: str
    condition: str


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """All that the core needs to know of one element. `scope` is the sub-process around it, "" at the top."""

    id: str
    type: str
    name: str
    line: int
    scope: str
    meaning: Meaning
    outgoing: tuple[Branch, ...]
    default: str
    incoming: tuple[str, ...]
    boundaries: tuple[str, ...]
    attached_to: str
    name_en: str = field(default="", repr=False)
    """Words beside the drawing: no part of what it means, and not of `hash`."""


@dataclass(frozen=True, slots=True)
class CompiledProcess:
    """A process ready to run.

    `hash` names its meaning: drawings that differ in layout alone have the same one. `starts` maps a scope
    ("" for the process) to its none start event; `message_starts` a message's name to the start event that it
    triggers. `participant` is the pool's id ("" without pools), `participants` are all pools by id.
    """

    id: str
    name: str
    hash: str
    participant: str
    participants: Mapping[str, Participant]
    nodes: Mapping[str, CompiledNode]
    starts: Mapping[str, str]
    message_starts: Mapping[str, str]
    spec: TokenSpecification = field(repr=False, compare=False)
