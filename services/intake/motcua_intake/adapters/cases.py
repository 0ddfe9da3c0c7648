# SPDX-License-Identifier: Apache-2.0
"""Loads a dossier with everything that belongs to it, and saves what a command changed: one statement for each table touched.

`lock=True` holds the dossier's row until the transaction ends, so commands on one dossier go one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from motcua_storage.upserts import Upsert
from motcua_storage.upserts import insert as pg_insert

from motcua_intake.adapters import documents
from motcua_intake.adapters import tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import (
    Document,
    Dossier,
    DossierStatus,
    HistoryLine,
    Paper,
    Part,
    Result,
    Stretch,
    Supplement,
)


@dataclass
class Loaded:
    """A case as it is being worked on, and as it was. `promised`: the day that people were promised until now, where what the
    case was kept with is only reckoned, as its clock stood still."""

    case: Case
    before: Case
    promised: datetime | None = None

    @property
    def promised_before(self) -> datetime | None:
        return self.promised or self.before.dossier.promised_at


PAPER_COLUMNS = [
    *(column for column in columns(t.paper, Paper) if column.name != "file_id"),
    sa.func.coalesce(t.paper.c.file_id, "").label("file_id"),
    sa.func.coalesce(t.file.c.file_name, "").label("file_name"),
    sa.func.coalesce(t.file.c.media_type, "").label("media_type"),
    sa.func.coalesce(t.file.c.size, 0).label("size"),
    sa.func.coalesce(t.file.c.sha256, "").label("sha256"),
]


_ONE = sa.select(*columns(t.dossier, Dossier)).where(t.dossier.c.id == sa.bindparam("of_dossier"))
_ONE_HELD = _ONE.with_for_update()


def _with_files(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Papers with their files, oldest first."""
    return (
        sa.select(*PAPER_COLUMNS)
        .join(t.file, t.file.c.id == t.paper.c.file_id, isouter=True)
        .where(condition)
        .order_by(t.paper.c.attached_at, t.paper.c.id)
    )


_PAPERS = _with_files(t.paper.c.dossier_id == sa.bindparam("of_dossier"))
_DOCUMENTS = (
    sa.select(*documents.COLUMNS)
    .where(t.document.c.dossier_id == sa.bindparam("of_dossier"))
    .order_by(*documents.ORDER)
)


def load(connection: sa.Connection, dossier_id: str, *, lock: bool = False) -> Loaded | None:
    """Everything of one dossier; None when there is none."""
    row = connection.execute(_ONE_HELD if lock else _ONE, {"of_dossier": dossier_id}).one_or_none()
    if row is None:
        return None
    case = Case(record(Dossier, row._mapping))
    case.parts = {one.key: one for one in _of(connection, t.part, Part, dossier_id, t.part.c.position)}
    papers = connection.execute(_PAPERS, {"of_dossier": dossier_id})
    case.papers = {one.id: one for one in (record(Paper, row._mapping) for row in papers)}
    results = _of(connection, t.result, Result, dossier_id, t.result.c.attached_at, t.result.c.id)
    case.results = {one.key: one for one in results}
    case.supplements = {
        one.round: one for one in _of(connection, t.supplement, Supplement, dossier_id, t.supplement.c.round)
    }
    case.clock = {
        one.key: one for one in _of(connection, t.stretch, Stretch, dossier_id, t.stretch.c.from_at)
    }
    issued = connection.execute(_DOCUMENTS, {"of_dossier": dossier_id})
    case.documents = [record(Document, row._mapping) for row in issued]
    case.history = _of(connection, t.history, HistoryLine, dossier_id, t.history.c.id)
    return Loaded(case, snapshot(case))


def snapshot(case: Case) -> Case:
    """The case as it is now; its rows are immutable, so the containers suffice."""
    return replace(case, **{name: copy(getattr(case, name)) for name in _CONTAINERS})


_CONTAINERS = ("parts", "papers", "results", "supplements", "clock", "documents", "history")


def papers_where(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Paper]:
    """Papers with their files, oldest first."""
    return [record(Paper, row._mapping) for row in connection.execute(_with_files(condition))]


def mark_started(connection: sa.Connection, line: HistoryLine) -> None:
    """The process of an accepted dossier runs; said once. A status that says more than ACCEPTED stays."""
    d = t.dossier
    moved = sa.case((d.c.status == DossierStatus.ACCEPTED, DossierStatus.IN_PROGRESS.value), else_=d.c.status)
    done = (
        sa.update(d)
        .where(d.c.id == line.dossier_id, d.c.started_at.is_(None))
        .values(started_at=line.at, status=moved, revision=d.c.revision + 1)
        .returning(d.c.id)
        .cte("done")
    )
    row = values(t.history, line)
    said = (sa.literal(value, t.history.c[name].type).label(name) for name, value in row.items())
    connection.execute(sa.insert(t.history).from_select(list(row), sa.select(*said).select_from(done)))


def papers_of_draft(connection: sa.Connection, draft_id: str) -> list[Paper]:
    return papers_where(connection, t.paper.c.draft_id == draft_id)


def create(connection: sa.Connection, case: Case) -> Loaded:
    """Insert a fresh dossier with its parts and its window's unit; raises IntegrityError when its draft became one already."""
    connection.execute(sa.insert(t.dossier).values(**values(t.dossier, case.dossier)))
    connection.execute(sa.insert(t.part), [values(t.part, one) for one in case.parts.values()])
    link_units(connection, case.dossier, [(case.dossier.unit, "reception")])
    moved = {paper.id: replace(paper, dossier_id=case.id) for paper in case.papers.values()}
    if moved:
        connection.execute(
            sa.update(t.paper).where(t.paper.c.draft_id == case.dossier.draft_id).values(dossier_id=case.id)
        )
        case.papers = moved
    before = snapshot(case)
    before.history = []
    return Loaded(case, before)


def dossier(connection: sa.Connection, *, dossier_id: str = "", code: str = "") -> Dossier | None:
    """The dossier alone, without what belongs to it."""
    by = t.dossier.c.id == dossier_id if dossier_id else t.dossier.c.code == code
    row = connection.execute(sa.select(*columns(t.dossier, Dossier)).where(by)).one_or_none()
    return None if row is None else record(Dossier, row._mapping)


def link_units(connection: sa.Connection, dossier: Dossier, units: Iterable[tuple[str, str]]) -> list[str]:
    """Units that may see the dossier: (unit, reception | agency); those that may already are left alone. Which are new."""
    rows = [
        {"dossier_id": dossier.id, "unit": unit, "kind": kind, "submitted_at": dossier.submitted_at}
        for unit, kind in units
    ]
    if not rows:
        return []
    link = pg_insert(t.dossier_unit).on_conflict_do_nothing().returning(t.dossier_unit.c.unit)
    return list(connection.execute(link, rows).scalars())


def link_agency(connection: sa.Connection, dossier_id: str, unit: str) -> bool:
    """As `link_units`, of one that acts, by the dossier's id alone; whether it is new: not where there is no such dossier."""
    d = t.dossier.c
    of = sa.select(d.id, sa.literal(unit), sa.literal("agency"), d.submitted_at).where(d.id == dossier_id)
    names = ["dossier_id", "unit", "kind", "submitted_at"]
    link = pg_insert(t.dossier_unit).from_select(names, of).on_conflict_do_nothing()
    return connection.execute(link.returning(t.dossier_unit.c.unit)).one_or_none() is not None


def save(connection: sa.Connection, loaded: Loaded) -> None:
    """Write what changed; the revision grows when anything did."""
    case, before = loaded.case, loaded.before
    touched = any(getattr(case, name) != getattr(before, name) for name in _CONTAINERS)
    if touched or case.dossier != before.dossier:
        case.change(revision=before.dossier.revision + 1)
        changed = _changed(values(t.dossier, before.dossier), values(t.dossier, case.dossier))
        connection.execute(sa.update(t.dossier).where(t.dossier.c.id == case.id).values(**changed))
    _save_parts(connection, case, before)
    # What is voided frees its number for the paper of the same statement that takes it.
    results = sorted(case.results.values(), key=lambda one: one.voided_at is None)
    _upsert(connection, t.result, results, before.results.values())
    _upsert(connection, t.supplement, case.supplements.values(), before.supplements.values())
    _upsert(connection, t.stretch, case.clock.values(), before.clock.values())
    _append(connection, t.document, case.documents, before.documents)
    _append(connection, t.history, case.history, before.history)
    loaded.before = snapshot(case)


def _save_parts(connection: sa.Connection, case: Case, before: Case) -> None:
    changed = [part for key, part in case.parts.items() if part != before.parts.get(key)]
    _upsert(connection, t.part, changed, [])


def _upsert(connection: sa.Connection, table: sa.Table, now: Iterable[Any], before: Iterable[Any]) -> None:
    """Insert or replace the rows that differ, in one statement."""
    known = list(before)
    rows = [values(table, one) for one in now if one not in known]
    if not rows:
        return
    connection.execute(_upserting(table, tuple(rows[0])), rows[0] if len(rows) == 1 else rows)


@cache
def _upserting(table: sa.Table, names: tuple[str, ...]) -> Upsert:
    statement = pg_insert(table)
    keys = [column.name for column in table.primary_key.columns]
    rest = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def _append(connection: sa.Connection, table: sa.Table, now: Sequence[Any], before: Sequence[Any]) -> None:
    added = now[len(before) :]
    if added:
        rows = [values(table, one) for one in added]
        connection.execute(sa.insert(table), rows[0] if len(rows) == 1 else rows)


def _changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in now.items() if value != before[name]}


def _of(
    connection: sa.Connection,
    table: sa.Table,
    kind: type[Any],
    dossier_id: str,
    *order: sa.ColumnElement[Any],
) -> list[Any]:
    query = _asking(table, kind, *order)  # type: ignore[arg-type]
    found = connection.execute(query, {"of_dossier": dossier_id})
    return [record(kind, row._mapping) for row in found]


@cache
def _asking(table: sa.Table, kind: type[Any], *order: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Built once: every command asks them all, and building a statement costs more than running it."""
    mine = table.c.dossier_id == sa.bindparam("of_dossier")
    return sa.select(*columns(table, kind)).where(mine).order_by(*order)


def add_paper(connection: sa.Connection, paper: Paper) -> None:
    fields = values(t.paper, paper) | {"file_id": paper.file_id or None}
    connection.execute(sa.insert(t.paper).values(**fields))


def find_paper(connection: sa.Connection, paper_id: str) -> Paper | None:
    return next(iter(papers_where(connection, t.paper.c.id == paper_id)), None)


def remove_papers_of_draft(connection: sa.Connection, draft_id: str) -> list[str]:
    """Ids of the files that they were."""
    gone = sa.delete(t.paper).where(t.paper.c.draft_id == draft_id).returning(t.paper.c.file_id)
    return [file_id for file_id in connection.execute(gone).scalars() if file_id]


def remove_paper(connection: sa.Connection, paper_id: str) -> None:
    connection.execute(sa.delete(t.paper).where(t.paper.c.id == paper_id))
