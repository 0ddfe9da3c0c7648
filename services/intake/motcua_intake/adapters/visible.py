# SPDX-License-Identifier: Apache-2.0
"""Which dossiers a subject may see. Every query of dossiers goes through here; what is not visible is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_identity import CITIZEN, INTEGRATOR, OPERATOR, WINDOW_CLERK, Subject
from motcua_rpc import Page

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.rows import columns, record
from motcua_intake.domain.records import Dossier, Part, Result, Stretch


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier that the subject may see; `own`: as its applicant; `acts`: their unit receives it or acts in it. `window`: the
    unit that receives it."""

    id: str
    own: bool
    acts: bool
    procedure_key: str
    procedure_version: int
    window: str


def _kinds(subject: Subject) -> tuple[str, ...]:
    """As what a unit's link counts for this subject: the window sees what it receives, officers what their agency acts in."""
    if subject.has(WINDOW_CLERK, INTEGRATOR):
        return ("reception", "agency")
    officer = subject.roles - {CITIZEN, OPERATOR}
    return ("agency",) if officer else ()


def reads_for_agency(subject: Subject) -> bool:
    """Whether the subject reads what their unit acts in."""
    return "agency" in _kinds(subject)


def reads_for_unit(subject: Subject) -> bool:
    """Whether the subject reads what their unit receives or acts in."""
    return bool(subject.unit and _kinds(subject))


def kinds(subject: Subject) -> tuple[str, ...]:
    """The kinds of links of the subject's unit (`dossier_unit`) that let the subject see a dossier."""
    return _kinds(subject)


def sees_all(subject: Subject) -> bool:
    """Whether the subject sees every dossier: operators and our own services, without personal data."""
    return _sees_all(subject)


def _sees_all(subject: Subject) -> bool:
    return subject.has(OPERATOR) or subject.is_service()


def acts_in(subject: Subject) -> sa.ColumnElement[bool]:
    """The condition on `dossier` that the subject's unit receives it or acts in it."""
    kinds = _kinds(subject)
    if not subject.unit or not kinds:
        return sa.false()
    link = t.dossier_unit
    return sa.exists(
        sa.select(sa.literal(1)).where(
            link.c.dossier_id == t.dossier.c.id, link.c.unit == subject.unit, link.c.kind.in_(kinds)
        )
    )


def agency_acts(connection: sa.Connection, unit: str, dossier_id: str) -> bool:
    """Whether the unit acts in the dossier, so that each of its officers sees it: for one of whom only the unit is known."""
    link = t.dossier_unit
    query = sa.select(link.c.unit).where(
        link.c.dossier_id == dossier_id, link.c.unit == unit, link.c.kind == "agency"
    )
    return bool(unit) and connection.execute(query).one_or_none() is not None


def _own(subject: Subject) -> sa.ColumnElement[bool]:
    return t.dossier.c.applicant_id == subject.user_id if subject.user_id else sa.false()


def visible_to(subject: Subject) -> sa.ColumnElement[bool]:
    """The condition on `dossier` for this subject."""
    if _sees_all(subject):
        return sa.true()
    return sa.or_(_own(subject), acts_in(subject))


def find(connection: sa.Connection, subject: Subject, *, dossier_id: str = "", code: str = "") -> Seen | None:
    """The dossier by id or code, if the subject may see it."""
    by = t.dossier.c.id == dossier_id if dossier_id else t.dossier.c.code == code
    d = t.dossier.c
    query = sa.select(
        d.id, _own(subject).label("own"), acts_in(subject).label("acts"), d.procedure_key, d.procedure_version, d.unit
    )  # fmt: skip
    row = connection.execute(query.where(by, visible_to(subject))).one_or_none()
    if row is None:
        return None
    return Seen(row.id, bool(row.own), bool(row.acts), row.procedure_key, row.procedure_version, row.unit)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dossiers: their states (none: all), and whether they are over (None: either)."""

    statuses: Sequence[str] = ()
    finished: bool | None = None

    def conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        d = t.dossier.c
        if self.statuses:
            yield d.status.in_(self.statuses)
        if self.finished is not None:
            yield d.finished_at.is_not(None) if self.finished else d.finished_at.is_(None)


def page(
    connection: sa.Connection, subject: Subject, which: Wanted, wanted: Page
) -> list[tuple[Dossier, bool]]:
    """Newest first, one more than the page holds when there is a next one; with whether the subject's unit acts in each.

    Each way of seeing is an index scan of its own that stops after a page, so the cost does not grow with the history.
    """
    ids = _candidates(subject, which, wanted)
    query = (
        sa.select(*columns(t.dossier, Dossier), acts_in(subject).label("acts"))
        .where(t.dossier.c.id.in_(ids))
        .order_by(t.dossier.c.submitted_at.desc(), t.dossier.c.id.desc())
        .limit(wanted.size + 1)
    )
    return [(record(Dossier, row._mapping), bool(row.acts)) for row in connection.execute(query)]


def _candidates(subject: Subject, which: Wanted, wanted: Page) -> sa.Select[Any]:
    ways: list[sa.Select[Any]] = []
    d, link = t.dossier, t.dossier_unit
    if _sees_all(subject):
        ways.append(_newest(sa.select(d.c.id), d.c.submitted_at, d.c.id, which, wanted))
    else:
        own = sa.select(d.c.id).where(d.c.applicant_id == subject.user_id, d.c.applicant_id != "")
        ways.append(_newest(own, d.c.submitted_at, d.c.id, which, wanted))
        for kind in _kinds(subject) if subject.unit else ():
            mine = sa.select(d.c.id).join(link, link.c.dossier_id == d.c.id)
            mine = mine.where(link.c.unit == subject.unit, link.c.kind == kind)
            ways.append(_newest(mine, link.c.submitted_at, link.c.dossier_id, which, wanted))
    subqueries = [way.subquery() for way in ways]
    return sa.union_all(*[sa.select(one.c.id) for one in subqueries])  # type: ignore[return-value]


def _newest(
    query: sa.Select[Any],
    moment: sa.ColumnElement[datetime],
    key: sa.ColumnElement[str],
    which: Wanted,
    wanted: Page,
) -> sa.Select[Any]:
    query = query.where(*which.conditions())
    if wanted.after is not None:
        query = query.where(sa.tuple_(moment, key) < sa.tuple_(*map(sa.literal, wanted.after)))
    return query.order_by(moment.desc(), key.desc()).limit(wanted.size + 1)


def parts_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Part]]:
    """The parts of several dossiers, without derivations."""
    found: dict[str, list[Part]] = {one: [] for one in ids}
    if ids:
        wanted = [column for column in columns(t.part, Part) if column.name != "derivation"]
        query = sa.select(*wanted).where(t.part.c.dossier_id.in_(ids)).order_by(t.part.c.position)
        for row in connection.execute(query):
            found[row.dossier_id].append(record(Part, row._mapping))
    return found


def standstills_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Stretch]]:
    """The stretches of several dossiers that are open now."""
    found: dict[str, list[Stretch]] = {one: [] for one in ids}
    if ids:
        query = sa.select(*columns(t.stretch, Stretch)).where(
            t.stretch.c.dossier_id.in_(ids), t.stretch.c.to_at.is_(None)
        )
        for row in connection.execute(query.order_by(t.stretch.c.from_at, t.stretch.c.key)):
            found[row.dossier_id].append(record(Stretch, row._mapping))
    return found


def asked_parts_of(connection: sa.Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Dossier and part ("": the whole dossier) of the requests for papers that are open now."""
    if not ids:
        return []
    asked = t.supplement.c
    query = sa.select(asked.dossier_id, asked.part).where(
        asked.dossier_id.in_(ids), asked.answered_at.is_(None), asked.closed_at.is_(None)
    )
    return [(row.dossier_id, row.part) for row in connection.execute(query)]


def results_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {one: [] for one in ids}
    if ids:
        query = sa.select(*columns(t.result, Result)).where(t.result.c.dossier_id.in_(ids))
        for row in connection.execute(query.order_by(t.result.c.attached_at, t.result.c.id)):
            found[row.dossier_id].append(record(Result, row._mapping))
    return found


def track(connection: sa.Connection, code: str) -> tuple[str, int, int] | None:
    """Status, parts done, parts in all of a dossier by its code: all that may be shown without sign-in (TT 01/2018, Điều 16)."""
    done = sa.func.count().filter(t.part.c.status.not_in(("WAITING", "IN_PROGRESS")))
    query = (
        sa.select(t.dossier.c.status, done.label("done"), sa.func.count().label("total"))
        .join(t.part, t.part.c.dossier_id == t.dossier.c.id)
        .where(t.dossier.c.code == code)
        .group_by(t.dossier.c.status)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.status, row.done, row.total)
