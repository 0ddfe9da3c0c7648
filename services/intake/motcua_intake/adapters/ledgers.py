# SPDX-License-Identifier: Apache-2.0
"""Loads the ledger of a dossier and adds to it; nothing of it is ever changed."""

from __future__ import annotations

import sqlalchemy as sa

from motcua_intake.adapters import fee_tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.ledger import Account, FeeEntry, FeeLine, Ledger


def load(connection: sa.Connection, dossier_id: str) -> Ledger | None:
    """The lines with their entries, in two statements; None when none were drawn up."""
    lines = (
        sa.select(*columns(t.fee_line, FeeLine))
        .where(t.fee_line.c.dossier_id == dossier_id)
        .order_by(t.fee_line.c.part_position, t.fee_line.c.position)
    )
    found = [record(FeeLine, row._mapping) for row in connection.execute(lines)]
    if not found:
        return None
    made = Ledger(dossier_id, {one.id: Account(one) for one in found})
    entries = (
        sa.select(*columns(t.fee_entry, FeeEntry))
        .where(t.fee_entry.c.dossier_id == dossier_id)
        .order_by(t.fee_entry.c.number)
    )
    for row in connection.execute(entries):
        one = record(FeeEntry, row._mapping)
        made.accounts[one.fee_id].entries.append(one)
    return made


def keep(connection: sa.Connection, ledger: Ledger) -> None:
    """Add what is new: at most two statements."""
    if not ledger.stored and ledger.accounts:
        order = {part: position for position, part in enumerate(ledger.parts())}
        rows = [
            values(t.fee_line, one.line) | {"part_position": order[one.line.part]}
            for one in ledger.accounts.values()
        ]
        connection.execute(sa.insert(t.fee_line).values(rows))
    if ledger.added:
        connection.execute(sa.insert(t.fee_entry).values([values(t.fee_entry, one) for one in ledger.added]))
    ledger.stored, ledger.added = True, []
