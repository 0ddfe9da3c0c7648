# SPDX-License-Identifier: Apache-2.0
"""Own dossiers that may wait for their applicant, each table read once however many dossiers the page has. The index of what is
not finished bounds the cost: a history of years is not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from motcua_rpc import Page

from motcua_intake.adapters import cases, documents
from motcua_intake.adapters import tables as t
from motcua_intake.adapters.fee_tables import fee_entry, fee_line
from motcua_intake.adapters.return_tables import delivery
from motcua_intake.adapters.rows import columns, record
from motcua_intake.domain.case import Case
from motcua_intake.domain.ledger import Account, FeeEntry, FeeLine, Ledger
from motcua_intake.domain.records import (
    Document,
    Dossier,
    DossierStatus,
    Part,
    Result,
    Stretch,
    Supplement,
)

ASKING = (
    DossierStatus.SUPPLEMENT_REQUESTED,
    DossierStatus.FINANCIAL_OBLIGATION,
    DossierStatus.RESULT_READY,
)
"""Statuses that say so; a result of one part may wait while the others go on, and so may what the post brought back."""


def page(connection: sa.Connection, applicant_id: str, wanted: Page) -> list[Case]:
    """Newest first, one more than the page holds when there is a next one; without history, and papers as far as they bear
    on what is brought along."""
    d, r = t.dossier, t.result
    waits = sa.exists().where(r.c.dossier_id == d.c.id, r.c.issued_at.is_not(None), r.c.returned_at.is_(None))
    held = sa.cast(d.c.custody, sa.Text) != "{}"
    told = sa.cast(d.c.notices, sa.Text) != "[]"
    back = sa.exists().where(delivery.c.dossier_id == d.c.id, delivery.c.came_back_at.is_not(None))
    query = sa.select(*columns(d, Dossier)).where(
        d.c.applicant_id == applicant_id,
        d.c.applicant_id != "",
        d.c.finished_at.is_(None),
        sa.or_(d.c.status.in_(ASKING), waits, held, told, back),
    )
    if wanted.after is not None:
        query = query.where(sa.tuple_(d.c.submitted_at, d.c.id) < sa.tuple_(*map(sa.literal, wanted.after)))
    query = query.order_by(d.c.submitted_at.desc(), d.c.id.desc()).limit(wanted.size + 1)
    found = {row.id: Case(record(Dossier, row._mapping)) for row in connection.execute(query)}
    if found:
        _fill(connection, found)
    return list(found.values())


def _fill(connection: sa.Connection, found: dict[str, Case]) -> None:
    ids = list(found)
    for part in _of(connection, t.part, Part, ids, t.part.c.position):
        found[part.dossier_id].parts[part.key] = part
    for result in _of(connection, t.result, Result, ids, t.result.c.attached_at, t.result.c.id):
        found[result.dossier_id].results[result.key] = result
    for asked in _of(connection, t.supplement, Supplement, ids, t.supplement.c.round):
        found[asked.dossier_id].supplements[asked.round] = asked
    for span in _of(connection, t.stretch, Stretch, ids, t.stretch.c.from_at):
        found[span.dossier_id].clock[span.key] = span
    issued = sa.select(*documents.COLUMNS).where(t.document.c.dossier_id.in_(ids)).order_by(*documents.ORDER)
    for row in connection.execute(issued):
        found[row.dossier_id].documents.append(record(Document, row._mapping))
    for paper in cases.papers_where(connection, t.paper.c.dossier_id.in_(ids)):
        found[paper.dossier_id or ""].papers[paper.id] = paper


def _of(
    connection: sa.Connection,
    table: sa.Table,
    kind: type[Any],
    ids: Sequence[str],
    *order: sa.ColumnElement[Any],
) -> list[Any]:
    query = sa.select(*columns(table, kind)).where(table.c.dossier_id.in_(ids)).order_by(*order)
    return [record(kind, row._mapping) for row in connection.execute(query)]


def owed(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Ledger]:
    """The ledgers of several dossiers, in two statements."""
    found: dict[str, Ledger] = {}
    by_line: dict[str, Account] = {}
    for line in _of(connection, fee_line, FeeLine, ids, fee_line.c.part_position, fee_line.c.position):
        by_line[line.id] = Account(line)
        found.setdefault(line.dossier_id, Ledger(line.dossier_id)).accounts[line.id] = by_line[line.id]
    for entry in _of(connection, fee_entry, FeeEntry, list(found), fee_entry.c.number) if found else ():
        by_line[entry.fee_id].entries.append(entry)
    return found
