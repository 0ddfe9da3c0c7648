# SPDX-License-Identifier: Apache-2.0
"""Which officer opened or printed which form of a dossier, or extract of the register, and when. The form stays as it was issued:
printing again is not issuing again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_rpc import Page
from motcua_text import Text as LocalText

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.law_tables import printing as p
from motcua_intake.adapters.law_tables import register_extract as x
from motcua_intake.adapters.rows import record

ONCE: Final = timedelta(minutes=1)
"""Viewers of PDFs fetch a file more than once; what the same person fetches again so soon is the same look."""


@dataclass(frozen=True, slots=True)
class Printing:
    """One look, with the form that it was of."""

    id: int
    document_id: str
    at: datetime
    actor: dict[str, str]
    number: str
    name_vi: str
    name_en: str


def note(connection: sa.Connection, file_id: str, user_id: str, actor: dict[str, str], now: datetime) -> None:
    """Keep that this form was opened; nothing for a file that is no form. One statement."""
    known = (sa.literal(now, p.c.at.type), sa.literal(actor, p.c.actor.type), sa.literal(user_id))
    lately = (p.c.user_id == user_id, p.c.at > now - ONCE, p.c.at <= now)
    form, none = t.document.c, sa.null().cast(sa.Text)
    of_form = sa.select(form.dossier_id, form.id, none, *known).where(
        form.file_id == file_id, ~sa.exists().where(p.c.document_id == form.id, *lately)
    )
    of_extract = sa.select(none, none, x.c.id, *known).where(
        x.c.file_id == file_id, ~sa.exists().where(p.c.extract_id == x.c.id, *lately)
    )
    names = ["dossier_id", "document_id", "extract_id", "at", "actor", "user_id"]
    connection.execute(sa.insert(p).from_select(names, of_form.union_all(of_extract)))


def page(
    connection: sa.Connection, dossier_id: str, wanted: Page, parts: Collection[str] | None = None
) -> list[Printing]:
    """Newest first, one more than the page holds when there is a next one. `parts`: only of forms of these."""
    doc = t.document.c
    query = (
        sa.select(p.c.id, p.c.document_id, p.c.at, p.c.actor, doc.number, doc.name_vi, doc.name_en)
        .join_from(p, t.document, doc.id == p.c.document_id)
        .where(p.c.dossier_id == dossier_id)
    )
    if parts is not None:
        query = query.where(doc.part.in_(sorted(parts)))
    if wanted.after is not None:
        query = query.where(p.c.id < wanted.after[0])
    rows = connection.execute(query.order_by(p.c.id.desc()).limit(wanted.size + 1))
    return [record(Printing, row._mapping) for row in rows]


def of_extract(
    connection: sa.Connection, unit: str, extract_id: str, name: LocalText, wanted: Page
) -> list[Printing] | None:
    """Looks at an extract of this window's register, which is called `name`, as `page`; None where it has no such extract."""
    number = connection.scalar(sa.select(x.c.number).where(x.c.id == extract_id, x.c.unit == unit))
    if number is None:
        return None
    query = sa.select(p.c.id, p.c.extract_id, p.c.at, p.c.actor).where(p.c.extract_id == extract_id)
    if wanted.after is not None:
        query = query.where(p.c.id < wanted.after[0])
    rows = connection.execute(query.order_by(p.c.id.desc()).limit(wanted.size + 1))
    return [
        Printing(row.id, row.extract_id, legal_time(row.at), row.actor, number, name.vi, name.to("en"))
        for row in rows
    ]
