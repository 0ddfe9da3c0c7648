# SPDX-License-Identifier: Apache-2.0
"""Results that their applicant may not read yet: what is not handed over before its fees are paid is not downloaded either,
whichever way was chosen."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_identity import Subject

from motcua_intake.adapters import cases
from motcua_intake.adapters.files import Place
from motcua_intake.app import ledgers
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.domain.case import Case
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import Account


def parts(connection: sa.Connection, desk: Desk, subject: Subject, case: Case) -> frozenset[str]:
    """The parts of a case whose results wait for their fees; one statement, and none where nothing waits."""
    return frozenset(one.line.part for one in _owed(connection, desk, subject, case))


def against(
    connection: sa.Connection, desk: Desk, subject: Subject, place: Place, file_id: str
) -> list[Account]:
    """What is owed for the result that hangs there as this file; nothing once it was handed over, or is no result."""
    loaded = cases.load(connection, place.dossier_id or "") if place.kind == "result" else None
    if loaded is None:
        return []
    waiting = {one.part for one in loaded.case.waiting_results() if one.file_id == file_id}
    return [one for one in _owed(connection, desk, subject, loaded.case) if one.line.part in waiting]


def _owed(connection: sa.Connection, desk: Desk, subject: Subject, case: Case) -> list[Account]:
    waiting = sorted({one.part for one in case.waiting_results()})
    if not waiting:
        return []
    procedure = desk.package(connection, case).procedure
    said = Said(desk.clock.now(), actor_of(subject))
    return ledgers.open_ledger(connection, case, procedure, said).owed_before_return(waiting)
