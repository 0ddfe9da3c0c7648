# SPDX-License-Identifier: Apache-2.0
"""A dossier with everything that belongs to it, as the rules change it. No I/O: adapters load it and save what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from motcua_text import Text

from motcua_intake.domain.records import (
    Actor,
    Document,
    Dossier,
    DossierStatus,
    HistoryLine,
    Paper,
    Part,
    PartStatus,
    Result,
    Stage,
    Stretch,
    Supplement,
)

ResultKey = tuple[str, str, str]


@dataclass
class Case:
    """Mutable on purpose: rules replace its rows, and `adapters.cases.save` writes the difference."""

    dossier: Dossier
    parts: dict[str, Part] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    results: dict[ResultKey, Result] = field(default_factory=dict)
    supplements: dict[int, Supplement] = field(default_factory=dict)
    clock: dict[str, Stretch] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    history: list[HistoryLine] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.dossier.id

    def change(self, **values: Any) -> None:
        """Change the dossier itself."""
        self.dossier = replace(self.dossier, **values)

    def change_part(self, key: str, **values: Any) -> None:
        self.parts[key] = replace(self.parts[key], **values)

    def tell(self, type_: str, at: datetime, actor: Actor, text: Text) -> None:
        """Add a line to the history."""
        self.history.append(HistoryLine(self.id, at, type_, actor.to_dict(), text.vi, text.en or text.vi))

    def open_parts(self) -> list[Part]:
        return [part for part in self.parts.values() if part.open]

    def ended_in_vain(self) -> datetime | None:
        """When its last part ended, where none was granted; None while one may be, or was. Nothing is asked about it any more."""
        parts = list(self.parts.values())
        if not parts or any(part.open or part.status == PartStatus.GRANTED for part in parts):
            return None
        moments = [part.decided_at for part in parts if part.decided_at is not None]
        return max(moments, default=self.dossier.finished_at)

    def open_supplement(self, *stages: Stage) -> Supplement | None:
        """The oldest open round, of these stages where some are named: agencies may ask beside each other."""
        return next(
            (one for one in self.supplements.values() if one.open and (not stages or one.stage in stages)),
            None,
        )

    def awaited_supplements(self) -> list[Supplement]:
        """Rounds whose papers are still taken, oldest first: those that are open, or before acceptance one that is overdue as
        long as the window has neither accepted nor refused."""
        waiting = [one for one in self.supplements.values() if one.open]
        if waiting or self.dossier.status != DossierStatus.SUBMITTED:
            return waiting
        return [one for one in self.supplements.values() if one.lapsed][:1]

    def expected_supplement(self, round: int = 0, component: str = "") -> Supplement | None:
        """The awaited round of this number; without a number the oldest that asks for the component, else the oldest."""
        waiting = [one for one in self.awaited_supplements() if round in (0, one.round)]
        asking = (one for one in waiting if component and one.asks_for(component))
        return next(asking, waiting[0] if waiting else None)

    def rounds(self, stage: Stage) -> int:
        """How often this stage has asked for papers."""
        return sum(one.stage == stage for one in self.supplements.values())

    def change_result(self, one: Result, **values: Any) -> None:
        self.results[one.key] = replace(one, **values)

    def attached(self, part: str) -> list[Result]:
        """What may still be issued of a part, oldest first."""
        return [
            one for one in self.results.values()
            if one.part == part and one.issued_at is None and one.voided_at is None
        ]  # fmt: skip

    def waiting_results(self) -> list[Result]:
        """Issued and not yet handed over."""
        return [one for one in self.results.values() if one.issued_at and not one.returned_at]

    def waiting_originals(self) -> list[str]:
        """Components whose original was collected for parts that all ended without a grant: it goes back to its owner."""
        return sorted(code for code, held in self.dossier.custody.items() if self._goes_back(held))

    def _goes_back(self, held: dict[str, Any]) -> bool:
        parts = [self.parts[key] for key in held["for"] if key in self.parts]
        ended = parts and not any(part.open or part.status == PartStatus.GRANTED for part in parts)
        return bool(ended) and not held["back"]

    def paper_codes(self) -> list[str]:
        """Codes of the components that are present, with what an open round has brought; papers of a round that ended without
        an answer were never handed in."""
        lapsed = {one.round for one in self.supplements.values() if one.lapsed}
        return sorted({paper.component for paper in self.papers.values() if paper.round not in lapsed})

    def submitted_papers(self) -> Iterable[Paper]:
        """Papers that were handed in; those of a supplement round without an answer are still in the applicant's hands."""
        waiting = {one.round for one in self.supplements.values() if one.answered_at is None}
        return [paper for paper in self.papers.values() if paper.round not in waiting]
