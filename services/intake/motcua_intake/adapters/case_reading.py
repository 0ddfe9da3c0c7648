# SPDX-License-Identifier: Apache-2.0
"""A case for reading: what belongs to the dossier is read when it is first asked for, so that a question about two of its tables
costs two statements and not eight. Commands take `cases.load`, which knows what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from motcua_intake.adapters import cases, documents
from motcua_intake.adapters import tables as t
from motcua_intake.adapters.rows import columns, record
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Document, Dossier, HistoryLine, Part, Result, Stretch, Supplement

Read = Callable[[sa.Connection, str], Any]


class Unread(Case):
    """Lives as long as the transaction of its connection: what is asked for later is refused by the database's driver."""

    def __init__(self, connection: sa.Connection, dossier: Dossier) -> None:
        self.dossier = dossier
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        read = READ.get(name)
        if read is None:
            raise AttributeError(name)
        found = read(self._connection, self.dossier.id)
        setattr(self, name, found)
        return found


def find(connection: sa.Connection, dossier_id: str) -> Case | None:
    """The case of one dossier; None when there is none."""
    found = cases.dossier(connection, dossier_id=dossier_id)
    return None if found is None else Unread(connection, found)


def _rows(connection: sa.Connection, table: sa.Table, kind: type[Any], id: str, *order: Any) -> list[Any]:
    query = sa.select(*columns(table, kind)).where(table.c.dossier_id == id).order_by(*order)
    return [record(kind, row._mapping) for row in connection.execute(query)]


def _parts(connection: sa.Connection, id: str) -> dict[str, Part]:
    return {one.key: one for one in _rows(connection, t.part, Part, id, t.part.c.position)}


def _papers(connection: sa.Connection, id: str) -> dict[str, Any]:
    return {one.id: one for one in cases.papers_where(connection, t.paper.c.dossier_id == id)}


def _results(connection: sa.Connection, id: str) -> dict[tuple[str, str, str], Result]:
    order = (t.result.c.attached_at, t.result.c.id)
    return {one.key: one for one in _rows(connection, t.result, Result, id, *order)}


def _supplements(connection: sa.Connection, id: str) -> dict[int, Supplement]:
    rows = _rows(connection, t.supplement, Supplement, id, t.supplement.c.round)
    return {one.round: one for one in rows}


def _clock(connection: sa.Connection, id: str) -> dict[str, Stretch]:
    return {one.key: one for one in _rows(connection, t.stretch, Stretch, id, t.stretch.c.from_at)}


def _documents(connection: sa.Connection, id: str) -> list[Document]:
    query = sa.select(*documents.COLUMNS).where(t.document.c.dossier_id == id).order_by(*documents.ORDER)
    return [record(Document, row._mapping) for row in connection.execute(query)]


def _history(connection: sa.Connection, id: str) -> list[HistoryLine]:
    return _rows(connection, t.history, HistoryLine, id, t.history.c.id)


READ: Final[dict[str, Read]] = {
    "parts": _parts, "papers": _papers, "results": _results, "supplements": _supplements, "clock": _clock,
    "documents": _documents, "history": _history,
}  # fmt: skip
"""By the name of the attribute."""
