# SPDX-License-Identifier: Apache-2.0
"""Who stands in for whom, from which day to which, and what that lends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from motcua_identity import CITIZEN, DESIGNER, INTEGRATOR, OPERATOR
from motcua_organisation import Person

from motcua_assignment.domain.task import WINDOW_ROLE

LONGEST_DAYS: Final = 366
NEVER_LENT: Final = frozenset({CITIZEN, DESIGNER, OPERATOR, INTEGRATOR, WINDOW_ROLE})
"""Rights over the system are nobody's to lend; and what is done at the window is done at intake, in the clerk's own name."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """From the first day to the last. `lent_roles`: what the absent may do and the substitute may not by themselves; `signs`:
    also where the step's result needs a signature."""

    id: str
    unit: str
    absent_user: str
    absent_name: str
    substitute_user: str
    substitute_name: str
    from_day: date
    to_day: date
    reason: str
    lent_roles: list[str]
    signs: bool
    set_by_user: str
    set_by_name: str
    set_at: datetime
    ended_at: datetime | None = None
    ended_by_user: str = ""
    ended_by_name: str = ""

    def active(self, today: date) -> bool:
        return self.ended_at is None and self.from_day <= today <= self.to_day


def lent_roles(absent: Person, substitute: Person) -> list[str]:
    """The roles that a substitution lends."""
    return sorted(absent.roles - substitute.roles - NEVER_LENT)
