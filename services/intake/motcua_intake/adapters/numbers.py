# SPDX-License-Identifier: Apache-2.0
"""Numbers without gaps or doubles: one row per series, held by whoever takes the next number until the commit."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert

from motcua_intake.adapters.tables import counter


def take(connection: sa.Connection, series: str) -> int:
    """The next number of a series, from 1. A transaction that is rolled back gives its number back."""
    first = pg_insert(counter).values(series=series, last=1)
    taken = first.on_conflict_do_update(
        index_elements=[counter.c.series], set_={"last": counter.c.last + 1}
    ).returning(counter.c.last)
    return int(connection.execute(taken).scalar_one())
