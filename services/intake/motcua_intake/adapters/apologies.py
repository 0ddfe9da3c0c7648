# SPDX-License-Identifier: Apache-2.0
"""Rows of apologies (form 04), and what finds the dossiers that need one, or need it no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from motcua_calendar import LEGAL_ZONE, legal_time
from motcua_rpc import Page
from sqlalchemy.dialects.postgresql import JSONB

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.law_tables import extension as e
from motcua_intake.adapters.law_tables import stay
from motcua_intake.adapters.rows import columns, record, values

DRAFT, SIGNED, NOT_NEEDED = "DRAFT", "SIGNED", "NOT_NEEDED"


@dataclass(frozen=True, slots=True)
class Apology:
    """One apology; `unit` is the one that is late, `promised_at` what it found promised, `promised_after` what its signature left
    promised. `late` are the parts that it is for, as {part}; once signed all that it moved, with {before, after}, ISO 8601."""

    id: str
    dossier_id: str
    unit: str
    state: str
    drafted_at: datetime
    promised_at: datetime
    late: list[dict[str, str]]
    reason: str = ""
    new_day: date | None = None
    closed_at: datetime | None = None
    signed_by: dict[str, str] = field(default_factory=dict)
    document_id: str | None = None
    promised_after: datetime | None = None

    @property
    def parts(self) -> list[str]:
        """Keys of the parts that it is for."""
        return [one["part"] for one in self.late]


# Literals, so that PostgreSQL takes the partial indexes.
_OPEN = sa.literal_column("part.status").in_(
    [sa.literal_column("'WAITING'"), sa.literal_column("'IN_PROGRESS'")]
)
_STOPPED = sa.exists().where(
    t.stretch.c.dossier_id == t.part.c.dossier_id,
    t.stretch.c.to_at.is_(None),
    t.stretch.c.part.in_(["", t.part.c.key]),
)
_KEPT = e.c.state != sa.literal_column("'NOT_NEEDED'")
_DRAFT = e.c.state == sa.literal_column("'DRAFT'")
# Of a part: its apology is drafted already.
_NAMED = sa.cast(e.c.late, JSONB).contains(
    sa.func.jsonb_build_array(
        sa.func.jsonb_build_object(sa.literal_column("'part'"), t.part.c.key), type_=JSONB
    )
)
_DRAFTED = sa.exists().where(e.c.dossier_id == t.part.c.dossier_id, _KEPT, _DRAFT, _NAMED)
# How often the promised day of the dossier was moved, and how often this part was given another (domain/extending.py). Before
# parts were counted, a dossier was.
_MOVED = sa.literal_column(
    "coalesce((dossier.extension->>'times')::int, CASE WHEN dossier.extension->>'number' IS NULL THEN 0 ELSE 1 END)",
    sa.Integer,
)
_GIVEN = sa.case(
    (
        sa.literal_column("dossier.extension->'parts' IS NULL", sa.Boolean),
        _MOVED,
    ),
    else_=sa.literal_column("coalesce((dossier.extension->'parts'->part.key->>'times')::int, 0)", sa.Integer),
)


def _day(moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[date]:
    """The day of a moment by the law's clock."""
    return sa.cast(sa.func.timezone(str(LEGAL_ZONE), moment), sa.Date)


_NOW, _TIMES = sa.bindparam("now", type_=sa.DateTime(timezone=True)), sa.bindparam("times", type_=sa.Integer)
# The law leaves it another day: it had none yet, and there is one until the promised day, where that may be moved no more.
_ALLOWED = sa.and_(
    _GIVEN < _TIMES,
    sa.or_(
        _MOVED < _TIMES,
        _day(t.dossier.c.promised_at) > sa.func.greatest(_day(t.part.c.due_at), _day(_NOW)),
    ),
)
_IS_LATE = sa.and_(_OPEN, t.part.c.apologise_at <= _NOW, ~_STOPPED, _ALLOWED)
_LATE = (
    sa.select(t.part.c.dossier_id)
    .join(t.dossier, t.dossier.c.id == t.part.c.dossier_id)
    .where(
        _IS_LATE,
        ~_DRAFTED,
        t.part.c.dossier_id != sa.all_(sa.bindparam("but", type_=sa.ARRAY(sa.Text))),
    )
    .order_by(t.part.c.apologise_at)
    .limit(1)
)
_LISTED = sa.func.json_array_elements(e.c.late).table_valued("value", name="listed")
_PART = sa.literal_column("listed.value->>'part'", sa.Text)
_STILL_LATE = (
    sa.exists()
    .where(
        t.part.c.dossier_id == e.c.dossier_id,
        t.dossier.c.id == e.c.dossier_id,
        t.part.c.key == _PART,
        _IS_LATE,
    )
    .correlate(e, _LISTED)
)


def _task_with(unit: sa.ColumnElement[bool]) -> sa.Exists:
    """An open task of the listed part in the inbox of a unit."""
    return (
        sa.exists()
        .where(
            stay.c.dossier_id == e.c.dossier_id,
            stay.c.part == _PART,
            stay.c.unit != "",
            unit,
            stay.c.closed_at.is_(None),
            stay.c.cancelled_at.is_(None),
        )
        .correlate(e, _LISTED)
    )


_ELSEWHERE = sa.and_(_task_with(stay.c.unit != e.c.unit), ~_task_with(stay.c.unit == e.c.unit))
_NEEDLESS = (
    sa.select(e.c.id, e.c.dossier_id)
    .where(
        _DRAFT,
        sa.or_(
            sa.func.json_array_length(e.c.late) == 0,
            sa.exists(sa.select(1).select_from(_LISTED).where(sa.or_(~_STILL_LATE, _ELSEWHERE)).correlate(e)),
        ),
    )
    .order_by(e.c.drafted_at)
    .limit(1)
)


def next_late(connection: sa.Connection, now: datetime, times: int, but: Collection[str]) -> str | None:
    """The dossier that waits longest for an apology to be drafted, none of `but`: with a part that is late, in no draft, and may
    be given another day (`times`)."""
    return connection.scalar(_LATE, {"now": now, "times": times, "but": list(but)})


def next_needless(connection: sa.Connection, now: datetime, times: int) -> tuple[str, str] | None:
    """The oldest draft of which a part is late no more, or lies with another unit now: its id and the dossier's."""
    row = connection.execute(_NEEDLESS, {"now": now, "times": times}).one_or_none()
    return None if row is None else (row.id, row.dossier_id)


def add(connection: sa.Connection, new: Apology) -> None:
    connection.execute(sa.insert(e).values(**values(e, new)))


def waiting(connection: sa.Connection, dossier_id: str) -> list[Apology]:
    """The drafts of a dossier, of each unit that is late one."""
    query = sa.select(*columns(e, Apology)).where(e.c.dossier_id == dossier_id, e.c.state == DRAFT)
    rows = connection.execute(query.order_by(e.c.drafted_at, e.c.id))
    return [record(Apology, row._mapping) for row in rows]


def cover(connection: sa.Connection, apology_id: str, parts: Collection[str]) -> None:
    """Say which parts a draft is for."""
    named = [{"part": key} for key in parts]
    connection.execute(sa.update(e).where(e.c.id == apology_id, e.c.state == DRAFT).values(late=named))


def close(connection: sa.Connection, apology_id: str, now: datetime) -> None:
    """Let a draft go that nobody signed."""
    gone = (
        sa.update(e).where(e.c.id == apology_id, e.c.state == DRAFT).values(state=NOT_NEEDED, closed_at=now)
    )
    connection.execute(gone)


def find(connection: sa.Connection, apology_id: str, unit: str, *, lock: bool = False) -> Apology | None:
    query = sa.select(*columns(e, Apology)).where(e.c.id == apology_id, e.c.unit == unit)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else record(Apology, row._mapping)


def sign(connection: sa.Connection, apology_id: str, **changed: Any) -> None:
    connection.execute(sa.update(e).where(e.c.id == apology_id).values(state=SIGNED, **changed))


@dataclass(frozen=True, slots=True)
class LatePart:
    """A part that is late, or will be, and until when it is due."""

    key: str
    code: str
    name_vi: str
    name_en: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """An apology in a list, with what its dossier is called. Of a draft: what is late, soonest due first, and when the
    first of it is due."""

    apology: Apology
    code: str
    procedure_vi: str
    procedure_en: str
    applicant_name: str
    promised_at: datetime
    number: str
    file_id: str
    by_mail: bool
    first_due: datetime
    procedure_key: str
    procedure_version: int
    window: str
    late: tuple[LatePart, ...] = ()


def page(connection: sa.Connection, unit: str, state: str, wanted: Page, now: datetime) -> list[Line]:
    """Of one unit, one more than the page holds when there is a next one: drafts by what is due soonest, others oldest first."""
    drafts = state == DRAFT
    soonest = soonest_due(now) if drafts else e.c.drafted_at
    d, doc = t.dossier.c, t.document.c
    query = (
        sa.select(
            *columns(e, Apology), d.code, d.procedure_name_vi, d.procedure_name_en, d.applicant_name,
            sa.func.coalesce(e.c.promised_after, d.promised_at).label("now_promised"), doc.number, doc.file_id,
            (d.email != "").label("by_mail"), soonest.label("first_due"), d.procedure_key, d.procedure_version,
            d.unit.label("window"),
        )
        .join_from(e, t.dossier, d.id == e.c.dossier_id)
        .join(t.document, doc.id == e.c.document_id, isouter=True)
        .where(e.c.unit == unit, e.c.state == state)
    )  # fmt: skip
    if wanted.after is not None:
        query = query.where(sa.tuple_(soonest, e.c.id) > sa.tuple_(*map(sa.literal, wanted.after)))
    rows = connection.execute(query.order_by(soonest, e.c.id).limit(wanted.size + 1)).all()
    late = _late_parts(connection, [row.dossier_id for row in rows], now) if drafts and rows else {}
    return [
        Line(
            record(Apology, row._mapping), row.code, row.procedure_name_vi, row.procedure_name_en,
            row.applicant_name, row.now_promised, row.number or "", row.file_id or "", row.by_mail,
            legal_time(row.first_due), row.procedure_key, row.procedure_version, row.window,
            tuple(one for one in late.get(row.dossier_id, ()) if {"part": one.key} in row.late),
        )
        for row in rows
    ]  # fmt: skip


def soonest_due(now: datetime) -> sa.ColumnElement[datetime]:
    """When the first late part of the draft's dossier is due; when it was drafted, where none is late any more."""
    return sa.func.coalesce(_first_due(now), e.c.drafted_at)


def soonest_ahead(now: datetime) -> sa.ColumnElement[datetime]:
    """The same of the parts that are not past their day yet; NULL where all are."""
    return _first_due(now, t.part.c.due_at > now)


def _first_due(now: datetime, *which: sa.ColumnElement[bool]) -> sa.ScalarSelect[datetime]:
    p = t.part.c
    due = sa.select(sa.func.min(p.due_at)).where(
        p.dossier_id == e.c.dossier_id, _OPEN, p.apologise_at <= now, _NAMED, *which
    )
    return due.scalar_subquery()


def _late_parts(
    connection: sa.Connection, dossiers: Collection[str], now: datetime
) -> Mapping[str, list[LatePart]]:
    """By dossier, soonest due first."""
    p = t.part.c
    query = sa.select(p.dossier_id, p.key, p.code, p.name_vi, p.name_en, p.due_at).where(
        p.dossier_id.in_(list(dossiers)), _OPEN, p.apologise_at <= now, p.due_at.is_not(None)
    )
    found: dict[str, list[LatePart]] = {}
    for row in connection.execute(query.order_by(p.due_at, p.key)):
        found.setdefault(row.dossier_id, []).append(record(LatePart, row._mapping))
    return found


def lying(connection: sa.Connection, dossier_id: str) -> Mapping[str, list[str]]:
    """In the inboxes of which units a part lies now, the one that has it longest first; nothing of a part that no open task
    names."""
    query = sa.select(stay.c.part, stay.c.unit).where(
        stay.c.dossier_id == dossier_id,
        stay.c.part != "",
        stay.c.unit != "",
        stay.c.closed_at.is_(None),
        stay.c.cancelled_at.is_(None),
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(stay.c.opened_at, stay.c.task_id)):
        found.setdefault(row.part, []).append(row.unit)
    return found
