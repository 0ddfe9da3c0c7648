# SPDX-License-Identifier: Apache-2.0
"""The views of the inbox that people keep."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert

from motcua_assignment.adapters.desk_tables import saved_filter as t


@dataclass(frozen=True, slots=True)
class Saved:
    name: str
    query: str
    is_default: bool


def lock_owner(connection: sa.Connection, owner: str) -> None:
    """One change at a time of what a person keeps."""
    connection.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"filters/{owner}", 0)))
    )


def of(connection: sa.Connection, owner: str) -> list[Saved]:
    query = sa.select(t.c.name, t.c.query, t.c.is_default).where(t.c.owner == owner).order_by(t.c.name)
    return [Saved(*row) for row in connection.execute(query)]


def keep(connection: sa.Connection, owner: str, new: Saved) -> None:
    """Insert, or put it in the place of the one with its name; a new default is the only one."""
    if new.is_default:
        others = sa.and_(t.c.owner == owner, t.c.is_default, t.c.name != new.name)
        connection.execute(sa.update(t).where(others).values(is_default=False))
    row = pg_insert(t).values(owner=owner, name=new.name, query=new.query, is_default=new.is_default)
    changed = {"query": row.excluded.query, "is_default": row.excluded.is_default}
    connection.execute(row.on_conflict_do_update(index_elements=["owner", "name"], set_=changed))


def remove(connection: sa.Connection, owner: str, name: str) -> None:
    connection.execute(sa.delete(t).where(t.c.owner == owner, t.c.name == name))
