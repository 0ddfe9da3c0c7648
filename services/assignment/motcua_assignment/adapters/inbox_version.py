# SPDX-License-Identifier: Apache-2.0
"""Whether somebody's inbox has changed, from its live tasks alone: what is done and over costs nothing."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_identity import Subject

from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.tables import task
from motcua_assignment.domain.narrowing import Times

# Every change of a task raises its revision; one that goes and one that comes differ in when they were opened or in their id.
_VERSION = sa.select(
    sa.func.count(),
    sa.func.coalesce(sa.func.sum(task.c.revision), 0),
    sa.func.coalesce(sa.func.sum(sa.func.hashtext(task.c.id).cast(sa.BigInteger)), 0),
    sa.func.count().filter(task.c.urgent_at < sa.bindparam("now")),
    sa.func.count().filter(task.c.urgent_at < sa.bindparam("tomorrow")),
    sa.func.count().filter(tasks.SOON),
).where(*tasks.SEEN_AND_LIVE)


def read(connection: sa.Connection, subject: Subject, times: Times) -> str:
    """A short text that stays the same while nothing changes in what the subject sees; time alone changes it when something
    becomes overdue, due today or due soon. Of a head, all of the unit's: what is past its own time is told to the head, whoever
    has it."""
    asked = times.values() | tasks.visible_to(subject)
    return "-".join(str(one) for one in connection.execute(_VERSION, asked).one())
