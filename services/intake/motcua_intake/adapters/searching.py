# SPDX-License-Identifier: Apache-2.0
"""Dossiers by words: a trigram index for what is rare, the order of submission for what is frequent; PostgreSQL chooses by
the words asked for, so each search is planned with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import Page
from sqlalchemy.dialects.postgresql import insert as pg_insert

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
    connection: sa.Connection, subject: Subject, patterns: Sequence[str], wanted: Page, procedure: str = ""
) -> list[tuple[Dossier, bool]]:
    """Dossiers that the subject may see and that match every pattern, newest first, one more than the page holds when there is
    a next one; with whether the subject's unit acts in each."""
    w, d = dossier_words, t.dossier
    query = (
        sa.select(*columns(d, Dossier), visible.acts_in(subject).label("acts"))
        .join(w, w.c.dossier_id == d.c.id)
        .where(*(w.c.words.like(one) for one in patterns), visible.visible_to(subject))
    )
    if procedure:
        query = query.where(d.c.procedure_key == procedure)
    if wanted.after is not None:
        query = query.where(
            sa.tuple_(w.c.submitted_at, w.c.dossier_id) < sa.tuple_(*map(sa.literal, wanted.after))
        )
    query = query.order_by(w.c.submitted_at.desc(), w.c.dossier_id.desc()).limit(wanted.size + 1)
    connection.execute(_PLAN_ANEW)
    return [(record(Dossier, row._mapping), bool(row.acts)) for row in connection.execute(query)]
