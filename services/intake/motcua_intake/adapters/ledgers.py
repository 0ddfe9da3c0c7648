# SPDX-License-Identifier: Apache-2.0
"""Loads the ledger of a dossier and adds to it; nothing of it is ever changed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from motcua_intake.adapters import fee_tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.ledger import Account, FeeEntry, FeeLine, Ledger


def load(connection: sa.Connection, dossier_id: str) -> Ledger | None:
    """The lines with their entries, in one statement; None when none were drawn up."""
    line, entry = columns(t.fee_line, FeeLine), columns(t.fee_entry, FeeEntry)
    query = (
        sa.select(*line, *(one.label(f"entry_{one.name}") for one in entry))
        .join(t.fee_entry, t.fee_entry.c.fee_id == t.fee_line.c.id, isouter=True)
        .where(t.fee_line.c.dossier_id == dossier_id)
        .order_by(t.fee_line.c.part_position, t.fee_line.c.position, t.fee_entry.c.number)
    )
    made = Ledger(dossier_id)
    for row in connection.execute(query):
        known = made.accounts.setdefault(row.id, Account(record(FeeLine, row._mapping)))
        if row.entry_id is not None:
            known.entries.append(
                record(FeeEntry, {one.name: row._mapping[f"entry_{one.name}"] for one in entry})
            )
    return made if made.accounts else None


def keep(connection: sa.Connection, ledger: Ledger) -> None:
    """Add what is new, in one statement."""
    lines = [] if ledger.stored else _lines(ledger)
    entries = [values(t.fee_entry, one) for one in ledger.added]
    if lines and entries:
        drawn_up = sa.insert(t.fee_line).values(lines).cte("lines")
        connection.execute(sa.insert(t.fee_entry).values(entries).add_cte(drawn_up))
    elif lines or entries:
        connection.execute(sa.insert(t.fee_line if lines else t.fee_entry), lines or entries)
    ledger.stored, ledger.added = True, []


def _lines(ledger: Ledger) -> list[dict[str, Any]]:
    order = {part: position for position, part in enumerate(ledger.parts())}
    return [
        values(t.fee_line, one.line) | {"part_position": order[one.line.part]}
        for one in ledger.accounts.values()
    ]
