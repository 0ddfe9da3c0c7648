# SPDX-License-Identifier: Apache-2.0
"""Stored files and where they are attached: that decides who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
import uuid_utils
from motcua_text import Text

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.draft_tables import loose_file
from motcua_intake.adapters.law_tables import register_extract
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain.records import APOLOGY, INTERNAL, FileRow


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file hangs: a draft of an owner, a dossier, or (`extract`) the register of the unit `owner_id`. `issued` is False
    for what the applicant may not read (yet): a result that is not issued, a form for officers only. `name`: what a result's file
    is called when it is saved, whatever the upload was called; "" elsewhere. `signed_by`: whose head signed an apology."""

    kind: str
    dossier_id: str | None
    owner_id: str | None
    issued: bool = True
    component: str = ""
    part: str = ""
    name: str = ""
    signed_by: str = ""


def add(connection: sa.Connection, new: FileRow, *, loose: bool = False) -> None:
    """Add a file and hold its content (see `hold`), in one statement. `loose`: it hangs nowhere yet, and is looked at once more
    when its time is over."""
    connection.execute(_adding(loose), values(t.file, new) | {"content": _key(new.sha256)})


@cache
def _adding(loose: bool) -> sa.Insert:
    """Built once: building it costs more than running it."""
    names = [column.name for column in columns(t.file, FileRow)]
    given = {name: sa.bindparam(name, type_=t.file.c[name].type) for name in names}
    content = sa.bindparam("content", type_=sa.BigInteger)
    held = sa.select(sa.func.pg_advisory_xact_lock(content).label("lock")).cte("held")
    statement = sa.insert(t.file).from_select(names, sa.select(*given.values()).select_from(held))
    if not loose:
        return statement
    watched = sa.insert(loose_file).from_select(
        ["file_id", "since"], sa.select(given["id"], given["uploaded_at"])
    )
    return statement.add_cte(watched.cte("watched"))


def find(connection: sa.Connection, file_id: str) -> FileRow | None:
    query = sa.select(*columns(t.file, FileRow)).where(t.file.c.id == file_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else record(FileRow, row._mapping)


def drop(connection: sa.Connection, file_ids: Sequence[str]) -> None:
    """Forget files that nothing is made of any more. Their bytes are freed after the commit, unless the same content is
    somebody else's file too."""
    kept = [sa.exists().where(one == t.file.c.id) for one in _references()]
    if not file_ids:
        return
    gone = sa.delete(t.file).where(t.file.c.id.in_(file_ids), ~sa.or_(*kept)).returning(t.file.c.sha256)
    freed = [
        {"id": str(uuid_utils.uuid7()), "sha256": one} for one in set(connection.execute(gone).scalars())
    ]
    if freed:
        connection.execute(sa.insert(t.freed_file), freed)


def _references() -> list[sa.Column[Any]]:
    """Columns by which any room of this service refers to a file: what one of them names is never forgotten."""
    watched = loose_file.c.file_id
    columns = (one for table in t.metadata.tables.values() for one in table.columns)
    refer = (one for one in columns if one.name == "file_id" or one.references(t.file.c.id))
    return [one for one in refer if one is not watched]


def hold(connection: sa.Connection, sha256: str) -> None:
    """Until the transaction ends nobody else adds or frees this content."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_key(sha256))))


def _key(sha256: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)


def take_freed(connection: sa.Connection) -> str | None:
    """The hash that waits longest, taken out of the queue with the commit; None when none waits. Several workers share the
    queue."""
    first = (
        sa.select(t.freed_file.c.id).order_by(t.freed_file.c.id).limit(1).with_for_update(skip_locked=True)
    )
    taken = sa.delete(t.freed_file).where(t.freed_file.c.id == first.scalar_subquery())
    return connection.execute(taken.returning(t.freed_file.c.sha256)).scalar_one_or_none()


def in_use(connection: sa.Connection, sha256: str) -> bool:
    """Whether a file has this content; for whoever holds it."""
    return bool(connection.execute(sa.select(sa.exists().where(t.file.c.sha256 == sha256))).scalar_one())


@dataclass(frozen=True, slots=True)
class Issue:
    """A result, a printed form (`code` is "", `name` is what it is called) or a paper that was handed in (neither)."""

    dossier_id: str
    part: str
    code: str
    name: Text

    @property
    def handed_in(self) -> bool:
        """Whether it is a paper, of a draft too (`dossier_id` is "")."""
        return not self.code and not self.name.vi


def issued_with(connection: sa.Connection, sha256: str, but: tuple[str, str, str]) -> Issue | None:
    """A result, printed form or paper of any dossier with this content, those of the dossier that `but` names first; nothing
    that came after a result of its part and code had it, as papers of other dossiers may show a result that was issued.
    Whoever asks holds the content (see `hold`), so that nobody else attaches it meanwhile."""
    own, part, code = but
    r, d, p, f = t.result, t.document, t.paper, t.file
    none = sa.literal("")
    same = sa.and_(r.c.dossier_id == own, r.c.part == part, r.c.code == code)
    result = sa.select(r.c.dossier_id, r.c.part, r.c.code, r.c.name_vi, r.c.name_en).join(
        f, f.c.id == r.c.file_id
    )
    document = sa.select(d.c.dossier_id, d.c.part, none.label("code"), d.c.name_vi, d.c.name_en).join(
        f, f.c.id == d.c.file_id
    )
    held = sa.exists().where(r.c.file_id == f.c.id, f.c.sha256 == sha256, same)
    paper = sa.select(sa.func.coalesce(p.c.dossier_id, ""), none, none, none, none)
    paper = paper.join_from(p, f, f.c.id == p.c.file_id)
    found = sa.union_all(
        result.where(f.c.sha256 == sha256, ~same),
        document.where(f.c.sha256 == sha256),
        paper.where(f.c.sha256 == sha256, ~held.correlate(None)),
    ).subquery()
    query = sa.select(found).order_by((found.c.dossier_id == own).desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Issue(row.dossier_id, row.part, row.code, Text(row.name_vi, row.name_en))


def places(connection: sa.Connection, file_id: str) -> list[Place]:
    """Everything that this file is attached to, in one statement."""
    paper = (
        sa.select(
            sa.literal("paper"),
            t.paper.c.dossier_id,
            t.draft.c.owner_id,
            sa.true(),
            t.paper.c.component,
            sa.literal(""),
            sa.literal(""),
            sa.literal(""),
        )
        .join_from(t.paper, t.draft, t.draft.c.id == t.paper.c.draft_id, isouter=True)
        .where(t.paper.c.file_id == file_id)
    )
    none = sa.cast(sa.null(), sa.Text)
    document = sa.select(
        sa.literal("document"),
        t.document.c.dossier_id,
        none,
        t.document.c.form.not_in(INTERNAL),
        sa.literal(""),
        t.document.c.part,
        sa.literal(""),
        sa.case((t.document.c.form == APOLOGY, t.document.c.unit), else_=""),
    ).where(t.document.c.file_id == file_id)
    result = (
        sa.select(
            sa.literal("result"),
            t.result.c.dossier_id,
            none,
            t.result.c.issued_at.is_not(None),
            sa.literal(""),
            t.result.c.part,
            t.dossier.c.code + "-" + t.result.c.code + ".pdf",
            sa.literal(""),
        )
        .join_from(t.result, t.dossier, t.dossier.c.id == t.result.c.dossier_id)
        .where(t.result.c.file_id == file_id)
    )
    blank = sa.literal("")
    extract = sa.select(
        sa.literal("extract"), none, register_extract.c.unit, sa.true(), blank, blank, blank, blank
    ).where(register_extract.c.file_id == file_id)
    return [Place(*row) for row in connection.execute(sa.union_all(paper, document, result, extract))]
