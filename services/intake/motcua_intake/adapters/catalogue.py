# SPDX-License-Identifier: Apache-2.0
"""Published procedures: the list that people search, and the parsed packages, which never change and are kept in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from motcua_procedure import ProcedurePackage
from motcua_procedure.published import Kept
from motcua_rpc import Page
from motcua_storage.upserts import insert as pg_insert
from motcua_text import typed_words

from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.adapters.tables import published
from motcua_intake.domain.records import Published

_COLUMNS = columns(published, Published)
SHOWN = (
    "name_vi", "name_en", "field_vi", "field_en", "limit_vi", "limit_en", "label_vi", "label_en", "codes", "search",
)  # fmt: skip
"""What is derived from the folder for the list, in the words of this release."""


class Packages:
    """The table `published`. Safe for threads."""

    def __init__(self) -> None:
        self._kept = Kept(_read)

    def get(self, connection: sa.Connection, key: str, version: int) -> ProcedurePackage | None:
        """One version, read and parsed once."""
        return self._kept.get(key, version, connection)

    def add(self, connection: sa.Connection, row: Published, content: bytes) -> None:
        """Keep a version; the same one again changes nothing."""
        fields = values(published, row) | {"content": content}
        connection.execute(pg_insert(published).values(**fields).on_conflict_do_nothing())

    def listed(self, connection: sa.Connection) -> Sequence[Published]:
        """Every version as it was written when it came, without its folder."""
        query = sa.select(*_COLUMNS).order_by(published.c.procedure_key, published.c.version)
        return [record(Published, row._mapping) for row in connection.execute(query)]

    def say(self, connection: sa.Connection, row: Published) -> None:
        """Write what the list shows of a version; never its days, its hash or its folder."""
        shown = {name: value for name, value in values(published, row).items() if name in SHOWN}
        same = published.c.procedure_key == row.procedure_key, published.c.version == row.version
        connection.execute(sa.update(published).where(*same).values(**shown))

    def has(self, connection: sa.Connection, key: str, version: int) -> bool:
        query = sa.select(published.c.version).where(
            published.c.procedure_key == key, published.c.version == version
        )
        return connection.scalar(query) is not None

    def in_force(self, connection: sa.Connection, key: str, on: date) -> int | None:
        """The version in force on a day: the newest one whose validity covers it."""
        query = sa.select(published.c.version).where(published.c.procedure_key == key, *_covers(on))
        return connection.scalar(query.order_by(published.c.version.desc()).limit(1))

    def all_in_force(self, connection: sa.Connection, keys: Collection[str], on: date) -> dict[str, int]:
        """As `in_force`, of several procedures in one statement; those without a version in force are left out."""
        if not keys:
            return {}
        newest = sa.func.max(published.c.version).label("version")
        query = sa.select(published.c.procedure_key, newest).where(
            published.c.procedure_key.in_(keys), *_covers(on)
        )
        rows = connection.execute(query.group_by(published.c.procedure_key))
        return {row.procedure_key: row.version for row in rows}

    def search(self, connection: sa.Connection, text: str, on: date, page: Page) -> Sequence[Published]:
        """What is in force and has every word of the text, by key, one more than the page holds when there is a next one."""
        newest = (
            sa.select(*_COLUMNS)
            .where(*_covers(on))
            .order_by(published.c.procedure_key, published.c.version.desc())
            .distinct(published.c.procedure_key)
            .subquery()
        )
        query = sa.select(newest)
        for word in typed_words(text):
            query = query.where(newest.c.search.contains(word, autoescape=True))
        if page.after is not None:
            query = query.where(newest.c.procedure_key > page.after[0])
        rows = connection.execute(query.order_by(newest.c.procedure_key).limit(page.size + 1))
        return [record(Published, row._mapping) for row in rows]


def _read(key: str, version: int, connection: sa.Connection) -> ProcedurePackage | None:
    query = sa.select(published.c.content).where(
        published.c.procedure_key == key, published.c.version == version
    )
    content = connection.scalar(query)
    return None if content is None else ProcedurePackage.from_bytes(bytes(content))


def _covers(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        published.c.valid_from <= on,
        sa.or_(published.c.valid_to.is_(None), published.c.valid_to >= on),
    )
