# SPDX-License-Identifier: Apache-2.0
"""What operators are paged on of processes: timers that wait to be fired, incidents that wait for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_hosting.measuring import MOST
from motcua_telemetry.gauges import Measured

from motcua_workflow.adapters.tables import incident, timer

# The first of the index by moment, and as many as are open.
_FIRST_DUE = sa.select(timer.c.due_at).order_by(timer.c.due_at).limit(1)
_OPEN = sa.select(sa.func.count()).select_from(
    sa.select(incident.c.id).where(incident.c.state != "resolved").limit(MOST).subquery()
)


def measured(clock: Clock) -> Callable[[sa.Connection], Iterator[Measured]]:
    """Read by each sending of metrics."""

    def read(connection: sa.Connection) -> Iterator[Measured]:
        due = connection.execute(_FIRST_DUE).scalar()
        late = 0.0 if due is None else max(0.0, (clock.now() - due).total_seconds())
        yield Measured("motcua.timers.lateness", late)
        yield Measured("motcua.incidents.open", connection.execute(_OPEN).scalar_one())

    return read
