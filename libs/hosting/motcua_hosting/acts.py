# SPDX-License-Identifier: Apache-2.0
"""Who did what about a failure, and when: every try, repair, discard and "seen" by a person, kept for good in the transaction of
what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import Clock
from motcua_identity import Subject

from motcua_hosting.act_table import act_table

SHOWN = 20
"""Acts that are told of one failure, the newest."""
Act = Literal["retry", "repair", "resume", "discard", "seen", "rebuild"]
Outcome = Literal["resolved", "failed", "waiting", ""]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: what they sign in with, their name, the key of their unit ("" where there is none)."""

    user: str
    name: str
    unit: str

    @classmethod
    def of(cls, subject: Subject) -> Actor:
        """The caller."""
        return cls(subject.username or subject.user_id, subject.name, subject.unit or "")


def came_of(
    connection: sa.Connection, table: sa.Table, failure_id: str, outcome: Literal["resolved", "failed"]
) -> None:
    """Write what came of tries that the service makes on its own afterwards, into those that have no outcome yet; `table` is the
    service's `failure_act`. Nothing where nobody tried."""
    c = table.c
    untold = sa.and_(c.failure_id == failure_id, c.act == "retry", c.outcome == "")
    connection.execute(sa.update(table).where(untold).values(outcome=outcome))


class FailureActs:
    """The acts of one service's schema. All in the caller's transaction; moments are those of the business clock."""

    def __init__(self, schema: str, clock: Clock) -> None:
        self._table = act_table(sa.MetaData(schema=schema))
        self._clock = clock

    def note(
        self,
        connection: sa.Connection,
        failure_id: str,
        act: Act,
        actor: Actor,
        *,
        outcome: Outcome = "",
        note: str = "",
    ) -> None:
        """Keep one."""
        row = {
            "failure_id": failure_id, "act": act, "by_user": actor.user, "by_name": actor.name,
            "by_unit": actor.unit, "at": self._clock.now(), "outcome": outcome, "note": note,
        }  # fmt: skip
        connection.execute(sa.insert(self._table).values(row))

    def tell(self, connection: sa.Connection, failures: Iterable[common_pb2.Failure]) -> None:
        """Write the newest acts of each into it; one statement, whatever there is."""
        by_id: Mapping[str, common_pb2.Failure] = {failure.id: failure for failure in failures}
        if not by_id:
            return
        for row in connection.execute(self._newest(by_id)):
            made = by_id[row.failure_id].acts.add(
                act=row.act,
                user=row.by_user,
                name=row.by_name,
                unit=row.by_unit,
                outcome=row.outcome,
                note=row.note,
            )
            made.at.FromDatetime(row.at)

    def _newest(self, ids: Iterable[str]) -> sa.Select[Any]:
        columns = self._table.c
        wanted = sa.select(sa.func.unnest(sa.literal(list(ids), sa.ARRAY(sa.Text))).label("failure_id"))
        asked = wanted.subquery("asked")
        newest = (
            sa.select(self._table)
            .where(columns.failure_id == asked.c.failure_id)
            .order_by(columns.id.desc())
            .limit(SHOWN)
            .lateral("newest")
        )
        return sa.select(newest).select_from(asked.join(newest, sa.true())).order_by(newest.c.id.desc())
