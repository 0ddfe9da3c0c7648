# SPDX-License-Identifier: Apache-2.0
"""What a unit noted about a dossier and did with its tasks: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from motcua_rpc import Page

from motcua_assignment.adapters.desk_tables import journal

NOTE: Final = "note"
REASSIGNED: Final = "reassigned"
TAKEN_OVER: Final = "taken_over"
ESCALATED: Final = "escalated"
CLAIMED: Final = "claimed"
RELEASED: Final = "released"
GIVEN_BACK: Final = "given_back"
HANDED: Final = (REASSIGNED, TAKEN_OVER, GIVEN_BACK, CLAIMED)
"""What made somebody the holder of a task."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` is 0 until it is written; names are as they were then."""

    dossier_id: str
    unit: str
    type: str
    at: datetime
    task_id: str = ""
    title_vi: str = ""
    title_en: str = ""
    actor_user: str = ""
    actor_name: str = ""
    former_user: str = ""
    former_name: str = ""
    holder_user: str = ""
    holder_name: str = ""
    text: str = ""
    id: int = 0


_COLUMNS = [journal.c[name] for name in Entry.__slots__]
_ADD = sa.insert(journal).returning(journal.c.id)


def add(connection: sa.Connection, new: Sequence[Entry]) -> list[int]:
    """Write them; their ids, in order."""
    if not new:
        return []
    rows = [{name: value for name, value in asdict(one).items() if name != "id"} for one in new]
    return sorted(connection.execute(_ADD, rows).scalars())


def last_handing(connection: sa.Connection, task_id: str, dossier_id: str, unit: str) -> Entry | None:
    """How whoever has a task now came by it, as far as that was written down."""
    query = sa.select(*_COLUMNS).where(
        journal.c.dossier_id == dossier_id, journal.c.unit == unit, journal.c.task_id == task_id,
        journal.c.type.in_(HANDED),
    )  # fmt: skip
    row = connection.execute(query.order_by(journal.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Entry(*row)


def page(connection: sa.Connection, dossier_id: str, unit: str, wanted: Page) -> list[Entry]:
    """Newest first, one more than the page when there is a next one."""
    query = sa.select(*_COLUMNS).where(journal.c.dossier_id == dossier_id, journal.c.unit == unit)
    if wanted.after is not None:
        query = query.where(journal.c.id < int(wanted.after[0]))  # type: ignore[arg-type]
    query = query.order_by(journal.c.id.desc()).limit(wanted.size + 1)
    return [Entry(*row) for row in connection.execute(query)]
