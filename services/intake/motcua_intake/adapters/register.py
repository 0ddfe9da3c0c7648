# SPDX-License-Identifier: Apache-2.0
"""The register (form 07): every receipt that a window issued, in the order of their numbers, with what became of the dossiers;
and the extracts of it that were printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from motcua_calendar import LEGAL_ZONE, legal_time
from motcua_rpc import Page

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.law_tables import register_extract as x
from motcua_intake.adapters.law_tables import stay
from motcua_intake.adapters.return_tables import return_way as w
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain import slips
from motcua_intake.domain.records import OPEN_PARTS, Dossier, DossierStatus, PartStatus
from motcua_intake.domain.return_ways import Way
from motcua_intake.domain.sets import HandedIn

_ENDED: Final = (PartStatus.WITHDRAWN, PartStatus.STOPPED)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both included; `procedure` "" is all."""

    unit: str
    first: date
    last: date
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Form 03 after appraisal, which is entered as a result (NĐ 61/2018/NĐ-CP, Điều 19.8)."""

    document_id: str
    part: str
    number: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One receipt with its dossier; `way` is how its results are to be received, `papers` what came with the submission.
    `result_at` and `returned_at` are of the whole dossier: None while a part of it is open, or something waits; until then
    `decided` and `given` of its `parts` have their outcome, and everything that they gave handed over. `withdrawn` and `stopped`
    of them ended without a result, `stops` are the numbers of form 05. `key` is where the next page goes on."""

    seq: int
    year: int
    number: str
    issued_at: datetime
    document_id: str
    dossier: Dossier
    transferred_at: datetime | None = None
    result_at: datetime | None = None
    returned_at: datetime | None = None
    way: str = Way.WINDOW
    papers: tuple[HandedIn, ...] = ()
    parts: int = 1
    decided: int = 0
    given: int = 0
    refusals: tuple[Refusal, ...] = ()
    withdrawn: int = 0
    stopped: int = 0
    stops: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[datetime, str]:
        return (self.issued_at, self.document_id)


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract that was printed; never changed."""

    id: str
    unit: str
    year: int
    seq: int
    number: str
    from_day: date
    to_day: date
    procedure_key: str
    lines: int
    file_id: str
    issued_at: datetime
    issued_by: dict[str, str]


def page(connection: sa.Connection, span: Span, wanted: Page) -> list[Entry]:
    """Entries in order, one more than the page holds when there is a next one. As many statements, whatever the history."""
    return entries(connection, span, wanted.size + 1, wanted.after)


def entries(
    connection: sa.Connection, span: Span, most: int, after: Sequence[Any] | None = None
) -> list[Entry]:
    """The first `most` entries behind `after`."""
    doc = t.document.c
    own = [column.label(f"d_{column.name}") for column in columns(t.dossier, Dossier)]
    query = (
        sa.select(doc.seq, doc.year, doc.number, doc.issued_at, doc.id.label("document_id"), w.c.way, *own)
        .join_from(t.document, t.dossier, t.dossier.c.id == doc.dossier_id)
        .join(w, w.c.draft_id == t.dossier.c.draft_id, isouter=True)
        .where(doc.form == sa.literal_column("'01'"), doc.unit == span.unit)
        .where(
            doc.issued_at >= _midnight(span.first), doc.issued_at < _midnight(span.last + timedelta(days=1))
        )
    )
    if span.procedure:
        query = query.where(t.dossier.c.procedure_key == span.procedure)
    if after is not None:
        query = query.where(sa.tuple_(doc.issued_at, doc.id) > sa.tuple_(*map(sa.literal, after)))
    rows = connection.execute(query.order_by(doc.issued_at, doc.id).limit(most)).all()
    ids = [row.d_id for row in rows]
    known = _Known(
        _transferred(connection, ids, span.unit), _results(connection, ids), _slips(connection, ids),
        _papers(connection, ids),
    )  # fmt: skip
    return [_entry(row, known) for row in rows]


@dataclass(frozen=True, slots=True)
class _Known:
    """What other tables say of the dossiers of a page, by their ids."""

    moved: dict[str, datetime]
    results: dict[str, Any]
    slips: dict[str, list[Any]]
    papers: dict[str, list[HandedIn]]


def _entry(row: Any, known: _Known) -> Entry:
    kept = {name.removeprefix("d_"): value for name, value in row._mapping.items() if name.startswith("d_")}
    came, dossier = known.results[row.d_id], record(Dossier, kept)
    made = known.slips.get(row.d_id, ())
    refusals = tuple(
        Refusal(one.id, one.part, one.number, one.issued_at) for one in made if one.series == slips.REFUSAL
    )
    gone = {slip for one in dossier.handovers for slip in one["slips"]}
    whole = came.parts == came.decided
    decided = [one for one in (came.issued, *(refusal.issued_at for refusal in refusals)) if one]
    # What was withdrawn or stopped is no result, but the dossier was not settled before.
    result = max(filter(None, (*decided, came.ended))) if whole and decided else None
    returned = _returned(dossier, came) if whole and dossier.status == DossierStatus.RETURNED else None
    # A refusal may come after everything was fetched, on the dossier's page; and so may a withdrawal.
    returned = max(filter(None, (returned, result))) if returned else None
    return Entry(
        row.seq, row.year, row.number, legal_time(row.issued_at), row.document_id, dossier,
        known.moved.get(row.d_id),
        legal_time(result) if result else None,
        legal_time(returned) if returned else None,
        row.way or Way.WINDOW, tuple(known.papers.get(row.d_id, ())), came.parts, came.decided,
        came.given + len({one.part for one in refusals if one.document_id in gone}), refusals,
        came.withdrawn, came.stopped, tuple(one.number for one in made if one.series == slips.STOP),
    )  # fmt: skip


def _returned(dossier: Dossier, came: Any) -> datetime | None:
    """When the last result went out, or the last refusal against signature."""
    slips = (
        datetime.fromisoformat(one["at"]) for one in dossier.handovers if one["slips"] or not came.returned
    )
    return max((*slips, *([came.returned] if came.returned else [])), default=None)


def _slips(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Any]]:
    """The refusals after appraisal and the stop notices of each dossier."""
    doc = t.document.c
    query = sa.select(doc.dossier_id, doc.id, doc.series, doc.part, doc.number, doc.issued_at).where(
        doc.dossier_id.in_(ids), doc.series.in_([slips.REFUSAL, slips.STOP])
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(doc.issued_at, doc.id)) if ids else ():
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _transferred(connection: sa.Connection, ids: Sequence[str], window: str) -> dict[str, datetime]:
    """When each dossier first reached a unit beside the window."""
    first = sa.func.min(stay.c.opened_at).label("first")
    query = sa.select(stay.c.dossier_id, first).where(
        stay.c.dossier_id.in_(ids), stay.c.unit.not_in(["", window])
    )
    rows = connection.execute(query.group_by(stay.c.dossier_id)) if ids else ()
    return {row.dossier_id: legal_time(row.first) for row in rows if row.first}


def _results(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Of each dossier: how many parts it has, how many are decided, how many of these have handed over what they gave and how
    many ended without a result (the last of them at `ended`); when its last result was issued and its last one returned, whatever
    else is open."""
    p, r = t.part.c, t.result.c
    waits, back = sa.func.bool_or(r.returned_at.is_(None)), sa.func.max(r.returned_at)
    of_part = (
        sa.select(r.dossier_id, r.part, sa.func.max(r.issued_at).label("issued"), back.label("returned"))
        .add_columns(waits.label("waits"))
        .where(r.dossier_id.in_(ids), r.issued_at.is_not(None))
        .group_by(r.dossier_id, r.part)
        .subquery()
    )
    o, decided = of_part.c, p.status.not_in(OPEN_PARTS)
    query = (
        sa.select(
            p.dossier_id,
            sa.func.count().label("parts"),
            sa.func.count().filter(decided).label("decided"),
            sa.func.count().filter(decided, o.waits.is_(sa.false())).label("given"),
            sa.func.max(o.issued).label("issued"),
            sa.func.max(o.returned).label("returned"),
            sa.func.count().filter(p.status == PartStatus.WITHDRAWN).label("withdrawn"),
            sa.func.count().filter(p.status == PartStatus.STOPPED).label("stopped"),
            sa.func.max(p.decided_at).filter(p.status.in_(_ENDED)).label("ended"),
        )
        .join_from(t.part, of_part, sa.and_(o.dossier_id == p.dossier_id, o.part == p.key), isouter=True)
        .where(p.dossier_id.in_(ids))
    )
    rows = connection.execute(query.group_by(p.dossier_id)) if ids else ()
    return {row.dossier_id: row for row in rows}


def _papers(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[HandedIn]]:
    """What came with the submission of each dossier, not in answer to a supplement."""
    p = t.paper.c
    query = sa.select(p.dossier_id, p.component, p.form, p.copies).distinct()
    found: dict[str, list[HandedIn]] = {}
    for row in connection.execute(query.where(p.dossier_id.in_(ids), p.round == 0)) if ids else ():
        found.setdefault(row.dossier_id, []).append((row.component, row.form, row.copies))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)


def add_extract(connection: sa.Connection, new: Extract) -> None:
    connection.execute(sa.insert(x).values(**values(x, new)))


def extracts(connection: sa.Connection, unit: str, wanted: Page) -> list[Extract]:
    """Newest first, one more than the page holds when there is a next one."""
    query = sa.select(*columns(x, Extract)).where(x.c.unit == unit)
    if wanted.after is not None:
        query = query.where(sa.tuple_(x.c.issued_at, x.c.id) < sa.tuple_(*map(sa.literal, wanted.after)))
    query = query.order_by(x.c.issued_at.desc(), x.c.id.desc()).limit(wanted.size + 1)
    return [record(Extract, row._mapping) for row in connection.execute(query)]
