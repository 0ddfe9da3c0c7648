# SPDX-License-Identifier: Apache-2.0
"""What each part handed to the window for the person, as the control slip tells of it.

The window has one task of handing out, however many results come while it is open: whether somebody fetched in between would say
whether a hand-over is on the slip. So it is read from the results themselves, one for each part that gave some.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import ON_PAPER, PartStatus
from motcua_intake.domain.slips import REFUSAL


class Ready(NamedTuple):
    """The results of a part, or its refusal on paper: when it was decided, and when the last of it went out."""

    part: str
    at: datetime
    gone: datetime | None = None


def ready(case: Case) -> list[Ready]:
    """Oldest first. Whoever filed online has refusals on the dossier's page: the window never has them."""
    found = [
        one for key, part in case.parts.items() if (one := _granted(case, key) or _refused(case, key, part.status))
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.at, one.part))


def _granted(case: Case, part: str) -> Ready | None:
    issued = [
        (one.issued_at, one.returned_at)
        for one in case.results.values()
        if one.part == part and one.issued_at is not None
    ]
    if not issued:
        return None
    return Ready(part, max(at for at, _ in issued), _last([gone for _, gone in issued]))


def _refused(case: Case, part: str, status: str) -> Ready | None:
    decided = case.parts[part].decided_at
    if status != PartStatus.REFUSED or decided is None or case.dossier.source not in ON_PAPER:
        return None
    papers = [one.id for one in case.documents if one.series == REFUSAL and one.part == part]
    gone = {
        paper: datetime.fromisoformat(one["at"]) for one in case.dossier.handovers for paper in one["slips"]
    }
    return Ready(part, decided, _last([gone.get(paper) for paper in papers])) if papers else None


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    """When all were gone; None while one waits."""
    known: Iterable[datetime] = [one for one in moments if one is not None]
    return None if None in moments else max(known, default=None)
