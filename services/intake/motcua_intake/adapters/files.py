# SPDX-License-Identifier: Apache-2.0
"""Stored files and where they are attached: that decides who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.records import FileRow


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file hangs: a draft of an owner, or a dossier; `issued` is False for a result that is not issued yet."""

    kind: str
    dossier_id: str | None
    owner_id: str | None
    issued: bool = True


def add(connection: sa.Connection, new: FileRow) -> None:
    connection.execute(sa.insert(t.file).values(**values(t.file, new)))


def find(connection: sa.Connection, file_id: str) -> FileRow | None:
    query = sa.select(*columns(t.file, FileRow)).where(t.file.c.id == file_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else record(FileRow, row._mapping)


def drop(connection: sa.Connection, file_ids: Sequence[str]) -> None:
    """Forget files that nothing is made of any more; the same content may be somebody else's file too."""
    kept = [sa.exists().where(table.c.file_id == t.file.c.id) for table in (t.paper, t.document, t.result)]
    if file_ids:
        connection.execute(sa.delete(t.file).where(t.file.c.id.in_(file_ids), ~sa.or_(*kept)))


def places(connection: sa.Connection, file_id: str) -> list[Place]:
    """Everything that this file is attached to, in one statement."""
    paper = (
        sa.select(sa.literal("paper"), t.paper.c.dossier_id, t.draft.c.owner_id, sa.true())
        .join_from(t.paper, t.draft, t.draft.c.id == t.paper.c.draft_id, isouter=True)
        .where(t.paper.c.file_id == file_id)
    )
    none = sa.cast(sa.null(), sa.Text)
    document = sa.select(sa.literal("document"), t.document.c.dossier_id, none, sa.true()).where(
        t.document.c.file_id == file_id
    )
    result = sa.select(
        sa.literal("result"), t.result.c.dossier_id, none, t.result.c.issued_at.is_not(None)
    ).where(t.result.c.file_id == file_id)
    return [Place(*row) for row in connection.execute(sa.union_all(paper, document, result))]
