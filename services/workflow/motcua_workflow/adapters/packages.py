# SPDX-License-Identifier: Apache-2.0
"""Published packages: immutable rows, so what was read once is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from motcua_procedure.published import Kept
from motcua_rpc import Page

from motcua_workflow.adapters.tables import package


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """One version of a procedure folder; `content` is its canonical bytes. `published_by` is the account of who published it; the
    name, the unit and the client that they used are "" where these are not known."""

    procedure_key: str
    version: int
    sha256: str
    content: bytes
    name_vi: str
    name_en: str
    published_at: datetime
    published_by: str
    publisher_name: str = ""
    publisher_unit: str = ""
    publisher_client: str = ""


class Packages:
    """The package table. A version never changes, so reads by key and version are cached."""

    def __init__(self) -> None:
        self._kept = Kept(_read)

    def get(self, connection: sa.Connection, key: str, version: int) -> PublishedPackage | None:
        """One version; 0 is the newest, which is looked up each time, as another may be published."""
        if version:
            return self._kept.get(key, version, connection)
        newest = _read(key, 0, connection)
        if newest is not None:
            self._kept.keep(key, newest.version, newest)
        return newest

    def lock(self, connection: sa.Connection, key: str) -> None:
        """One publication of a procedure at a time, until the transaction ends."""
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 7))))

    def add(self, connection: sa.Connection, published: PublishedPackage) -> None:
        fields = {name: getattr(published, name) for name in PublishedPackage.__slots__}
        connection.execute(sa.insert(package).values(**fields))

    def newest_naming(self, connection: sa.Connection, words: Sequence[str], but: str) -> list[bytes]:
        """The content of the newest version of each procedure but one, where one of `words` stands in it."""
        other = package.alias()
        newest = sa.select(sa.func.max(other.c.version)).where(
            other.c.procedure_key == package.c.procedure_key
        )
        text = sa.func.convert_from(package.c.content, "UTF8")
        query = sa.select(package.c.content).where(
            package.c.procedure_key != but,
            package.c.version == newest.scalar_subquery(),
            sa.or_(*(sa.func.strpos(text, word) > 0 for word in words)),
        )
        return [bytes(row.content) for row in connection.execute(query.order_by(package.c.procedure_key))]

    def list(self, connection: sa.Connection, key: str, page: Page) -> list[PublishedPackage]:
        """Versions ordered by key, newest first, one more than the page holds when there is a next one."""
        columns = [c for c in package.c if c.name != "content"]
        query = sa.select(*columns, sa.literal(b"").label("content"))
        if key:
            query = query.where(package.c.procedure_key == key)
        if page.after is not None:
            last_key, last_version = page.after
            query = query.where(
                sa.or_(
                    package.c.procedure_key > last_key,
                    sa.and_(package.c.procedure_key == last_key, package.c.version < last_version),
                )
            )
        rows = connection.execute(
            query.order_by(package.c.procedure_key, package.c.version.desc()).limit(page.size + 1)
        )
        return [PublishedPackage(**row._mapping) for row in rows]


def _read(key: str, version: int, connection: sa.Connection) -> PublishedPackage | None:
    query = sa.select(package).where(package.c.procedure_key == key)
    query = query.where(package.c.version == version) if version else query
    row = connection.execute(query.order_by(package.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else PublishedPackage(**row._mapping)
