# SPDX-License-Identifier: Apache-2.0
"""The ledger of a case: opened (or drawn up, where it is older than the ledger), brought up to what became of its parts, kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from motcua_procedure import Procedure

from motcua_intake.adapters import ledgers
from motcua_intake.domain import charging
from motcua_intake.domain.case import Case
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import Ledger
from motcua_intake.domain.records import Actor
from motcua_intake.fee_errors import FeesOwed


def open_ledger(connection: sa.Connection, case: Case, procedure: Procedure, said: Said) -> Ledger:
    """What is kept; else what its version lays down: of an accepted dossier its ledger from now on, before acceptance a preview.
    A dossier that was finished before there was a ledger has none."""
    found = ledgers.load(connection, case.id)
    if found is not None:
        return found
    if case.dossier.finished_at is not None:
        return Ledger(case.id)
    return charging.of_case(case, procedure, said)


def charge(connection: sa.Connection, case: Case, procedure: Procedure, at: datetime, actor: Actor) -> None:
    """At acceptance: every fee of every part becomes a line that is owed."""
    ledgers.keep(connection, charging.of_case(case, procedure, Said(at, actor)))


def follow(connection: sa.Connection, case: Case, procedure: Procedure, at: datetime, actor: Actor) -> Ledger:
    """After a decision: the count of what was made, and what becomes of the fees of a part that ended without a result."""
    said = Said(at, actor)
    ledger = open_ledger(connection, case, procedure, said)
    charging.settle(case, procedure, ledger, said)
    ledgers.keep(connection, ledger)
    return ledger


def require_paid(ledger: Ledger, parts: list[str]) -> None:
    """Nothing stands against handing over the results of these parts. Raises FeesOwed."""
    owed = ledger.owed_before_return(parts)
    if owed:
        raise FeesOwed.of(owed)
