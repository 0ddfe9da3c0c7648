# SPDX-License-Identifier: Apache-2.0
"""What only heads of units may do: sign for the unit, and read how it does."""

from __future__ import annotations

from motcua_identity import Kind, Subject

from motcua_intake.app.desk import Desk
from motcua_intake.domain import actions
from motcua_intake.errors import NotHeadOfUnit


def unit_of(desk: Desk, subject: Subject) -> str:
    """The unit whose head, or head's deputy, the caller is. Raises NotHeadOfUnit: also for software, whatever its roles."""
    if subject.kind is not Kind.PERSON or not actions.leads(desk.organisation, subject):
        raise NotHeadOfUnit()
    return subject.unit or ""
