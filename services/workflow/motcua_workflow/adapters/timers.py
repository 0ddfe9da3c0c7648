# SPDX-License-Identifier: Apache-2.0
"""Timers cost by what is due: an index by moment, taken one at a time with SKIP LOCKED so that replicas share the work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from motcua_workflow.adapters.tables import instance, timer

LONGEST_WAIT = timedelta(minutes=5)
# Built once: every move asks it.
_TAKE_DUE = (
    sa.select(
        timer.c.id,
        timer.c.instance_id,
        timer.c.key,
        timer.c.attempts,
        timer.c.element,
        timer.c.traceparent,
        instance.c.dossier_id,
    )
    .join(instance, instance.c.id == timer.c.instance_id)
    .where(timer.c.due_at <= sa.bindparam("now"))
    .where(sa.or_(timer.c.not_before.is_(None), timer.c.not_before <= sa.func.now()))
    .order_by(timer.c.due_at)
    .limit(1)
    .with_for_update(of=instance, key_share=True, skip_locked=True)
)


def take_due(connection: sa.Connection, now: datetime) -> sa.Row[Any] | None:
    """The timer that is due longest and whose instance nobody is moving; (id, instance_id, key,
    attempts, element, traceparent of what set it, dossier_id).

    The instance is locked until the transaction ends, as every move locks it before its timers: locking the timer first
    would meet a completion half-way, each waiting for the other.
    """
    return connection.execute(_TAKE_DUE, {"now": now}).one_or_none()


def put_off(connection: sa.Connection, timer_id: str, attempts: int) -> None:
    """After a failed try: not again before 1, 2, 4 … seconds, at most five minutes."""
    wait = min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
    connection.execute(
        sa.update(timer)
        .where(timer.c.id == timer_id)
        .values(attempts=attempts + 1, not_before=sa.func.now() + sa.cast(wait, sa.Interval))
    )


def drop(connection: sa.Connection, timer_id: str) -> None:
    connection.execute(sa.delete(timer).where(timer.c.id == timer_id))
