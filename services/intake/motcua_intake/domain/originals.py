# SPDX-License-Identifier: Apache-2.0
"""Originals that the window collects with a result, and hands back when what they were collected for is not granted. One that is
for certain parts (`original_for`) is collected with a result of one of these; any other with the first result.

The receiving office gives originals back with the result (NĐ 61/2018/NĐ-CP, Điều 20; carried over into NĐ 118/2025/NĐ-CP).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from motcua_procedure import Component, Procedure
from motcua_text import Text

from motcua_intake.domain import wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, Result


def to_collect(case: Case, procedure: Procedure, results: Iterable[Result]) -> list[Component]:
    """Originals that are collected when these results are handed over: of papers that the dossier has, not collected before, and
    for the part of one of the results."""
    present, parts = case.paper_codes(), {one.part for one in results}
    return [
        one
        for one in procedure.originals_at_return()
        if one.code in present
        and one.code not in case.dossier.originals
        and not parts.isdisjoint(one.original_for)
    ]


def collected_with(procedure: Procedure, component: Component) -> list[Text]:
    """Names of the results with which the original is collected; none when that is the first one, whichever."""
    chosen = component.original_for if component.original_collected_at_return else ()
    if {part.key for part in procedure.parts} <= set(chosen):
        return []
    return [item.name for part in procedure.parts if part.key in chosen for item in part.results.items]


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
