# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the board: a measure, days, and whose dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from motcua_calendar import LEGAL_ZONE


class Measure(StrEnum):
    """What is counted; what each means stands at `BoardMeasure` in the contract."""

    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    SETTLED = "SETTLED"
    SETTLED_IN_TIME = "SETTLED_IN_TIME"
    SETTLED_EARLY = "SETTLED_EARLY"
    SETTLED_ON_TIME = "SETTLED_ON_TIME"
    SETTLED_LATE = "SETTLED_LATE"
    SUPPLEMENTED = "SUPPLEMENTED"
    EXTENDED = "EXTENDED"
    REFUSED = "REFUSED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    STOPPED = "STOPPED"
    RATED_VERY_SATISFIED = "RATED_VERY_SATISFIED"
    RATED_SATISFIED = "RATED_SATISFIED"
    RATED_DISSATISFIED = "RATED_DISSATISFIED"
    NOW_ACCEPTANCE = "NOW_ACCEPTANCE"
    NOW_IN_TIME = "NOW_IN_TIME"
    NOW_SOON = "NOW_SOON"
    NOW_LATE = "NOW_LATE"
    NOW_STANDING = "NOW_STANDING"
    NOW_READY = "NOW_READY"
    NOW_OPEN = "NOW_OPEN"
    DESK_CAME = "DESK_CAME"
    DESK_DONE_IN_TIME = "DESK_DONE_IN_TIME"
    DESK_DONE_LATE = "DESK_DONE_LATE"
    DESK_HERE_IN_TIME = "DESK_HERE_IN_TIME"
    DESK_HERE_LATE = "DESK_HERE_LATE"
    DESK_STEP = "DESK_STEP"
    DESK_STEP_LATE = "DESK_STEP_LATE"
    WAIT_ELSEWHERE = "WAIT_ELSEWHERE"
    WAIT_PAPERS = "WAIT_PAPERS"
    WAIT_MONEY = "WAIT_MONEY"
    WAIT_REGISTER = "WAIT_REGISTER"
    WAIT_INCIDENT = "WAIT_INCIDENT"
    WAIT_NOBODY = "WAIT_NOBODY"

    @property
    def of_desk(self) -> bool:
        """Counted at the desks of one unit."""
        return self.value.startswith("DESK_")

    @property
    def of_wait(self) -> bool:
        """Open dossiers by whom they wait for, where no desk of the scope has them."""
        return self.value.startswith("WAIT_")

    @property
    def of_dossier(self) -> bool:
        """Counted from the dossier's line alone."""
        return not (self.of_desk or self.of_wait)

    @property
    def is_now(self) -> bool:
        """Whatever days are asked for."""
        return self.value.startswith(("NOW_", "DESK_HERE_", "DESK_STEP", "WAIT_"))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole legal days, both included; `now` and `soon`, the last day that counts as soon, are for what is open."""

    first: date
    last: date
    now: datetime
    soon: date

    @property
    def begin(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1))

    @property
    def today(self) -> datetime:
        return midnight(self.now.date())

    @property
    def soon_end(self) -> datetime:
        return midnight(self.soon + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Scope:
    """`units` None is all; of dossiers: whose window or answering agency is one of them. `procedure` and `window` "" are any."""

    units: tuple[str, ...] | None = None
    procedure: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the drawing names it (Vietnamese); "" is the work of a window, `for_person` the return of results. Of `of_wait`
    alone: the `unit` outside the scope that has it, and whether only what is `late` is meant."""

    name: str = ""
    for_person: bool = False
    unit: str = ""
    late: bool = False


ANY_STEP: Final = Step()
