# SPDX-License-Identifier: Apache-2.0
"""Originals that the window collects with a result, and hands back when what they were collected for is not granted.

The receiving office gives originals back with the result (NĐ 61/2018/NĐ-CP, Điều 20; carried over into NĐ 118/2025/NĐ-CP).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from motcua_procedure import Component, Procedure
from motcua_text import Text

from motcua_intake.domain import wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, PartStatus


def to_collect(case: Case, procedure: Procedure) -> list[Component]:
    """Originals that are collected with the next results: of papers that the dossier has, not collected before, and still of
    use: one of the parts that they are for is open or granted."""
    present = case.paper_codes()
    return [
        one
        for one in procedure.originals_at_return()
        if one.code in present and one.code not in case.dossier.originals and _of_use(case, one)
    ]


def collect(case: Case, procedure: Procedure, codes: Collection[str]) -> None:
    """Keep what they are collected for: that decides whether they go back."""
    fresh = {
        code: {"for": list(procedure.component(code).original_for), "back": ""}
        for code in codes
        if code not in case.dossier.custody
    }
    case.change(
        originals=sorted({*case.dossier.originals, *codes}), custody={**case.dossier.custody, **fresh}
    )


def hand_back(
    case: Case, procedure: Procedure, codes: Collection[str], receiver: str, now: datetime, actor: Actor
) -> None:
    """They are with their owner again."""
    if not codes:
        return
    back = {code: {**case.dossier.custody[code], "back": now.isoformat()} for code in codes}
    case.change(custody={**case.dossier.custody, **back})
    papers = names(procedure, codes)
    text = Text(
        wording.ORIGINALS_BACK.vi.format(receiver=receiver, papers=papers.vi),
        wording.ORIGINALS_BACK.en.format(receiver=receiver, papers=papers.en),
    )
    case.tell("original.returned", now, actor, text)


def tell_waiting(case: Case, procedure: Procedure, codes: Collection[str], now: datetime) -> None:
    """Say once that they wait for their owner."""
    if codes:
        papers = names(procedure, codes)
        text = Text(
            wording.ORIGINALS_WAIT.vi.format(papers=papers.vi),
            wording.ORIGINALS_WAIT.en.format(papers=papers.en),
        )
        case.tell("original.waiting", now, Actor(), text)


def names(procedure: Procedure, codes: Collection[str]) -> Text:
    """The papers in words."""
    chosen = [procedure.component(code).name for code in codes]
    return Text("; ".join(one.vi for one in chosen), "; ".join(one.to("en") for one in chosen))


def _of_use(case: Case, component: Component) -> bool:
    parts = [case.parts[key] for key in component.original_for if key in case.parts]
    return any(part.open or part.status == PartStatus.GRANTED for part in parts)
