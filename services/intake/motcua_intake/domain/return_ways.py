# SPDX-License-Identifier: Apache-2.0
"""How results reach the applicant: at the window, by public post (QĐ 45/2016/QĐ-TTg), or by the portal alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import ON_PAPER, Dossier, Result


class Way(StrEnum):
    WINDOW = "WINDOW"
    POST = "POST"
    ELECTRONIC = "ELECTRONIC"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a draft and the dossier that it becomes; `chosen_by` is empty where nobody chose. `came_back`: keys of
    the results that the post brought back since, and that wait at the window until somebody chooses anew."""

    draft_id: str
    way: str
    receiver: str
    phone: str
    address: str
    chosen_at: datetime
    chosen_by: dict[str, str] = field(default_factory=dict)
    came_back: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was handed to the post: `results` are [part, code, id]. Under way while it neither was delivered nor came back."""

    id: str
    dossier_id: str
    waybill: str
    carrier: str
    receiver: str
    phone: str
    address: str
    results: list[list[str]]
    sent_at: datetime
    sent_by: dict[str, Any]
    delivered_at: datetime | None = None
    came_back_at: datetime | None = None
    came_back_reason: str = ""

    @property
    def under_way(self) -> bool:
        return self.delivered_at is None and self.came_back_at is None


ORIGINALS: Final = Text(
    "Bản chính phải thu khi trả kết quả nên chỉ nhận tại quầy hoặc qua bưu chính.",
    "Originals are collected with the result, so it is received at the window or by post.",
)
NO_ACCOUNT: Final = Text(
    "Hồ sơ nộp trên giấy, người nộp không có trang hồ sơ để nhận bản điện tử.",
    "The dossier came on paper: there is no page on which the applicant could receive it.",
)
PAPER_ONLY: Final = Text(
    "Thủ tục này không trả kết quả theo cách này.", "This procedure does not return results in this way."
)


def closed(procedure: Procedure, source: str) -> dict[Way, Text]:
    """Ways that are not open for this procedure to whoever filed so, with the reason."""
    found: dict[Way, Text] = {}
    for way in Way:
        if way.value not in procedure.return_ways:
            found[way] = PAPER_ONLY
    if Way.ELECTRONIC not in found and procedure.originals_at_return():
        found[Way.ELECTRONIC] = ORIGINALS
    if Way.ELECTRONIC not in found and source in ON_PAPER:
        found[Way.ELECTRONIC] = NO_ACCOUNT
    return found


def kept_on_paper(procedure: Procedure) -> Text | None:
    """What whoever chooses the portal is told: which results are handed over all the same. None: none is."""
    names = list(procedure.on_paper().values())
    if not names:
        return None
    return Text(
        f"Khi nhận bản điện tử, kết quả này vẫn giao bản giấy tại quầy: {'; '.join(one.vi for one in names)}.",
        f"With the electronic way, this is still handed over on paper: {'; '.join(one.to('en') for one in names)}.",
    )


def electronic(procedure: Procedure, waiting: Iterable[Result]) -> list[Result]:
    """The results that the portal alone can return."""
    paper = procedure.on_paper()
    return [one for one in waiting if (one.part, one.code) not in paper]


def way_of(procedure: Procedure, one: Result, chosen: Choice | None) -> Way:
    """How one result reaches the applicant: what is always on paper is fetched also by who chose the portal, and what the post
    brought back by who chose the post."""
    if chosen is not None and one.key in chosen.came_back:
        return Way.WINDOW
    way = Way.WINDOW if chosen is None else Way(chosen.way)
    kept = way is Way.ELECTRONIC and (one.part, one.code) in procedure.on_paper()
    return Way.WINDOW if kept else way


def still_open(case: Case, chosen: Choice | None = None) -> bool:
    """Whether the applicant may still choose: no result waits or went out, and it has not ended; or what waits came back."""
    if chosen is not None and any(one.key in chosen.came_back for one in case.waiting_results()):
        return True
    given = any(one.issued_at is not None for one in case.results.values())
    return not given and case.dossier.finished_at is None and not _ended(case.dossier)


def _ended(dossier: Dossier) -> bool:
    return dossier.status in ("INTAKE_REFUSED", "WITHDRAWN", "STOPPED", "RETURNED")
