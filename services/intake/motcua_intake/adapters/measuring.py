# SPDX-License-Identifier: Apache-2.0
"""What operators are paged on of dossiers: those with a part beyond its legal date."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_hosting.measuring import MOST
from motcua_telemetry.gauges import Measured

from motcua_intake.adapters.tables import part

# As the index `part_apologise` names them: what is open is looked through, not what was ever decided.
_LATE = (
    sa.select(part.c.dossier_id)
    .where(
        sa.literal_column("part.status IN ('WAITING', 'IN_PROGRESS')"), part.c.due_at < sa.bindparam("now")
    )
    .limit(MOST)
    .subquery()
)
_OVERDUE = sa.select(sa.func.count(_LATE.c.dossier_id.distinct()))


def measured(clock: Clock) -> Callable[[sa.Connection], Iterator[Measured]]:
    """Read by each sending of metrics."""

    def read(connection: sa.Connection) -> Iterator[Measured]:
        late = connection.execute(_OVERDUE, {"now": clock.now()}).scalar_one()
        yield Measured("motcua.dossiers.overdue", late)

    return read
