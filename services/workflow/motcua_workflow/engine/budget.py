# SPDX-License-Identifier: Apache-2.0
"""How far a drawing is played in memory before it is called endless (`procedure run --auto`, scenarios).

Owns bounds in counts, so that the same input stops at the same place on every machine. A single move has bounds of its
own (`core_tree`); these are over all moves of a play.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from motcua_workflow.engine.step import Step

ENDLESS = "MOVE_LIMIT"
"""The code of what `procedure run` says of a play that was stopped; no incident of an instance has it."""
MOVES = 2_000
WORK = 60_000
"""Tokens carried and events written, over all moves: a drawing whose tokens grow costs more with each move."""
SECONDS = 60.0
"""Counts know nothing of scripts that compute until their own limit in each move; this ends such a play too."""


@dataclass(slots=True)
class Budget:
    """What a play has used: `moves` after those that nothing drawn asked for (starts), and the `work` of all."""

    moves: int = 0
    work: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    _begun: float = field(default_factory=time.monotonic)

    def spend(self, step: Step, element: str = "") -> None:
        """Count a move, and the element that it began at: "" for the start of the play."""
        self.work += 1 + step.tokens + len(step.trace)
        if element:
            self.moves += 1
            self.moved[element] += 1

    @property
    def spent(self) -> bool:
        """Whether no further move may be made. It is never spent before the first one."""
        over = self.moves >= MOVES or self.work >= WORK or time.monotonic() - self._begun > SECONDS
        return over and bool(self.moves)

    @property
    def busiest(self) -> tuple[str, int]:
        """The element that most moves began at, of several the first, and how many."""
        return self.moved.most_common(1)[0]
