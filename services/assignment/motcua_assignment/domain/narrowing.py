# SPDX-License-Identifier: Apache-2.0
"""What an inbox is narrowed by, and the moments that a list goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from motcua_text import search_patterns

from motcua_assignment.domain.task import Kind, Task

Due = Literal["", "overdue", "today", "soon"]


@dataclass(frozen=True, slots=True)
class Times:
    """The present, when today ends, and until when something is due soon: what the law gives a part or dossier, and what has
    only its own time (the window's answer; a step while the law counts nothing). None: the unit's time is not known."""

    now: datetime
    tomorrow: datetime
    soon_whole: datetime | None
    soon_step: datetime | None

    def values(self) -> dict[str, Any]:
        """As parameters of a statement."""
        return {name: getattr(self, name) for name in self.__slots__}

    def soon(self, task: Task) -> bool:
        """Whether a row of the list is due soon, though not today: as the list is narrowed by it."""
        own = task.still or task.kind != Kind.STEP
        until = self.soon_step if own else self.soon_whole
        return until is not None and self.tomorrow <= task.urgent_at <= until


class Shape(NamedTuple):
    """Which conditions a statement has, whatever their values."""

    taken: bool | None
    due: Due
    of_dossier: bool
    escalated: bool
    procedure: bool
    element: bool
    words: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which live tasks a list is about. `taken` True: those of the subject, False: those of nobody, None: all. `text`: pieces of
    the dossier's code or the applicant's name."""

    times: Times
    taken: bool | None = None
    due: Due = ""
    dossier_id: str = ""
    escalated: bool = False
    procedure: str = ""
    element: str = ""
    text: str = ""

    @property
    def shape(self) -> Shape:
        words = len(search_patterns(self.text))
        return Shape(
            self.taken, self.due, bool(self.dossier_id), self.escalated, bool(self.procedure), bool(self.element), words
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """As parameters of a statement."""
        words = {f"word_{place}": word for place, word in enumerate(search_patterns(self.text))}
        said = {"dossier_id": self.dossier_id, "procedure": self.procedure, "element": self.element}
        return self.times.values() | said | words
