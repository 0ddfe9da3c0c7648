# SPDX-License-Identifier: Apache-2.0
"""Conditions that several numbers of the board share: whose dossiers, what has not ended, what lies at a desk."""

from __future__ import annotations

import sqlalchemy as sa

from motcua_intake.adapters.board_tables import board_line as b
from motcua_intake.adapters.law_tables import stay as s
from motcua_intake.domain.board import State
from motcua_intake.domain.board_asking import Days, Scope

Condition = sa.ColumnElement[bool]


def in_scope(scope: Scope) -> list[Condition]:
    """Lines of the dossiers for which a unit of the scope is the window or answers."""
    made: list[Condition] = []
    if scope.units is not None:
        units = list(scope.units)
        made.append(sa.or_(b.c.unit.in_(units), b.c.lead.in_(units)))
    if scope.procedure:
        made.append(b.c.procedure_key == scope.procedure)
    if scope.window:
        made.append(b.c.unit == scope.window)
    return made


def unfinished() -> Condition:
    """The state as a literal, so that the partial index of what is open serves."""
    return b.c.state != sa.literal_column(f"'{State.ENDED.value}'")


def at_desk() -> Condition:
    """A stay that is going on."""
    return sa.and_(s.c.closed_at.is_(None), s.c.cancelled_at.is_(None), s.c.opened_at.is_not(None))


def late_there(days: Days) -> Condition:
    return s.c.due_at < days.now
