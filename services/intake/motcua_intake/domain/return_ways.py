# SPDX-License-Identifier: Apache-2.0
"""How results reach the applicant: at the window, by public post (QĐ 45/2016/QĐ-TTg), or by the portal alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain import slips
from motcua_intake.domain.case import Case, ResultKey
from motcua_intake.domain.records import ON_PAPER, Document, Dossier, Part, Result


class Way(StrEnum):
    WINDOW = "WINDOW"
    POST = "POST"
    ELECTRONIC = "ELECTRONIC"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is under way: the results by their keys, and the originals and slips that go along (codes, ids of documents). None: it
    was sent before that was kept, with everything that waited then."""

    id: str
    waybill: str
    keys: frozenset[ResultKey]
    originals: frozenset[str] | None = None
    slips: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a draft and the dossier that it becomes; `chosen_by` is empty where nobody chose. `came_back`: keys of
    the results that the post brought back since, and that wait at the window until somebody chooses anew; `slips_back`: the same
    for slips, by their ids. `parcels`: what is on its way, whatever was chosen since."""

    draft_id: str
    way: str
    receiver: str
    phone: str
    address: str
    chosen_at: datetime
    chosen_by: dict[str, str] = field(default_factory=dict)
    came_back: frozenset[ResultKey] = frozenset()
    slips_back: frozenset[str] = frozenset()
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was handed to the post: `results` are [part, code, id], `originals` (codes) and `slips` (ids of documents) what goes
    along with them, None where it was sent before that was kept. Under way while it neither was delivered nor came back."""

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
    originals: list[str] | None = None
    slips: list[str] | None = None

    @property
    def under_way(self) -> bool:
        return self.delivered_at is None and self.came_back_at is None

    @property
    def keys(self) -> frozenset[ResultKey]:
        return keys_of(self.results)


@dataclass(frozen=True, slots=True)
class AtOffice:
    """What waits and is not with the post: results, codes of originals that go back to their owner, slips that a return hands
    over, and those of them that keep the dossier open."""

    results: list[Result]
    originals: list[str]
    slips: list[Document]
    due: list[Document]

    @property
    def anything(self) -> bool:
        return bool(self.results or self.originals or self.due or self.back)

    @property
    def back(self) -> list[Document]:
        """Of the slips those that the post brought back."""
        return [one for one in self.slips if one.posted]


ORIGINALS: Final = Text(
    "Bản chính phải thu khi trả kết quả nên chỉ nhận tại quầy hoặc qua bưu chính.",
    "Originals are collected with the result, so it is received at the window or by post.",
)
NO_ACCOUNT: Final = Text(
    "Hồ sơ nộp trên giấy, người nộp không có trang hồ sơ để nhận bản điện tử.",
    "The dossier came on paper: there is no page on which the applicant could receive it.",
)
NOTHING_ELECTRONIC: Final = Text(
    "Những gì còn phải giao đều là bản giấy nên không nhận bản điện tử được.",
    "All that is still to be handed over is on paper and cannot be received electronically.",
)
PAPER_ONLY: Final = Text(
    "Thủ tục này không trả kết quả theo cách này.", "This procedure does not return results in this way."
)


def keys_of(results: Iterable[Sequence[str]]) -> frozenset[ResultKey]:
    """Keys of results from how a row keeps them."""
    return frozenset((part, code, name) for part, code, name in results)


def at_office(case: Case, chosen: Choice | None) -> AtOffice:
    """What of a dossier waits here."""
    parcels = chosen.parcels if chosen is not None else ()
    away = {key for one in parcels for key in one.keys}
    return AtOffice(
        [one for one in case.waiting_results() if one.key not in away],
        [code for code in case.waiting_originals() if not _along(code, [one.originals for one in parcels])],
        [one for one in slips.waiting(case) if not _along(one.id, [one.slips for one in parcels])],
        [one for one in slips.due(case) if not _along(one.id, [one.slips for one in parcels])],
    )


def in_parcel(case: Case, sent: Delivery) -> AtOffice:
    """What of a dossier a parcel that is under way holds."""
    originals, gone = case.waiting_originals(), slips.waiting(case)
    return AtOffice(
        [one for one in case.waiting_results() if one.key in sent.keys],
        [code for code in originals if sent.originals is None or code in sent.originals],
        held := [one for one in gone if sent.slips is None or one.id in sent.slips],
        held,
    )


def _along(what: str, parcels: Iterable[frozenset[str] | None]) -> bool:
    return any(one is None or what in one for one in parcels)


def parcel_of(one: Result, chosen: Choice | None) -> Parcel | None:
    """The parcel that a result is in now."""
    return next((it for it in (chosen.parcels if chosen else ()) if one.key in it.keys), None)


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


def closed_now(case: Case, procedure: Procedure, chosen: Choice | None) -> dict[Way, Text]:
    """As `closed`, of a dossier: with the portal where something waits here or is to come and nothing of it can go by it."""
    found = closed(procedure, case.dossier.source)
    if Way.ELECTRONIC in found or any(_gives_electronic(procedure, part) for part in _coming(case)):
        return found
    here = at_office(case, chosen)
    if (here.anything or _coming(case)) and not electronic(procedure, here.results):
        found[Way.ELECTRONIC] = NOTHING_ELECTRONIC
    return found


def _gives_electronic(procedure: Procedure, part: Part) -> bool:
    paper = procedure.on_paper()
    return any((part.key, one.code) not in paper for one in procedure.part(part.key).results.items)


def _coming(case: Case) -> list[Part]:
    """Parts that may still give a result."""
    ended = case.dossier.finished_at is not None or _ended(case.dossier)
    return [] if ended else case.open_parts()


def dead_end(case: Case, procedure: Procedure, chosen: Choice | None) -> bool:
    """Whether something waits or is to come, and nothing of it can go in the way that was chosen."""
    if chosen is None or Way(chosen.way) not in closed_now(case, procedure, chosen):
        return False
    return at_office(case, chosen).anything or bool(_coming(case))


def back_on_paper(case: Case, chosen: Choice | None) -> Text | None:
    """What whoever chooses the portal is told of slips that the post brought back: no portal hands them over. None: none did."""
    names = [slips.in_words(one) for one in at_office(case, chosen).back]
    if not names:
        return None
    return Text(
        f"Khi nhận bản điện tử, giấy này vẫn giao tại quầy: {'; '.join(one.vi for one in names)}.",
        f"With the electronic way, this is still handed over at the window: {'; '.join(one.to('en') for one in names)}.",
    )


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
    brought back by who chose the post. A way that the dossier's version does not have is no way: then it is the window."""
    if parcel_of(one, chosen) is not None:
        return Way.POST
    if chosen is not None and (one.key in chosen.came_back or chosen.way not in procedure.return_ways):
        return Way.WINDOW
    way = Way.WINDOW if chosen is None else Way(chosen.way)
    kept = way is Way.ELECTRONIC and (one.part, one.code) in procedure.on_paper()
    return Way.WINDOW if kept else way


def still_open(case: Case, procedure: Procedure, chosen: Choice | None = None) -> bool:
    """Whether the applicant may still choose: no result waits or went out, and it has not ended; or what waits came back, or
    nothing can go in the way that was chosen."""
    here = at_office(case, chosen)
    if chosen is not None and any(one.key in chosen.came_back for one in here.results):
        return True
    if chosen is not None and any(one.id in chosen.slips_back for one in here.slips):
        return True
    if dead_end(case, procedure, chosen):
        return True
    given = any(one.issued_at is not None for one in case.results.values())
    return not given and case.dossier.finished_at is None and not _ended(case.dossier)


def _ended(dossier: Dossier) -> bool:
    return dossier.status in ("INTAKE_REFUSED", "WITHDRAWN", "STOPPED", "RETURNED")
