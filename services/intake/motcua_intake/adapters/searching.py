# SPDX-License-Identifier: Apache-2.0
"""Dossiers by words: a trigram index for what is rare, the newest of the own unit for what is frequent; PostgreSQL chooses by
the words asked for, so each search is planned with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page
from motcua_storage.upserts import insert as pg_insert
from motcua_text import Term

from motcua_intake.adapters import tables as t
from motcua_intake.adapters import visible
from motcua_intake.adapters.rows import columns, record
from motcua_intake.adapters.search_tables import dossier_words
from motcua_intake.domain.records import Dossier

# A plan kept for any words would be right for none.
_PLAN_ANEW = sa.text("SELECT pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', true)")


def keep(connection: sa.Connection, dossier_id: str, submitted_at: datetime, words: str) -> None:
    """Insert or replace the words of a dossier."""
    new = pg_insert(dossier_words).values(dossier_id=dossier_id, submitted_at=submitted_at, words=words)
    connection.execute(
        new.on_conflict_do_update(index_elements=["dossier_id"], set_={"words": new.excluded.words})
    )


def page(
    connection: sa.Connection, subject: Subject, terms: Sequence[Term], wanted: Page, procedure: str = ""
) -> list[tuple[Dossier, bool]]:
    """Dossiers that the subject may see and that match every term, newest first, one more than the page holds when there is
    a next one; with whether the subject's unit acts in each."""
    d = t.dossier
    query = (
        sa.select(*columns(d, Dossier), visible.acts_in(subject).label("acts"))
        .where(d.c.id.in_(_matching(subject, terms, wanted, procedure)), visible.visible_to(subject))
        .order_by(d.c.submitted_at.desc(), d.c.id.desc())
        .limit(wanted.size + 1)
    )
    connection.execute(_PLAN_ANEW)
    return [(record(Dossier, row._mapping), bool(row.acts)) for row in connection.execute(query)]


def _matching(subject: Subject, terms: Sequence[Term], wanted: Page, procedure: str) -> sa.Select[Any]:
    """The newest that match, for each way of seeing: of a way's own rows at most, whatever is frequent elsewhere."""
    w, d, link = dossier_words, t.dossier, t.dossier_unit
    words = sa.select(w.c.dossier_id)
    ways: list[tuple[sa.Select[Any], Any, Any]] = []
    if visible.sees_all(subject):
        ways.append((words, w.c.submitted_at, w.c.dossier_id))
    else:
        own = words.join(d, d.c.id == w.c.dossier_id)
        own = own.where(d.c.applicant_id == subject.user_id, d.c.applicant_id != "")
        ways.append((own, d.c.submitted_at, d.c.id))
        for kind in visible.kinds(subject) if subject.unit else ():
            linked = words.join(link, link.c.dossier_id == w.c.dossier_id)
            linked = linked.where(link.c.unit == subject.unit, link.c.kind == kind)
            ways.append((linked, link.c.submitted_at, link.c.dossier_id))
    found = []
    for way, moment, key in ways:
        way = way.where(*(held(one, w.c.words) for one in terms))
        if procedure:
            known = sa.select(d.c.id).where(d.c.id == w.c.dossier_id, d.c.procedure_key == procedure)
            way = way.where(sa.exists(known.correlate(w)))
        if wanted.after is not None:
            way = way.where(sa.tuple_(moment, key) < sa.tuple_(*map(sa.literal, wanted.after)))
        found.append(way.order_by(moment.desc(), key.desc()).limit(wanted.size + 1).subquery())
    return sa.union_all(*(sa.select(one.c.dossier_id) for one in found))  # type: ignore[return-value]


def held(term: Term, words: Any) -> sa.ColumnElement[bool]:
    """Whether one of the options holds of the column of words."""
    options = (
        sa.and_(*(words.like(one) if must else words.not_like(one) for one, must in option))
        for option in term
    )
    return sa.or_(*options)
