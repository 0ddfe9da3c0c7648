# SPDX-License-Identifier: Apache-2.0
"""One personal number, one child: which other dossiers keep a number, and which of them hold it.

A number is one person's for life (Luật Căn cước 2023, Điều 12). A dossier that ended without any result holds none: the child is
registered anew, often with a name that was put right. That it was there is said, so that nobody gives it away unseen."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from motcua_procedure.lookup import Lookup as Rule

from motcua_intake.adapters import cases, lookups, visible
from motcua_intake.app.desk import Desk
from motcua_intake.domain.case import Case
from motcua_intake.domain.lookups import NUMBER, Unfit, counting, of_another_child
from motcua_intake.domain.records import Dossier


def against(
    connection: sa.Connection, desk: Desk, rule: Rule, dossier: Dossier, number: str, unit: str
) -> Unfit | None:
    """Why the number cannot be typed for the child of this dossier, in words for an officer of `unit`: only who may see the other
    dossier reads its code."""
    for case in of_other_children(connection, desk, rule, dossier, number):
        if holds(connection, case, number):
            return of_another_child(
                case.dossier.code if visible.agency_acts(connection, unit, case.id) else ""
            )
    return None


def of_other_children(
    connection: sa.Connection, desk: Desk, rule: Rule, dossier: Dossier, number: str
) -> Iterator[Case]:
    """The other dossiers that keep the number, which asked with something else; the same child asked for anew has the same one.
    Until the commit nobody else looks for this number: of two who type it at once the second one sees the first."""
    lookups.lock_number(connection, number)
    asked = rule.question(dossier.answers)
    for dossier_id in lookups.dossiers_of_number(connection, number):
        loaded = cases.load(connection, dossier_id) if dossier_id != dossier.id else None
        if loaded is None:
            continue
        rules = desk.package(connection, loaded.case).procedure.lookups.values()
        if all(one.question(loaded.case.dossier.answers) != asked for one in rules if NUMBER in one.gives):
            yield loaded.case


def holds(connection: sa.Connection, case: Case, number: str) -> bool:
    """Whether the number is taken by this dossier: always once a result went out, which may name it; else while it counts and the
    dossier may come to a result."""
    if any(one.issued_at is not None for one in case.results.values()):
        return True
    if case.ended_in_vain() is not None:
        return False
    kept = lookups.of_dossier(connection, case.id)
    counted = set(counting(kept).values())
    return any(one.id in counted and one.values.get(NUMBER) == number for one in kept)
